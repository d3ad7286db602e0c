//! Readers of what is kept beside the contract: the configuration, and unacknowledged wishes.

use super::{
    node::{Decode, Node},
    wire::instant,
};
use crate::{
    config::{Brand, Config},
    model::outbox::{Mutation, Target, Wish},
};

impl Decode for Config {
    fn read(node: &Node<'_>) -> Self {
        node.only(&["api_base", "brand", "languages", "share", "live", "offline"]);
        let mut config = Self { api_base: node.text_or_empty("api_base"), ..Self::default() };
        let brand = node.at("brand");
        if !brand.is_absent() {
            brand.only(&["name", "home"]);
            config.brand = Brand { name: brand.text_or_empty("name"), home: brand.text_or_empty("home") };
        }
        if !node.at("languages").is_absent() {
            config.languages = node.list("languages");
        }
        if !node.at("share").is_absent() {
            config.share = node.list("share");
        }
        if !node.at("live").is_absent() {
            config.live = node.flag("live");
        }
        if !node.at("offline").is_absent() {
            config.offline = node.flag("offline");
        }
        config
    }
}

impl Decode for Mutation {
    fn read(node: &Node<'_>) -> Self {
        let (target, wish) = (node.at("target"), node.at("wish"));
        Self {
            id: node.count("id"),
            target: match target.maybe("poll", Node::own_text) {
                Some(id) => Target::Poll(id),
                None => Target::Rating(target.text("rating")),
            },
            wish: if !wish.at("vote").is_absent() {
                Wish::Vote(wish.list("vote"))
            } else if !wish.at("stars").is_absent() {
                Wish::Stars(wish.small("stars"))
            } else {
                if wish.word().as_deref() != Some("withdraw") {
                    wish.blame();
                }
                Wish::Withdraw
            },
            made_at: instant(&node.at("made_at")),
        }
    }
}

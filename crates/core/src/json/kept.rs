//! Readers of what is kept beside the contract: the configuration, and unacknowledged wishes.

use super::{
    node::{Decode, Node},
    wire::instant,
};
use crate::{
    config::{Brand, Comforts, Config, Content},
    model::outbox::{Mutation, Target, Wish},
};

impl Decode for Config {
    fn read(node: &Node<'_>) -> Self {
        node.only(&["api_base", "brand", "languages", "share", "live", "offline", "comforts", "content"]);
        let mut config = Self { api_base: node.text_or_empty("api_base"), ..Self::default() };
        let brand = node.at("brand");
        if !brand.is_absent() {
            brand.only(&["name", "home", "logo", "alt"]);
            config.brand = Brand {
                name: brand.text_or_empty("name"),
                home: brand.text_or_empty("home"),
                logo: brand.text_or_empty("logo"),
                alt: brand.text_or_empty("alt"),
            };
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
        if !node.at("comforts").is_absent() {
            config.comforts = Comforts::read(&node.at("comforts"));
        }
        if !node.at("content").is_absent() {
            match node.text("content").as_str() {
                "backend" => {}
                "static" => config.content = Content::Static,
                _ => node.at("content").blame(),
            }
        }
        config
    }
}

impl Decode for Comforts {
    fn read(node: &Node<'_>) -> Self {
        const NAMES: [&str; 8] =
            ["contents", "progress", "settings", "print", "footnotes", "continue", "related", "search"];
        node.only(&NAMES);
        let [contents, progress, settings, print, footnotes, resume, related, search] =
            NAMES.map(|name| node.at(name).is_absent() || node.flag(name));
        Self { contents, progress, settings, print, footnotes, resume, related, search }
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

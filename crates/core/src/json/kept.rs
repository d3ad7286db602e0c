//! Readers for JSON outside of the contract: the configuration, and the outbox's mutations.

use super::node::{Decode, Node};
use crate::{
    config::{Brand, Config, Content, ReadingFeatures},
    model::outbox::{Intent, Mutation, Target},
};

settings! {
    Config { api_base, brand, languages, share, live, offline, reading_features: "comforts" | "reading_features", content }
    Brand { name, home, logo, alt }
    ReadingFeatures { contents, progress, settings, print, footnotes, resume: "continue", bar, related, search, held }
}

words! {
    Content { Backend: "backend", Static: "static" }
}

members! {
    Mutation { id, target, intent: "wish", made_at; sub }
}

impl Decode for Target {
    fn read(node: &Node<'_>) -> Self {
        match node.member("poll") {
            Some(id) => Self::Poll(id),
            None => Self::Rating(node.member("rating")),
        }
    }
}

impl Decode for Intent {
    fn read(node: &Node<'_>) -> Self {
        if let Some(options) = node.member("vote") {
            Self::Vote(options)
        } else if let Some(stars) = node.member("stars") {
            Self::Stars(stars)
        } else {
            if node.value().text().as_deref() != Some("withdraw") {
                node.blame();
            }
            Self::Withdraw
        }
    }
}

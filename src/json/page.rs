//! The reader of a page's own data.

use hustings_wire::Publication;

use super::{
    node::{Decode, Node},
    wire::{error_code, instant},
};
use crate::model::page::{Notice, PageData, View};

impl Decode for PageData {
    fn read(node: &Node<'_>) -> Self {
        Self {
            publication: Publication::read(&node.at("publication")),
            lang: node.text("lang"),
            origin: node.text("origin"),
            now: instant(&node.at("now")),
            notice: node.maybe("notice", |notice| Notice { code: error_code(notice), on: notice.text("on") }),
            view: view(&node.at("view")),
        }
    }
}

fn view(node: &Node<'_>) -> View {
    let kind = |name: &'static str| Some(node.at(name)).filter(|kind| !kind.is_nothing());
    if let Some(list) = kind("list") {
        View::List {
            audience: list.maybe("audience", Node::own_text),
            items: list.list("items"),
            next_cursor: list.maybe("next_cursor", Node::own_text),
        }
    } else if let Some(article) = kind("article") {
        View::Article { article: Box::new(Decode::read(&article.at("article"))), polls: article.list("polls") }
    } else if let Some(poll) = kind("poll") {
        View::Poll { poll: Box::new(Decode::read(&poll.at("poll"))) }
    } else if let Some(missing) = kind("translation_missing") {
        View::TranslationMissing { available: missing.list("available"), path: missing.text("path") }
    } else if let Some(failed) = kind("failed") {
        View::Failed { code: error_code(&failed) }
    } else {
        match node.word().as_deref() {
            Some("loading") => View::Loading,
            Some("not_found") => View::NotFound,
            _ => {
                node.blame();
                View::NotFound
            }
        }
    }
}

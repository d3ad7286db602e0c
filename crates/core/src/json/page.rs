//! Readers of the data that a page or a frame brings with it.

use hustings_wire::{Poll, Publication};

use super::{
    node::{Decode, Node},
    wire::{error_code, error_code_of, instant},
};
use crate::model::{
    page::{Notice, PageData, View},
    poll_frame::PollFrame,
    search::{Entry, Found, Index},
};

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

impl Decode for PollFrame {
    fn read(node: &Node<'_>) -> Self {
        Self {
            poll: Poll::read(&node.at("poll")),
            now: instant(&node.at("now")),
            publication: node.text("publication"),
            home: node.text("home"),
            back: node.text("back"),
            partner: node.maybe("partner", Node::own_text),
            notice: node.maybe("notice", error_code_of),
        }
    }
}

impl Decode for Found {
    fn read(node: &Node<'_>) -> Self {
        Self { total: node.count("total"), hits: node.list("hits") }
    }
}

impl Decode for Entry {
    fn read(node: &Node<'_>) -> Self {
        let text = |name| node.text(name);
        Self { slug: text("slug"), title: text("title"), dek: text("dek"), text: text("text") }
    }
}

/// `search.json`.
impl Decode for Index {
    fn read(node: &Node<'_>) -> Self {
        Self::new(node.list("articles"))
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
    } else if let Some(search) = kind("search") {
        View::Search { query: search.text("query"), found: search.maybe("found", Found::read) }
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

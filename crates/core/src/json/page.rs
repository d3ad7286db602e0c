//! Readers for the data embedded in a page or a frame.

use hustings_wire::Poll;

use super::node::{Decode, Node};
use crate::model::{
    page::{AskedPoll, Notice, PageData, View},
    poll_frame::PollFrame,
    search::{Entry, Found},
};

members! {
    PageData { publication, lang, origin, now, notice, view }
    Notice { code, on }
    PollFrame { poll, now, publication, home, back, partner, notice }
    Found { total, hits }
    Entry { slug, title, dek, text }
}

/// One object, of which the poll is all but the articles.
impl Decode for AskedPoll {
    fn read(node: &Node<'_>) -> Self {
        let mut articles = Vec::new();
        node.member_into("articles", &mut articles);
        Self { poll: Poll::read(node), articles }
    }
}

/// A word, or an object whose one member says which view it is.
impl Decode for View {
    fn read(node: &Node<'_>) -> Self {
        let is = |name: &'static str| Some(node.at(name)).filter(|view| !view.is_nothing());
        if let Some(list) = is("list") {
            Self::List {
                audience: list.member("audience"),
                items: list.member("items"),
                next_cursor: list.member("next_cursor"),
            }
        } else if let Some(article) = is("article") {
            Self::Article { article: article.member("article"), polls: article.member("polls") }
        } else if let Some(poll) = is("poll") {
            let mut articles = Vec::new();
            poll.member_into("articles", &mut articles);
            Self::Poll { poll: poll.member("poll"), articles }
        } else if let Some(polls) = is("polls") {
            Self::Polls { items: polls.member("items"), next_cursor: polls.member("next_cursor") }
        } else if let Some(search) = is("search") {
            Self::Search { query: search.member("query"), found: search.member("found") }
        } else if let Some(missing) = is("translation_missing") {
            Self::TranslationMissing { available: missing.member("available"), path: missing.member("path") }
        } else if let Some(failed) = is("failed") {
            Self::Failed { code: failed.member("code") }
        } else {
            match node.value().text().as_deref() {
                Some("loading") => Self::Loading,
                Some("not_found") => Self::NotFound,
                _ => {
                    node.blame();
                    Self::NotFound
                }
            }
        }
    }
}

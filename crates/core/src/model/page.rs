//! The data of one page: from the server for the first page, from the front-end for later ones.

use std::mem;

use hustings_wire::{
    Article, ArticleCard, AskingArticle, Direction, ErrorCode, Language, Poll, PollCard, Publication, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{search::Found, trusted_html};
use crate::i18n::Locale;

/// A page and everything it needs to be rendered, in the browser or natively.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// The publication, in the page's language.
    pub publication: Publication,
    /// The language of the interface.
    pub lang: String,
    /// The URL of the publication, such as `https://news.example`, without a slash at the end.
    pub origin: String,
    /// The clock by which the page was made.
    pub now: Timestamp,
    /// What a form that was sent without scripts has to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// The page itself.
    pub view: View,
}

/// The outcome of a form that was sent without scripts and refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Why it was refused.
    pub code: ErrorCode,
    /// The fragment of the form on the page: `poll-<id>` or `rating`.
    pub on: String,
}

/// The pages there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// `/{lang}/` or `/{lang}/sections/{audience}`
    List {
        /// Only articles for this audience.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audience: Option<String>,
        /// The newest articles.
        items: Vec<ArticleCard>,
        /// For more of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    },
    /// `/{lang}/articles/{slug}`
    Article {
        /// The article.
        article: Box<Article>,
        /// Its polls, in its order.
        polls: Vec<Poll>,
    },
    /// `/{lang}/polls/{id}`
    Poll {
        /// The poll.
        poll: Box<Poll>,
        /// The articles that ask it, newest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        articles: Vec<AskingArticle>,
    },
    /// `/{lang}/polls/`
    Polls {
        /// The polls, in the order of the list.
        items: Vec<PollCard>,
        /// For more of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    },
    /// `/{lang}/search`
    Search {
        /// What is searched for; may be empty.
        query: String,
        /// What is found; absent when too little was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<Found>,
    },
    /// The page is on its way.
    Loading,
    /// There is no such page.
    NotFound,
    /// There is, but not in this language.
    TranslationMissing {
        /// The languages there are.
        available: Vec<String>,
        /// The same page in one of them, with `{lang}` where the language goes:
        /// `/{lang}/articles/night-trains`.
        path: String,
    },
    /// The backend could not be reached, or failed.
    Failed {
        /// Why, for programs.
        code: ErrorCode,
    },
}

/// A poll as a backend answers with it, and the articles that ask it; none where an older backend does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedPoll {
    /// The poll.
    #[serde(flatten)]
    pub poll: Poll,
    /// The articles, newest first.
    #[serde(default)]
    pub articles: Vec<AskingArticle>,
}

impl PageData {
    /// The page without the texts of its article, which stand in the served HTML already, and without the words for
    /// the pictures of cards, which show none. The places of its polls stay; [`Self::with_texts`] puts the texts back.
    pub fn without_texts(&self) -> Self {
        let mut page = self.clone();
        let cards = match &mut page.view {
            View::Article { article, .. } => {
                article.body_html = trusted_html::without_texts(&article.body_html);
                &mut article.related
            }
            View::List { items, .. } => items,
            _ => return page,
        };
        for image in cards.iter_mut().filter_map(|card| card.image.as_mut()) {
            image.alt.clear();
            image.caption.clear();
        }
        page
    }

    /// Puts the texts of the article, in their order, back around its polls.
    pub fn with_texts(mut self, texts: &[String]) -> Self {
        if let View::Article { article, .. } = &mut self.view {
            article.body_html = trusted_html::with_texts(&article.body_html, texts);
        }
        self
    }

    /// Moves the polls out. On a poll's own page a stub with id, language and question stays, for the title and the URL; it must not
    /// be drawn. None is copied, which would bring the code for all that a poll may have into the WASM.
    pub fn take_polls(&mut self) -> Vec<Poll> {
        match &mut self.view {
            View::Article { polls, .. } => mem::take(polls),
            View::Poll { poll, .. } => vec![poll.split_off()],
            _ => Vec::new(),
        }
    }

    /// The reading direction of the page's language: as the publication says, else as its script runs.
    pub fn dir(&self) -> Direction {
        Language::direction_of(&self.publication.languages, &self.lang)
    }

    /// The page's title as the browser's window shows it, in the words of `locale`.
    pub fn title(&self, locale: &Locale) -> String {
        let own = match &self.view {
            View::Article { article, .. } => article.title.clone(),
            View::Poll { poll, .. } => poll.question.clone(),
            View::Polls { .. } => locale.t("all_polls"),
            View::List { audience: Some(id), .. } => {
                self.publication.audiences.iter().find(|a| a.id == *id).map_or(id, |a| &a.label).clone()
            }
            View::Search { query, found } => search_words(locale, query, found.as_ref()),
            View::List { audience: None, .. } | View::Loading => return self.publication.name.clone(),
            View::NotFound => locale.t("not_found_title"),
            View::TranslationMissing { .. } => locale.t("translation_missing_title"),
            View::Failed { .. } => locale.t("failed_title"),
        };
        [&*own, " · ", &self.publication.name].concat()
    }
}

/// What a search has come to, in a few words; before one, what the page is for.
pub fn search_words(locale: &Locale, query: &str, found: Option<&Found>) -> String {
    let query = [("query", query)];
    match found {
        None => locale.t("search"),
        Some(Found { total: 0, .. }) => locale.t_with("search_none", &query),
        Some(Found { total, .. }) => locale.t_count("search_found", *total, &query),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_poll_that_is_taken_out_its_name_stays() {
        let poll = json!({
            "id": "p", "lang": "en", "dir": "ltr", "question": "Would you?", "kind": "single", "min_choices": 1,
            "max_choices": 1, "options": [{ "id": "a", "label": "A", "votes": 3, "percent": 100 }], "voters": 3,
            "total_votes": 3, "state": "open", "opens_at": null, "closes_at": null, "results": "always",
            "results_visible": true, "changeable": true, "my_vote": ["a"], "seq": "e.7",
        });
        let mut page: PageData = serde_json::from_value(json!({
            "publication": { "name": "P", "tagline": "", "languages": [], "audiences": [] }, "lang": "en",
            "origin": "https://news.example", "now": "2026-05-01T06:30:00Z", "view": { "poll": { "poll": poll } },
        }))
        .expect("a page");
        let title = page.title(&Locale::default());
        let whole: Poll = serde_json::from_value(poll).expect("a poll");
        assert_eq!(page.take_polls(), [whole]);
        assert_eq!(page.title(&Locale::default()), title);
        let View::Poll { poll: left, .. } = &page.view else { panic!("it is still the page of a poll") };
        assert_eq!((&*left.id, left.options.len(), &left.my_vote), ("p", 0, &None));
    }
}

//! Lists of polls: what is asked now, what will be, and what was; and which articles ask it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hustings_content::Content;
use hustings_domain::{Audience, PollDefinition, audience};
use hustings_http::error::ApiError;
use hustings_store::PollStanding;
use hustings_wire::{AskingArticle, PollCard, PollList, PollState, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    articles::check_limit,
    context::Context,
    languages::{abridged, direction, pick},
    poll_view::PollWithEntry,
};

/// How many of the articles that ask a poll are named.
const MOST_ARTICLES: usize = 20;

/// A poll with the articles that ask it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PollWithArticles {
    /// The poll.
    #[serde(flatten)]
    pub poll: PollWithEntry,
    /// The articles that ask it and can be read in the language of the answer, newest first; at most 20.
    pub articles: Vec<AskingArticle>,
}

impl PollWithArticles {
    /// The poll with those of its language.
    pub fn of(content: &Content, poll: PollWithEntry) -> Self {
        let articles = asking_articles(content, &poll.poll.id, &poll.poll.lang);
        Self { poll, articles }
    }
}

/// Polls that can be read in `lang`: open ones first, by when they close, those without an end last and of them the latest
/// first; then those to come, by when they open; then closed ones, the latest first. Only those in `state`, if one is given; at
/// most `limit` (from 1 to [`LIST_LIMIT`](crate::LIST_LIMIT)), after `cursor`.
///
/// # Errors
/// `translation_missing` for a language that the publication does not have, `invalid_request` for a state that there is not, a
/// limit out of range and a cursor that this function did not make; `unavailable`.
pub async fn poll_list(
    context: Context<'_>,
    lang: &str,
    state: Option<&str>,
    limit: usize,
    cursor: Option<&str>,
) -> Result<PollList, ApiError> {
    let content = context.content;
    let lang = pick("list of polls", lang, content.languages.iter().map(|language| &language.lang))?;
    check_limit(limit)?;
    let only = state.map(state_of_name).transpose()?;
    let after = cursor.map(Place::of_cursor).transpose()?;

    let now = context.clock.now();
    let standing = context.store.polls().await?;
    let placed = content.polls.values().filter(|poll| poll.question.contains_key(&lang)).map(|poll| {
        let standing = standing.get(&poll.id).copied().unwrap_or_default();
        let state = context.state_of(poll, standing.forced);
        (Place::of(poll, state, now), poll, state, standing)
    });
    let wanted = placed.filter(|(place, _, state, _)| {
        only.is_none_or(|only| only == *state) && after.as_ref().is_none_or(|after| place > after)
    });
    let mut listed: Vec<_> = wanted.collect();
    listed.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    let next_cursor = listed.get(limit).and(listed.get(limit - 1)).map(|(place, ..)| place.to_cursor());
    let shown = listed.into_iter().take(limit);
    let items = shown.map(|(_, poll, state, standing)| card(content, poll, &lang, state, standing)).collect();
    Ok(PollList { items, next_cursor })
}

/// The articles that ask the poll `id` and can be read in `lang`, newest first.
pub fn asking_articles(content: &Content, id: &str, lang: &str) -> Vec<AskingArticle> {
    let article = |article: &hustings_content::ArticleGroup| {
        let (slug, title) = (article.slug.clone(), article.translations.get(lang)?.title.clone());
        Some(AskingArticle { url: format!("/{lang}/articles/{slug}"), slug, title })
    };
    content.articles_asking(id).filter_map(|group| article(group)).take(MOST_ARTICLES).collect()
}

/// The state of this name.
fn state_of_name(name: &str) -> Result<PollState, ApiError> {
    match name {
        "open" => Ok(PollState::Open),
        "scheduled" => Ok(PollState::Scheduled),
        "closed" => Ok(PollState::Closed),
        _ => {
            let detail = format!("There is no state \"{}\"; give open, scheduled or closed.", abridged(name));
            Err(ApiError::invalid("state", detail))
        }
    }
}

fn card(content: &Content, poll: &PollDefinition, lang: &str, state: PollState, standing: PollStanding) -> PollCard {
    PollCard {
        id: poll.id.clone(),
        lang: lang.to_owned(),
        dir: direction(content, lang),
        question: poll.question.get(lang).cloned().unwrap_or_default(),
        kind: poll.kind,
        state,
        opens_at: poll.opens_at,
        closes_at: poll.closes_at,
        voters: standing.voters,
        results_visible: audience(poll.results, state) == Audience::Everyone,
        articles: asking_articles(content, &poll.id, lang),
    }
}

/// Where a poll stands in the list. A place is kept by its own figures and not by a number of polls, so that it stays where it
/// is when others come and go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Open with an end, open without one, to come, closed.
    part: u8,
    /// Seconds by which polls of a part are ordered.
    at: i64,
    id: String,
}

impl Place {
    /// The place of `poll`, which is in this state `now`. What an operator has opened or closed against its dates has none, and
    /// stands after those that have.
    fn of(poll: &PollDefinition, state: PollState, now: Timestamp) -> Self {
        let earliest_first = |at: Option<Timestamp>| at.map_or(i64::MAX, Timestamp::unix);
        let latest_first = |at: Option<Timestamp>| at.map_or(i64::MAX, |at| -at.unix());
        let ends_at = poll.closes_at.filter(|at| *at > now);
        let (part, at) = match state {
            PollState::Open if ends_at.is_some() => (0, earliest_first(ends_at)),
            PollState::Open => (1, latest_first(poll.opens_at)),
            PollState::Scheduled => (2, earliest_first(poll.opens_at)),
            PollState::Closed | PollState::Other => (3, latest_first(poll.closes_at.filter(|at| *at <= now))),
        };
        Self { part, at, id: poll.id.clone() }
    }

    fn to_cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{} {} {}", self.part, self.at, self.id))
    }

    fn of_cursor(cursor: &str) -> Result<Self, ApiError> {
        let read = || {
            let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
            let mut words = text.splitn(3, ' ');
            let (part, at, id) = (words.next()?, words.next()?, words.next()?);
            Some(Self { part: part.parse().ok()?, at: at.parse().ok()?, id: id.to_owned() })
        };
        read().ok_or_else(|| ApiError::unreadable("The cursor is none that this list gave.").at("cursor"))
    }
}

//! What the backend publishes: three articles and a poll of each kind.

use axum::response::Response;
use hustings_wire::{ErrorCode, PollKind, PollState, ResultsRule};
use serde_json::{Value, json};

use super::{
    answers::{Asked, Refusal},
    fault::Fault,
    ratings::Ratings,
};

pub(crate) const LANGUAGES: [&str; 2] = ["en", "de-CH"];

/// A poll.
pub(crate) struct Poll {
    pub(crate) id: &'static str,
    pub(crate) kind: PollKind,
    pub(crate) max: u32,
    pub(crate) results: ResultsRule,
    pub(crate) changeable: bool,
    pub(crate) state: PollState,
    pub(crate) signed: bool,
    pub(crate) guarded: bool,
    pub(crate) abstain: bool,
    pub(crate) write_in: bool,
    /// Votes for the options a, b and c that were there before.
    pub(crate) earlier: [u64; 3],
}

const POLL: Poll = Poll {
    id: "",
    kind: PollKind::Single,
    max: 1,
    results: ResultsRule::Always,
    changeable: true,
    state: PollState::Open,
    signed: false,
    guarded: false,
    abstain: false,
    write_in: false,
    earlier: [0; 3],
};

pub(crate) const POLLS: [Poll; 12] = [
    Poll { id: "single", earlier: [5, 3, 2], ..POLL },
    Poll { id: "multiple", kind: PollKind::Multiple, max: 2, write_in: true, ..POLL },
    Poll { id: "scale", kind: PollKind::Scale, earlier: [1, 2, 1], ..POLL },
    Poll { id: "after-vote", results: ResultsRule::AfterVote, earlier: [1, 0, 0], ..POLL },
    Poll { id: "after-close", results: ResultsRule::AfterClose, ..POLL },
    Poll { id: "closed", state: PollState::Closed, earlier: [10, 10, 10], ..POLL },
    Poll { id: "scheduled", state: PollState::Scheduled, ..POLL },
    Poll { id: "final", changeable: false, ..POLL },
    Poll { id: "signed", signed: true, ..POLL },
    Poll { id: "guarded", guarded: true, ..POLL },
    Poll { id: "ranking", kind: PollKind::Ranking, max: 3, earlier: [5, 4, 2], ..POLL },
    Poll { id: "shy", results: ResultsRule::AfterVote, abstain: true, earlier: [2, 1, 0], ..POLL },
];

/// The poll whose options are asked in another order than that of its results.
pub(crate) const DRAWN: &str = "after-close";

/// The poll whose options have pictures, all of them the same file.
pub(crate) const PICTURED: &str = "multiple";
pub(crate) const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>";

/// What is to be seen in the picture of an option.
pub(crate) fn alt(id: &str, lang: &str) -> String {
    format!("A picture of {id}, in {lang}")
}

/// The picture of an option of this poll.
pub(crate) fn image(asked: &Asked, poll: &str, id: &str, lang: &str) -> Option<Value> {
    if poll != PICTURED || id == "c" && asked.has(Fault::OneHasNoPicture) {
        return None;
    }
    let alt = if asked.has(Fault::PictureWithoutWords) { String::new() } else { alt(id, lang) };
    Some(json!({ "src": "/media/picture.svg", "width": 4, "height": 3, "alt": alt }))
}

/// The file of all pictures.
pub(crate) fn picture(asked: &Asked) -> Result<Response, Refusal> {
    if asked.has(Fault::PictureIsGone) {
        return Err(Refusal::not_found());
    }
    Ok(asked.tagged(PICTURE.to_owned(), "image/svg+xml", false))
}

pub(crate) const OPTIONS: [&str; 3] = ["a", "b", "c"];

/// The articles, newest first, with their dates.
const ARTICLES: [(&str, &str); 3] =
    [("clocks", "2026-05-20T09:00:00Z"), ("trains", "2026-05-10T09:00:00Z"), ("bread", "2026-05-01T09:00:00Z")];
/// The article with the polls, which is in both languages as the others are not.
const WITH_POLLS: &str = "trains";

pub(crate) fn is_article(slug: &str) -> bool {
    ARTICLES.iter().any(|(other, _)| *other == slug)
}

fn languages(slug: &str) -> &'static [&'static str] {
    if slug == WITH_POLLS { &LANGUAGES } else { &LANGUAGES[..1] }
}

fn audiences(slug: &str) -> Value {
    if slug == "bread" { json!(["bakers"]) } else { json!([]) }
}

pub(crate) fn publication(asked: &Asked) -> Result<Response, Refusal> {
    let lang = asked.language(&LANGUAGES)?;
    let language = |lang: &&str| json!({ "lang": lang, "dir": "ltr", "name": lang, "switch_label": lang });
    let languages: Vec<Value> = LANGUAGES.iter().map(language).collect();
    let label = format!("Bakers, in {lang}");
    let audiences = json!([{ "id": "bakers", "label": label }]);
    let publication = json!({ "name": "News", "tagline": "", "languages": languages, "audiences": audiences });
    Ok(asked.json(&publication, false))
}

fn card(slug: &str, published_at: &str, lang: &str, ratings: &Ratings) -> Value {
    json!({
        "slug": slug, "lang": lang, "dir": "ltr", "title": slug, "dek": "", "author": { "name": "Desk" },
        "published_at": published_at, "reading_minutes": 1, "audiences": audiences(slug), "languages": languages(slug),
        "rating": ratings.summary(slug),
    })
}

pub(crate) fn list(asked: &Asked, ratings: &Ratings) -> Result<Response, Refusal> {
    let lang = asked.language(&LANGUAGES)?;
    let limit: usize = asked.value("limit").map_or(Ok(20), str::parse).unwrap_or_default();
    if !(1..=50).contains(&limit) && !asked.has(Fault::LimitUnbounded) {
        return Err(Refusal::at(422, ErrorCode::InvalidRequest, "limit"));
    }
    let audience = asked.value("audience");
    if audience.is_some_and(|id| id != "bakers") {
        return Err(Refusal::at(422, ErrorCode::InvalidRequest, "audience"));
    }
    let from = match asked.value("cursor").unwrap_or_default() {
        "" => 0,
        cursor => cursor.parse().map_err(|_| Refusal::at(400, ErrorCode::InvalidRequest, "cursor"))?,
    };
    let mut all: Vec<_> = ARTICLES.iter().filter(|(slug, _)| languages(slug).contains(&lang)).collect();
    all.retain(|(slug, _)| audience.is_none() || *slug == "bread");
    if asked.has(Fault::OldestFirst) {
        all.reverse();
    }
    let page: Vec<Value> = all.iter().skip(from).take(limit).map(|(slug, at)| card(slug, at, lang, ratings)).collect();
    let step = if asked.has(Fault::CursorStandsStill) { 0 } else { limit };
    let next_cursor = (from + limit < all.len()).then(|| (from + step).to_string());
    Ok(asked.json(&json!({ "items": page, "next_cursor": next_cursor }), false))
}

/// The article that asks every poll.
pub(crate) fn asking(lang: &str) -> Value {
    json!([{ "slug": WITH_POLLS, "title": WITH_POLLS, "url": format!("/{lang}/{WITH_POLLS}") }])
}

/// The list of polls.
pub(crate) fn polls(asked: &Asked, mut cards: Vec<Value>) -> Result<Response, Refusal> {
    const STATES: [&str; 3] = ["open", "scheduled", "closed"];
    let limit: usize = asked.value("limit").map_or(Ok(20), str::parse).unwrap_or_default();
    if !(1..=50).contains(&limit) {
        return Err(Refusal::at(422, ErrorCode::InvalidRequest, "limit"));
    }
    if let Some(state) = asked.value("state") {
        if !STATES.contains(&state) && !asked.has(Fault::AnyStateTaken) {
            return Err(Refusal::at(422, ErrorCode::InvalidRequest, "state"));
        }
        cards.retain(|card| card["state"] == state);
    }
    cards.sort_by_key(|card| STATES.iter().position(|state| card["state"] == *state));
    if asked.has(Fault::ClosedPollsFirst) {
        cards.reverse();
    }
    let cursor = asked.value("cursor").filter(|cursor| !cursor.is_empty());
    let from = cursor.map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| Refusal::at(400, ErrorCode::InvalidRequest, "cursor"))?;
    let step = if asked.has(Fault::PollsStandStill) { 0 } else { limit };
    let next_cursor = (from + limit < cards.len()).then(|| (from + step).to_string());
    let page: Vec<Value> = cards.into_iter().skip(from).take(limit).collect();
    Ok(asked.json(&json!({ "items": page, "next_cursor": next_cursor }), false))
}

pub(crate) fn article(asked: &Asked, slug: &str, ratings: &Ratings, reader: Option<&str>) -> Result<Response, Refusal> {
    let (_, published_at) = ARTICLES.iter().find(|(other, _)| *other == slug).ok_or_else(Refusal::not_found)?;
    let lang = asked.language(languages(slug))?;
    let translation = |lang: &&str| json!({ "lang": lang, "dir": "ltr", "name": lang, "switch_label": lang, "title": slug, "url": format!("/{lang}/{slug}") });
    let translations: Vec<Value> = languages(slug).iter().map(translation).collect();
    let polls: Vec<&str> = POLLS.iter().filter(|_| slug == WITH_POLLS).map(|poll| poll.id).collect();
    let mut article = card(slug, published_at, lang, ratings);
    article["body_html"] = json!("<h2 id=\"b1\">Words</h2>");
    article["toc"] = json!([{ "id": "b1", "level": 2, "text": "Words" }]);
    article["translations"] = json!(translations);
    article["polls"] = json!(polls);
    article["related"] = json!([]);
    article["rating"] = ratings.rating(slug, reader);
    Ok(asked.json(&article, !article["rating"]["my_stars"].is_null()))
}

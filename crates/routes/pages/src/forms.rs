//! The forms that work without any script: a vote, a rating, and taking either back.
//!
//! Each does what the API's `PUT` and `DELETE` do, by the same service, and sends the browser back
//! to the page it came from. What cannot be sent back is an error of the contract, which `form_errors` makes a page of.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, IntoResponseParts, Response},
    routing::post,
};
use hustings_content::Content;
use hustings_core::model::route::{Route, decode_component, query_value};
use hustings_domain::{Guarding, PollDefinition};
use hustings_guard::arrival::{Arrival, Shown};
use hustings_http::{body, error::ApiError, extract::Path};
use hustings_identity::{partner::Framing, reader_or_new::ReaderOrNew, voter::VoterOrNew};
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_service::Choice;
use hustings_wire::{
    ErrorCode, PollKind,
    moment::poll_of,
    write_in::{OTHER, with_words},
};

use super::page_tokens;

/// `POST /{lang}/polls/{id}/vote` and `POST /{lang}/articles/{slug}/rating`.
pub fn router() -> Router<RouteState> {
    Router::new()
        .route("/{lang}/polls/{id}/vote", post(vote).get(to_page))
        .route("/{lang}/articles/{slug}/rating", post(rate).get(to_page))
}

/// Where the page is whose form is sent here, for somebody who asks for this URL, which a refusal leaves in the bar.
/// Only a page of ours: browsers read a path that begins with `/\` as the beginning of another host.
async fn to_page(uri: Uri) -> Result<Response, ApiError> {
    let page = uri.path().rsplit_once('/').and_then(|(page, _)| Route::parse(page, ""));
    let page = match page.ok_or_else(|| ApiError::not_found("There is no such page."))? {
        Route::Poll { lang, id } => Route::Poll { lang, id: poll_of(&id).to_owned() }.path(),
        page => page.path(),
    };
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response())
}

async fn vote(State(state): State<RouteState>, Path((lang, id)): Path<(String, String)>, request: Request) -> Response {
    let content = state.content.current();
    let poll = match known(&content, &lang).and_then(|()| service::answered(&content, &id)) {
        Ok((poll, _)) => poll,
        Err(error) => return error.into_response(),
    };
    let own = Route::Poll { lang: lang.clone(), id: poll.id.clone() }.path();
    let on = format!("poll-{id}");
    let uri = request.uri().clone();
    let partner = query_value(uri.query().unwrap_or_default(), "partner");
    let proof = query_value(uri.query().unwrap_or_default(), page_tokens::NAME);
    let peer = request.extensions().get().copied();
    let (fields, headers) = match receive(request).await {
        Ok(received) => received,
        Err(error) => return error.into_response(),
    };
    let (outcome, cookie) = match voter(&state, &headers, partner.as_deref(), poll) {
        Ok(voter) if voter.is_new && !is_second(&uri) => return once_more(&uri, voter.cookie()),
        Ok(voter) => {
            let arrival = state.arrival(peer, &headers, proof.as_deref().map_or(Shown::Nothing, Shown::Page));
            let outcome = cast(state.context(&content), &voter, &fields, (poll, &id), &lang, &arrival).await;
            (outcome, Some(voter.cookie()))
        }
        Err(error) => (Err(error), None),
    };
    back(&fields, &own, &on, outcome, cookie)
}

/// `not_found` unless `lang` is a language of the publication.
pub(crate) fn known(content: &Content, lang: &str) -> Result<(), ApiError> {
    if content.has_language(lang) { Ok(()) } else { Err(ApiError::not_found("There is no such page.")) }
}

/// Who sends this form; `partner` in its URL says whose page frames it.
fn voter(
    state: &RouteState,
    headers: &HeaderMap,
    partner: Option<&str>,
    poll: &PollDefinition,
) -> Result<VoterOrNew, ApiError> {
    VoterOrNew::of_request(headers, &state.identity, poll, Framing::told(partner, state.identity.own.as_ref())?)
}

async fn cast(
    context: service::Context<'_>,
    voter: &VoterOrNew,
    fields: &Fields,
    (poll, id): (&PollDefinition, &str),
    lang: &str,
    arrival: &Arrival<'_>,
) -> Result<(), ApiError> {
    match fields.first("action").unwrap_or("vote") {
        "vote" => {
            let options = if poll.kind == PollKind::Ranking { fields.by_place()? } else { fields.chosen() };
            service::cast_vote(context, voter, id, &Choice::Options(options), lang, arrival).await.map(|_| ())
        }
        "abstain" => service::cast_vote(context, voter, id, &Choice::Abstain, lang, arrival).await.map(|_| ()),
        "withdraw" => {
            // Everything else was counted before its form was read.
            if poll.guarding == Guarding::Guarded {
                arrival.check_limit()?;
            }
            service::withdraw_vote(context, &voter.voter, id, lang).await.map(|_| ())
        }
        _ => Err(ApiError::invalid("action", "An action is vote, abstain or withdraw.")),
    }
}

async fn rate(
    State(state): State<RouteState>,
    Path((lang, slug)): Path<(String, String)>,
    request: Request,
) -> Response {
    let content = state.content.current();
    if let Err(error) = known(&content, &lang).and_then(|()| service::check_article(&content, &slug)) {
        return error.into_response();
    }
    let own = Route::Article { lang, slug: slug.clone() }.path();
    let uri = request.uri().clone();
    let (fields, headers) = match receive(request).await {
        Ok(received) => received,
        Err(error) => return error.into_response(),
    };
    let reader = ReaderOrNew::of_request(&headers, &state.identity, false);
    if reader.is_new && !is_second(&uri) {
        return once_more(&uri, reader.cookie());
    }
    let outcome = match fields.first("action").unwrap_or("rate") {
        "rate" => match stars(fields.first("stars")) {
            Some(stars) => service::rate(state.context(&content), &reader.reader, &slug, stars).await.map(|_| ()),
            None => Err(ApiError::invalid("stars", "Stars are a whole number from 1 to 5.")),
        },
        "withdraw" => service::withdraw_rating(state.context(&content), &reader.reader, &slug).await.map(|_| ()),
        _ => Err(ApiError::invalid("action", "An action is rate or withdraw.")),
    };
    back(&fields, &own, "rating", outcome, reader.cookie())
}

/// What the answer to a form would have been, had its sender not been sent back to a page that says so: for the security log.
#[derive(Clone, Copy, Debug)]
pub struct RefusedForm {
    /// Its status.
    pub status: StatusCode,
    /// What was wrong.
    pub code: ErrorCode,
}

/// Says in a form's URL that its browser was given a cookie before.
const SECOND: &str = "again";

fn is_second(uri: &Uri) -> bool {
    query_value(uri.query().unwrap_or_default(), SECOND).is_some()
}

/// Has a browser without a cookie send the form once more, with one. Whoever presses a button twice sends two forms before
/// there is a cookie; the browser follows the answer to the last alone, so that one is counted. A browser that takes no
/// cookie comes back without, and is counted as a new reader.
fn once_more(uri: &Uri, recognition: impl IntoResponseParts) -> Response {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let separator = if query.is_empty() { "" } else { "&" };
    let location = format!("{path}?{query}{separator}{SECOND}=1");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::TEMPORARY_REDIRECT, headers, recognition, ()).into_response()
}

/// Exactly one digit from 1 to 5.
fn stars(text: Option<&str>) -> Option<u8> {
    match text?.as_bytes() {
        [digit @ b'1'..=b'5'] => Some(digit - b'0'),
        _ => None,
    }
}

/// The fields of a form, in order; a name may stand several times.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Names and values as they came.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The options of a ranking in the order of their places, which are in fields `place.ID` and count from 1; none and 0 are
    /// no place.
    fn by_place(&self) -> Result<Vec<String>, ApiError> {
        let mut placed = Vec::new();
        for (name, value) in &self.0 {
            let Some(id) = name.strip_prefix("place.").filter(|_| !matches!(value.as_str(), "" | "0")) else {
                continue;
            };
            let place: u32 =
                value.parse().map_err(|_| ApiError::invalid("place", "A place is a whole number, counted from 1."))?;
            placed.push((place, id.to_owned()));
        }
        placed.sort();
        for ((place, _), expected) in placed.iter().zip(1..) {
            if *place != expected {
                let message = format!(
                    "Places count from 1, each once and none left out; the place {expected} is not there once."
                );
                return Err(ApiError::invalid("place", message));
            }
        }
        Ok(placed.into_iter().map(|(_, id)| id).collect())
    }

    /// The options that are ticked, and behind them the answer in the reader's own words: where that is ticked, or nothing is
    /// and there are words.
    fn chosen(&self) -> Vec<String> {
        let (own, mut options): (Vec<String>, Vec<String>) =
            self.all("option").into_iter().partition(|option| option == OTHER);
        let words = self.first("write_in").unwrap_or_default();
        if !own.is_empty() || (options.is_empty() && !words.trim().is_empty()) {
            options.push(with_words(words));
        }
        options
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }
}

/// Reads a form and its headers. Who may send one at all was checked before, as for the API.
async fn receive(request: Request) -> Result<(Fields, HeaderMap), ApiError> {
    let (parts, body) = request.into_parts();
    let is_form = body::has_type(&parts.headers, "application/x-www-form-urlencoded");
    if !is_form {
        return Err(ApiError::unsupported_media_type());
    }
    Ok((fields(&body::read(body).await?)?, parts.headers))
}

pub(crate) fn fields(body: &[u8]) -> Result<Fields, ApiError> {
    let text = std::str::from_utf8(body).map_err(|_| ApiError::unreadable("The body is no form in UTF-8."))?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    Ok(Fields(pairs.map(|(name, value)| (decode_component(name), decode_component(value))).collect()))
}

/// Sends the browser to the page that the form names, or else to the thing's own.
fn back(
    fields: &Fields,
    own: &str,
    on: &str,
    outcome: Result<(), ApiError>,
    recognition: impl IntoResponseParts,
) -> Response {
    let page = fields.first("return").filter(|path| is_local(path)).unwrap_or(own);
    let location = match &outcome {
        Ok(()) => location(page, None, on),
        Err(error) => location(page, Some(error.code()), on),
    };
    let location = HeaderValue::try_from(location).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let mut response = (StatusCode::SEE_OTHER, headers, recognition, ()).into_response();
    if let Err(error) = outcome {
        response.extensions_mut().insert(RefusedForm { status: error.status(), code: error.code() });
    }
    response
}

/// `page` with the notice in its query and the form in its fragment, in place of any that it had.
pub(crate) fn location(page: &str, notice: Option<ErrorCode>, on: &str) -> String {
    let page = page.split('#').next().unwrap_or_default();
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let is_ours = |pair: &str| ["notice=", "on="].iter().any(|name| pair.starts_with(name));
    let mut pairs: Vec<String> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_ours(pair)).map(str::to_owned).collect();
    if let Some(code) = notice {
        pairs.push(format!("notice={}", code.as_str()));
        pairs.push(format!("on={on}"));
    }
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{path}{query}#{on}")
}

/// Whether `path` leads to a page of ours and nowhere else: browsers read `//` and `/\` as the
/// beginning of another host.
pub(crate) fn is_local(path: &str) -> bool {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'"' && b != b'<' && b != b'>');
    path.starts_with('/') && !path.contains("//") && plain && path.len() <= 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_local_path_is_gone_back_to() {
        for good in ["/", "/en/articles/a?audience=b#c", "/en/polls/a"] {
            assert!(is_local(good), "{good}");
        }
        for bad in
            ["", "en", "//evil.example", "/\\evil.example", "/a//b", "https://evil.example", "/a\nb", "/a b", "/\u{e9}"]
        {
            assert!(!is_local(bad), "{bad}");
        }
    }

    #[test]
    fn a_notice_takes_the_place_of_the_last_one() {
        let closed = Some(ErrorCode::PollClosed);
        let cases = [
            ("/en/articles/a", None, "/en/articles/a#poll-x"),
            ("/en/articles/a#b3", None, "/en/articles/a#poll-x"),
            ("/en/?audience=b", closed, "/en/?audience=b&notice=poll_closed&on=poll-x#poll-x"),
            (
                "/en/polls/x?notice=not_found&on=rating&y=1",
                closed,
                "/en/polls/x?y=1&notice=poll_closed&on=poll-x#poll-x",
            ),
            ("/en/polls/x?notice=not_found&on=rating", None, "/en/polls/x#poll-x"),
        ];
        for (page, notice, expected) in cases {
            assert_eq!(location(page, notice, "poll-x"), expected);
        }
    }

    #[test]
    fn places_count_from_one_without_a_gap() {
        let places = |form: &str| fields(form.as_bytes()).and_then(|fields| fields.by_place()).ok();
        let order = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        let cases = [
            ("place.a=2&place.b=1&place.c=0", order(&["b", "a"])),
            ("place.a=&place.b=1", order(&["b"])),
            ("action=vote&place.a=0", order(&[])),
            ("place.a=1&place.b=1", None),
            ("place.a=1&place.b=3", None),
            ("place.a=2", None),
            ("place.a=first", None),
            ("place.a=-1", None),
            ("place.a=99999999999", None),
        ];
        for (form, expected) in cases {
            assert_eq!(places(form), expected, "{form}");
        }
    }

    #[test]
    fn stars_are_one_digit() {
        let cases = [("1", Some(1)), ("5", Some(5)), ("0", None), ("6", None), ("2.5", None), ("+3", None), ("", None)];
        for (text, expected) in cases {
            assert_eq!(stars(Some(text)), expected, "{text}");
        }
        assert_eq!(stars(None), None);
    }
}

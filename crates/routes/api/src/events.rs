//! `GET /api/v1/events`: the live stream.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use hustings_domain::PollDefinition;
use hustings_http::{error::ApiError, extract::Query};
use hustings_identity::reader::Reader;
use hustings_limits::{admission::Place, network::Peer};
use hustings_live::{hub::Topic, viewer::Viewer};
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Problem, ResultsRule};
use utoipa::ToSchema;

use crate::live_stream::LiveStream;

/// Topics that one stream carries at most.
pub(crate) const TOPICS: usize = 32;

/// An event of the live stream, by the fields that browsers know (WHATWG HTML, section 9.2).
#[derive(ToSchema)]
#[expect(dead_code, reason = "the document describes it; events are encoded by the hub")]
pub(crate) struct StreamEvent {
    /// `poll`, `rating` or `heartbeat`; pass over any other.
    pub(crate) event: String,
    /// JSON: of `poll` a `PollFrame`, of `rating` a `RatingFrame`, of `heartbeat` a `Heartbeat`.
    #[schema(content_media_type = "application/json")]
    pub(crate) data: String,
    /// `seq` of the data; a heartbeat has none.
    pub(crate) id: Option<String>,
}

/// Follows polls and ratings.
///
/// `poll` and `article` may be given several times, together at most 32
/// times; a stream without any only tells the time. At once, and then whenever one changes but at most five times a
/// second for each, an event `poll` or `rating` with the whole of it; at once and every three seconds an event
/// `heartbeat`, which says in `interval` how soon the next comes. A backend may take up to 15 seconds. A stream that is
/// silent for two intervals is lost: connect anew.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "live",
    params(("poll" = Option<Vec<String>>, Query, description = "Ids of polls", explode = true),
           ("article" = Option<Vec<String>>, Query, description = "Slugs of articles whose ratings to follow", explode = true)),
    responses((status = 200, body = StreamEvent, content_type = "text/event-stream"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn events(
    State(state): State<RouteState>,
    peer: Option<Extension<Peer>>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut topics: Vec<Topic> = query
        .into_iter()
        .filter_map(|(name, value)| match name.as_str() {
            "poll" => Some(Topic::Poll(value)),
            "article" => Some(Topic::Rating(value)),
            _ => None,
        })
        .collect();
    if topics.len() > TOPICS {
        return Err(ApiError::unreadable(format!("One stream carries at most {TOPICS} polls and articles.")).at("poll"));
    }
    let content = state.content.current();
    for topic in &mut topics {
        match topic {
            Topic::Poll(name) => {
                let (poll, _) = service::answered(&content, name)?;
                // A page may be older than that the poll asks once.
                if !poll.asks_twice {
                    name.clone_from(&poll.id);
                }
            }
            Topic::Rating(slug) => service::check_article(&content, slug)?,
        }
    }
    topics.sort();
    topics.dedup();
    // Who has no cookie gets none here: it could arrive after the one by which the reader has voted meanwhile, and take
    // its place. They open the stream anew once they have voted.
    let reader = Reader::of_cookie(&headers, &state.identity.keys);
    let keys = |topic: &Topic| match (topic, &reader) {
        (Topic::Poll(id), Some(reader)) if shows_to_voters(content.polls.get(id)?) => {
            Some(reader.keys_for_poll(&state.identity.keys, id))
        }
        _ => None,
    };
    let topics = topics.into_iter().map(|topic| (keys(&topic), topic)).map(|(keys, topic)| (topic, keys)).collect();
    let place = place(&state, peer.map(|Extension(peer)| peer), &headers)?;
    let viewer = Viewer::join(&state.hub, topics, state.drain_seconds, Some(place)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // nginx keeps back what it is not told to pass on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, LiveStream::answer(viewer)).into_response())
}

/// A place for one more stream of the reader's network.
fn place(state: &RouteState, peer: Option<Peer>, headers: &HeaderMap) -> Result<Place, ApiError> {
    let network = peer.map(|peer| state.proxies.network(peer, headers));
    state.streams.admit(network).map_err(|refused| {
        state.streams_refused.inc();
        ApiError::refused(refused)
    })
}

/// Whether a reader's own vote, known by the cookie, opens the results.
fn shows_to_voters(poll: &PollDefinition) -> bool {
    poll.results == ResultsRule::AfterVote && poll.signed_by.is_empty()
}

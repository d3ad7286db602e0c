//! `GET /api/v1/openapi.json`, generated from the code, and `GET /api/docs`, a page to try it on. The page is our own
//! and small: the common ones load files from other hosts or need inline styles, which the Content-Security-Policy
//! forbids.

use axum::{
    Router,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use hustings_http::etag::{Sharing, tagged};
use hustings_routes_state::RouteState;
use utoipa::OpenApi;

/// What the document says of the API as a whole.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Hustings",
        version = "1",
        description = "Articles, ratings and live polls. Every error is an RFC 9457 problem. Readers are known by a \
                       cookie that the first vote or rating sets.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "articles", description = "Articles and their ratings"),
        (name = "polls", description = "Polls, votes and results"),
        (name = "me", description = "What is held about a reader"),
        (name = "live", description = "The live stream")
    ),
    components(schemas(hustings_wire::PollSnapshot, hustings_wire::RatingSnapshot, hustings_wire::Heartbeat))
)]
pub(crate) struct Document;

/// The document and the page.
pub(crate) fn router(document: &utoipa::openapi::OpenApi) -> Router<RouteState> {
    let json = Bytes::from(serde_json::to_vec(document).expect("a document of plain data"));
    let file = |bytes: Bytes, content_type: &'static str| {
        get(async move |headers: HeaderMap| tagged(&headers, bytes, content_type, Sharing::Public))
    };
    Router::new()
        .route("/api/v1/openapi.json", file(json, "application/json"))
        .route("/api/docs", get(page))
        .route("/api/docs/docs.js", file(Bytes::from_static(include_bytes!("docs/docs.js")), "text/javascript"))
        .route("/api/docs/docs.css", file(Bytes::from_static(include_bytes!("docs/docs.css")), "text/css"))
}

async fn page() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], include_str!("docs/docs.html")).into_response()
}

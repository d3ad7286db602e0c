//! `/{lang}/me`: what is held about the reader of this browser, as a page that needs no script, and the form that erases
//! it.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_content::Content;
use hustings_core::model::route::query_value;
use hustings_http::{error::ApiError, extract::Path, security_headers::FORGET_ANSWERS};
use hustings_identity::{reader::Reader, reader_or_new::IssuedCookie};
use hustings_limits::network::Peer;
use hustings_render::Renderer;
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Erased, Held};

use super::{forms::known, response::Reply};

/// Says in the page's URL that everything was erased, and how many votes stayed counted.
const ERASED: &str = "erased";

/// The page and its form.
pub fn router() -> Router<RouteState> {
    Router::new().route("/{lang}/me", get(page).post(erase))
}

async fn page(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    peer: Option<Extension<Peer>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let content = state.content.current();
    let reply = Reply::new(&state, &content, &renderer, &headers);
    match held(&state, &content, &lang, peer.map(|peer| peer.0), &headers).await {
        Ok(held) => {
            let kept = query_value(uri.query().unwrap_or_default(), ERASED);
            reply.held(lang, held, kept.and_then(|kept| kept.parse().ok())).await
        }
        Err(error) => reply.failure(lang, error, None).await,
    }
}

async fn held(
    state: &RouteState,
    content: &Content,
    lang: &str,
    peer: Option<Peer>,
    headers: &HeaderMap,
) -> Result<Held, ApiError> {
    known(content, lang)?;
    let reader = Reader::of_cookie(headers, &state.identity.keys);
    if reader.is_some() {
        // Every poll and article is asked for.
        state.search_limit.check_request(peer, headers).map_err(ApiError::rate_limited)?;
    }
    service::held(state.context(content), reader.as_ref(), lang).await
}

/// Erases everything, and leads back to the page, which then says so.
async fn erase(
    State(state): State<RouteState>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let content = state.content.current();
    known(&content, &lang)?;
    let reader = Reader::of_cookie(&headers, &state.identity.keys);
    let Erased { kept, .. } = service::erase(state.context(&content), reader.as_ref()).await?;
    let location = format!("/{lang}/me?{ERASED}={kept}");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::SEE_OTHER, IssuedCookie::expired(), FORGET_ANSWERS, headers, ()))
}

//! `/{lang}/me`: what is held about the reader of this browser, as a page that needs no script, and the form that erases
//! it.

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use hustings_core::model::{page::View, route::query_value};
use hustings_render::Renderer;
use hustings_wire::Held;

use super::{data::page_data, forms::known, response::Reply};
use crate::{
    http::{error::ApiError, extract::Path, security_headers::CONTENT_SECURITY_POLICY},
    identity::{reader::Reader, reader_or_new::IssuedCookie},
    service,
    state::AppState,
};

/// Says in the page's URL that everything was erased, and how many votes stayed counted.
const ERASED: &str = "erased";

/// The page and its form.
pub fn router() -> Router<AppState> {
    Router::new().route("/{lang}/me", get(page).post(erase))
}

async fn page(
    State(state): State<AppState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    uri: Uri,
    request: Request,
) -> Response {
    let content = state.content.current();
    let reader = Reader::of_cookie(request.headers(), &state.identity.keys);
    let peer = request.extensions().get().copied();
    let found = match (known(&content, &lang), reader) {
        (Err(error), _) => Err(error),
        (Ok(()), None) => Ok(Held::default()),
        // Every poll and article is asked for.
        (Ok(()), Some(reader)) => match state.search_limit.check_request(peer, request.headers()) {
            Ok(()) => service::held(state.context(&content), &reader, &lang).await,
            Err(seconds) => Err(ApiError::rate_limited(seconds)),
        },
    };
    let held = match found {
        Ok(held) => held,
        Err(error) => {
            return Reply::new(&state, &content, &renderer, request.headers(), true).failure(lang, error, None).await;
        }
    };
    let erased = query_value(uri.query().unwrap_or_default(), ERASED).and_then(|kept| kept.parse().ok());
    let cpu = state.cpu.clone();
    let draw = move || {
        let page = page_data(&state, &content, &renderer, &lang, View::NotFound);
        let html = renderer.held_page(&page, &held, erased)?;
        Ok::<_, hustings_render::RenderError>((html, renderer.policy(&lang, CONTENT_SECURITY_POLICY)?))
    };
    let (html, policy) = match cpu.run(draw).await {
        Ok(Ok(drawn)) => drawn,
        Ok(Err(error)) => {
            tracing::error!(%error, "the page about its reader cannot be drawn");
            return ApiError::unavailable().into_response();
        }
        Err(error) => return error.into_response(),
    };
    let mut response =
        ([(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "same-origin")], Html(html)).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Erases everything, and leads back to the page, which then says so.
async fn erase(State(state): State<AppState>, Path(lang): Path<String>, request: Request) -> Response {
    let content = state.content.current();
    if let Err(error) = known(&content, &lang) {
        return error.into_response();
    }
    let kept = match Reader::of_cookie(request.headers(), &state.identity.keys) {
        Some(reader) => match service::erase(state.context(&content), &reader).await {
            Ok(erased) => erased.kept,
            Err(error) => return error.into_response(),
        },
        None => 0,
    };
    let headers =
        [(header::LOCATION, format!("/{lang}/me?{ERASED}={kept}")), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, IssuedCookie::expired(), headers, ()).into_response()
}

//! `GET /embed/check`: "Put a poll on your page", for partners. One chooses a poll, says where it is to stand,
//! pastes the page's policy, and gets what to paste and what to change. A plain form, which works without scripts.
//!
//! The checks are those of `partner_check`. Nothing is fetched here: a server that fetches URLs given by clients is
//! open to request forgery (SSRF).

mod form;
mod judge;
mod view;

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged},
};
use hustings_partner_check::{address::Home, snippets::SOME_HEIGHT};
use hustings_render::{Renderer, frame_height};
use hustings_routes_state::RouteState;
use hustings_service as service;

use form::Form;

/// What the page may load: its own style and script, and the poll in its preview.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The width of a phone in CSS pixels.
const PHONE: u32 = 360;

/// The front-end's own colours, sizes and elements, and what only this page has.
const STYLE: &str = concat!(
    include_str!("../../../../../style/tokens.css"),
    include_str!("../../../../../style/base.css"),
    include_str!("check.css")
);

/// The page, its style and its script.
pub fn router() -> Router<RouteState> {
    let file = |text: &'static str, content_type: &'static str| {
        let bytes = Bytes::from_static(text.as_bytes());
        // Not as data is shared: to a page that comes back, Chromium fetches a file that is stale at once a second time
        // behind its back, and complains that the 304 has no type.
        get(async move |headers: HeaderMap| tagged(&headers, bytes, content_type, Sharing::Private))
    };
    Router::new()
        .route("/embed/check", get(page))
        .route("/embed/check/check.css", file(STYLE, "text/css; charset=utf-8"))
        .route("/embed/check/check.js", file(include_str!("check.js"), "text/javascript; charset=utf-8"))
}

async fn page(State(state): State<RouteState>, Extension(renderer): Extension<Renderer>, request: Request) -> Response {
    let content = state.content.current();
    let Ok(home) = Home::parse(&state.public_url) else {
        tracing::error!("the public URL is not a URL of the web");
        return ApiError::unavailable().into_response();
    };
    let form = Form::read(request.uri().query().unwrap_or_default(), &content);
    let height = height(state.context(&content), &form).await;
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let write = move || {
        let name = renderer.named(content.publication(&content.default_language)).name;
        view::page(&content, &name, &form, &home, height)
    };
    let page = match state.cpu.run(write).await {
        Ok(page) => page,
        Err(error) => return error.into_response(),
    };
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    // A pasted policy is nobody else's business.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(Sharing::Private.as_str()));
    response
}

/// The height that the poll's frame needs: at the width that was asked for, else on a phone, where it needs most.
async fn height(context: service::Context<'_>, form: &Form) -> u32 {
    if form.poll.is_none() {
        return SOME_HEIGHT;
    }
    let lang = form.lang.as_ref().unwrap_or(&form.page_lang);
    match service::poll(context, &form.place, lang, None).await {
        Ok(poll) => frame_height(&poll, form.width.unwrap_or(PHONE)),
        // Without the store there is no poll to be shown, but still something to paste.
        Err(_) => SOME_HEIGHT,
    }
}

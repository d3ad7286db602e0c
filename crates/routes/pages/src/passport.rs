//! `/{lang}/polls/{id}/passport`: what stands behind a poll's result, as a page of which all but the check in the browser
//! needs no script.

use axum::{Extension, Router, extract::State, http::HeaderMap, response::Response, routing::get};
use hustings_content::Content;
use hustings_http::{error::ApiError, extract::Path};
use hustings_render::{FrozenPoll, Renderer};
use hustings_routes_state::RouteState;
use hustings_service::passport::passport;
use hustings_wire::Passport;

use super::{StaticPage, forms::known, response::Reply};

/// The page.
pub fn router() -> Router<RouteState> {
    Router::new().route("/{lang}/polls/{id}/passport", get(page))
}

async fn page(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path((lang, id)): Path<(String, String)>,
    static_page: Option<Extension<StaticPage>>,
    headers: HeaderMap,
) -> Response {
    let content = state.content.current();
    let reply = Reply::new(&state, &content, &renderer, &headers);
    match found(&state, &content, &lang, &id).await {
        Ok(passport) => {
            let files = static_page.map(|_| FrozenPoll(&id).passport_files(&state.addresses, &passport));
            reply.passport(lang, passport, files).await
        }
        Err(error) => reply.failure(lang, error, Some(format!("/{{lang}}/polls/{id}/passport"))).await,
    }
}

async fn found(state: &RouteState, content: &Content, lang: &str, id: &str) -> Result<Passport, ApiError> {
    known(content, lang)?;
    passport(state.context(content), id, lang).await
}

//! Routes of the pages that a reader sees: whole HTML, rendered by the components of the front-end; and of what works there without
//! any script.
//!
//! The server imports it, the routes of frames, which are pages with one poll, and the export, which asks for pages as files.
//! It may import the routes of files. Deliberately absent: what is on a page, which the service says, and its HTML, which
//! `hustings-render` makes.
//!
//! - `query`: the query string of a page,
//! - `data`: a page's data, put together by the service,
//! - [`social_card`]: the picture of a page for those who show its card; `card_path`: where it is,
//! - `said`: what a reader has said on a page,
//! - `response`: the page as a response, with validator and caching,
//! - `static_page`: the page as a file of a static host,
//! - [`forms`]: what works without any script,
//! - [`me`]: what is held about a reader; [`passport`]: what stands behind a result,
//! - [`page_tokens`]: what the forms of guarded polls show,
//! - here: routes, languages and pages that do not exist.

mod card_path;
mod data;
pub mod forms;
pub mod me;
pub mod page_tokens;
pub mod passport;
mod query;
mod response;
mod said;
pub mod social_card;
mod static_page;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_content::Content;
use hustings_core::model::route::{Route, encode_component};
use hustings_http::{cookies, error::ApiError, hot::Ask};
use hustings_identity::reader::MaybeReader;
use hustings_render::{Renderer, negotiate};
use hustings_routes_files::assets;
use hustings_routes_state::RouteState;

pub use query::PageQuery;
use response::Reply;
pub use response::{OWN, SHARED, is_after_a_form, says_time_left};
use said::Said;
pub use static_page::{Form, StaticPage};

/// The pages, and what answers at every URL that nothing else answers at: files of the built
/// front-end, then the not-found page.
pub fn router() -> Router<RouteState> {
    Router::new()
        .route("/", get(root))
        .route("/{lang}", get(without_slash))
        .route("/{lang}/", get(page))
        .route("/{lang}/sections/{audience}", get(page))
        .route("/{lang}/articles/{slug}", get(page))
        .route("/{lang}/polls", get(without_slash))
        .route("/{lang}/polls/", get(page))
        .route("/{lang}/polls/{id}", get(page))
        .route("/{lang}/search", get(page))
        .fallback(elsewhere)
}

/// `/`: to the list in the reader's language.
async fn root(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    static_page: Option<Extension<StaticPage>>,
    headers: HeaderMap,
) -> Response {
    let content = state.content.current();
    if static_page.is_some() {
        let cpu = state.cpu.clone();
        let chooser = move || static_page::language_chooser(&state, &content, &renderer);
        return cpu.run(chooser).await.unwrap_or_else(IntoResponse::into_response);
    }
    let lang = language_of(&content, &headers, state.identity.is_https);
    let headers = [(header::VARY, "accept-language, cookie"), (header::CACHE_CONTROL, "private, no-cache")];
    (StatusCode::FOUND, headers, [(header::LOCATION, format!("/{lang}/"))]).into_response()
}

/// The language that the reader chose last, else that the browser asks for, else the default one.
fn language_of(content: &Content, headers: &HeaderMap, is_https: bool) -> String {
    let tags: Vec<&str> = content.languages.iter().map(|language| language.lang.as_str()).collect();
    let cookie = if is_https { "__Host-lang" } else { "lang" };
    let chosen = cookies::values(headers, cookie).find_map(|value| negotiate::best(value, &tags));
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.or_else(|| negotiate::accepted(accept, &tags)).unwrap_or(&content.default_language).to_owned()
}

/// `/{lang}` and `/{lang}/polls`: the URL of a list has a slash at its end. Files at the top of the built
/// front-end have URLs of this form too.
async fn without_slash(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    request: Request,
) -> Response {
    let content = state.content.current();
    let path = request.uri().path();
    if !content.has_language(path.split('/').nth(1).unwrap_or_default()) {
        return not_a_page(&state, &content, &renderer, request).await;
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = HeaderValue::try_from(format!("{path}/{query}"));
    let location = location.unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
}

/// Any page there may be. The front-end's own rules read the URL, so that both agree on it.
async fn page(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    MaybeReader(reader): MaybeReader,
    request: Request,
) -> Response {
    let content = state.content.current();
    let uri = request.uri().clone();
    let Some(route) = Route::parse(uri.path(), uri.query().unwrap_or_default()) else {
        return not_a_page(&state, &content, &renderer, request).await;
    };
    let asked = PageQuery::of(&uri);
    if let Some(moved) = moved(&route, &uri, &asked) {
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, moved)]).into_response();
    }
    let (file, peer) = (request.extensions().get().copied(), request.extensions().get().copied());
    let headers = request.into_parts().0.headers;
    let reply = || Reply::new(&state, &content, &renderer, &headers).for_file(file);
    let count = || state.search_limit.check_request(peer, &headers).map_err(ApiError::rate_limited);
    let find = |reader| data::of_route(&state, &content, &renderer, &route, asked.cursor.as_deref(), reader, count);
    let lang = || route.lang().to_owned();
    let elsewhere = || Some(route.in_lang("{lang}").path());
    let said = Said::read(&state, &content, &route, reader.as_ref()).await;
    if let Ok(said) = said.as_ref()
        && file.is_none()
        && asked.notice().is_none()
    {
        let draft = async {
            match find(reader.as_ref()).await {
                Ok(found) if said.is_shown_by(&found.view) => reply().draft(lang(), found).await,
                Ok(found) => Err(reply().page(lang(), found, None).await),
                Err(error) => Err(reply().failure(lang(), error, elsewhere()).await),
            }
        };
        // Who is known is told that what they get is theirs: it may be another page after their vote.
        let cache = if reader.is_some() { response::OWN } else { response::SHARED };
        let cursor = asked
            .cursor
            .as_deref()
            .filter(|_| matches!(route, Route::List { .. } | Route::Polls { .. }))
            .unwrap_or_default();
        let key = format!("page {} {} {cursor} {}", content.version, route.path(), said.key());
        let is_after_change = reader.is_some() && response::is_after_a_form(&headers, uri.path());
        let ask = Ask { key, request: &headers, cache, is_after_change };
        return state.hot.answer(ask, draft).await.unwrap_or_else(|instead| instead);
    }
    match find(reader.as_ref()).await {
        Ok(found) => reply().page(lang(), found, asked.notice()).await,
        Err(error) => reply().failure(lang(), error, elsewhere()).await,
    }
}

/// The page that says that a form of a page in `lang` was refused.
pub async fn refusal(state: &RouteState, headers: &HeaderMap, lang: &str, error: ApiError) -> Response {
    let content = state.content.current();
    Reply::new(state, &content, &state.renderer, headers).failure(lang.to_owned(), error, None).await
}

/// Where a section is that was asked for by the URL it had at first, `/{lang}/?audience=`.
fn moved(route: &Route, uri: &Uri, asked: &PageQuery) -> Option<String> {
    let Route::List { audience: Some(_), .. } = route else { return None };
    let proper = route.path();
    let cursor = asked.cursor.as_ref().map(|cursor| format!("?cursor={}", encode_component(cursor)));
    (uri.path() != proper).then(|| proper + cursor.as_deref().unwrap_or_default())
}

/// Every other URL.
async fn elsewhere(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    request: Request,
) -> Response {
    let content = state.content.current();
    not_a_page(&state, &content, &renderer, request).await
}

/// A file of the built front-end, or nothing. A URL that looks like a
/// file's gets a plain 404, any other the page that says so.
async fn not_a_page(state: &RouteState, content: &Arc<Content>, renderer: &Renderer, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    let static_page = request.extensions().get().copied();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if path.starts_with("/api/") {
        return ApiError::not_found("There is nothing at this URL; /api/v1/openapi.json says what there is.")
            .into_response();
    }
    let request = match with_messages(state, content, renderer, request).await {
        Ok(request) => request,
        Err(error) => return error.into_response(),
    };
    if let Some(file) = assets::built_file(state, request).await {
        return file;
    }
    let looks_like_a_file = path.rsplit('/').next().unwrap_or_default().contains('.');
    if looks_like_a_file || !is_read {
        return assets::missing();
    }
    if let Some(route) = slash_too_many(&path, content) {
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, route)]).into_response();
    }
    let lang = path.split('/').nth(1).unwrap_or_default().to_owned();
    let reply = Reply::new(state, content, renderer, &headers).for_file(static_page);
    reply.failure(lang, ApiError::not_found("There is no such page."), None).await
}

/// A request for the messages of a language of the publication: for those that its pages have, so that the app in the
/// browser says the same as the page that was served.
///
/// # Errors
/// `unavailable` when there is no room to look which those are: the file of the language itself may be another one, or none.
async fn with_messages(
    state: &RouteState,
    content: &Content,
    renderer: &Renderer,
    mut request: Request,
) -> Result<Request, ApiError> {
    let name = request.uri().path().strip_prefix("/locales/").and_then(|name| name.strip_suffix(".json"));
    let Some(lang) = name.filter(|lang| content.has_language(lang)).map(str::to_owned) else { return Ok(request) };
    let renderer = renderer.clone();
    let file = state.cpu.run(move || renderer.messages_of(&lang)).await?;
    let path = file.strip_prefix(&state.dist).ok().and_then(|path| Uri::try_from(format!("/{}", path.display())).ok());
    if let Some(uri) = path {
        *request.uri_mut() = uri;
    }
    Ok(request)
}

/// The proper URL of `/{lang}/articles/{slug}/` and the like.
fn slash_too_many(path: &str, content: &Content) -> Option<String> {
    let proper = path.strip_suffix('/')?;
    let route = Route::parse(proper, "").filter(|route| content.has_language(route.lang()))?;
    (route.path() == proper).then(|| proper.to_owned())
}

#[cfg(test)]
mod tests;

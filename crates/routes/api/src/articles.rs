//! `GET /api/v1/articles` and `GET /api/v1/articles/{slug}`.

use axum::{extract::State, http::HeaderMap, response::Response};
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged_json},
    extract::{Path, Query},
};
use hustings_identity::reader::MaybeReader;
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Article, ArticleList, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Language of the cards; by default the publication's.
    lang: Option<String>,
    /// Id of an audience.
    audience: Option<String>,
    /// Cards on a page, from 1 to 50; by default 20.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
    /// `next_cursor` of the page before; empty or absent for the first page.
    cursor: Option<String>,
}

/// The language of an answer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LangQuery {
    /// BCP 47 tag; by default the publication's language, where there is a translation.
    pub(crate) lang: Option<String>,
}

/// Lists articles, newest first.
#[utoipa::path(
    get, path = "/api/v1/articles", tag = "articles", params(ListQuery),
    responses((status = 200, body = ArticleList), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list_articles(
    State(state): State<RouteState>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = query.lang.unwrap_or_else(|| content.default_language.clone());
    let limit = query.limit.unwrap_or(20);
    let context = state.context(&content);
    // A form that stands on the first page sends an empty field.
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let list = service::article_list(context, &lang, query.audience.as_deref(), limit, cursor).await?;
    tagged_json(&headers, &list, Sharing::Public)
}

/// An article in one language.
#[utoipa::path(
    get, path = "/api/v1/articles/{slug}", tag = "articles", params(("slug" = String, Path), LangQuery),
    responses((status = 200, body = Article), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_article(
    State(state): State<RouteState>,
    Path(slug): Path<String>,
    Query(query): Query<LangQuery>,
    MaybeReader(reader): MaybeReader,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = match query.lang {
        Some(lang) => lang,
        None => {
            let translations = content.article(&slug).map(|group| content.in_order(group.translations.keys()));
            service::default_language(&content, &translations.unwrap_or_default())
        }
    };
    let article = service::article(state.context(&content), &slug, &lang, reader.as_ref()).await?;
    tagged_json(&headers, &article, Sharing::unless_known(reader.is_some()))
}

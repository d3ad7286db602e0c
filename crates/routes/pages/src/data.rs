//! The data of each page, from the service that the API uses too.

use std::sync::Arc;

use hustings_content::{ArticleGroup, Content};
use hustings_core::model::{
    page::{PageData, View},
    route::{Route, encode_component},
    search::{MAX_QUERY, Query},
};
use hustings_http::error::ApiError;
use hustings_identity::reader::Reader;
use hustings_render::{Addresses, HeadMeta, Image, Renderer, absolute};
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::PollList;

use super::{card_path, said::voter};

/// Cards on a page of the list.
const PAGE: usize = 20;

/// What is at `route`, from this `cursor` on in a list, as `reader` sees it. `count` says whether there may be one more search.
pub(super) async fn of_route(
    state: &RouteState,
    content: &Arc<Content>,
    renderer: &Renderer,
    route: &Route,
    cursor: Option<&str>,
    reader: Option<&Reader>,
    count: impl FnOnce() -> Result<(), ApiError>,
) -> Result<Found, ApiError> {
    match route {
        Route::List { lang, audience } => list(state, content, lang, audience.as_deref(), cursor).await,
        Route::Article { lang, slug } => article(state, content, lang, slug, reader).await,
        Route::Poll { lang, id } => poll(state, content, lang, id, reader).await,
        Route::Polls { lang } => polls(state, content, lang, cursor).await,
        Route::Search { lang, query } => search(state, content, renderer, lang, query, count).await,
    }
}

/// The list of articles, all or those for one audience.
pub(super) async fn list(
    state: &RouteState,
    content: &Content,
    lang: &str,
    audience: Option<&str>,
    cursor: Option<&str>,
) -> Result<Found, ApiError> {
    known_language(content, lang)?;
    let audience = audience.filter(|audience| !audience.is_empty());
    if audience.is_some_and(|id| content.publication(lang).audiences.iter().all(|known| known.id != id)) {
        return Err(ApiError::not_found("There is no such section."));
    }
    let found = service::article_list(state.context(content), lang, audience, PAGE, cursor).await?;
    let audience = audience.map(str::to_owned);
    let route = Route::List { lang: lang.to_owned(), audience: audience.clone() };
    let mut meta = list_meta(&state.addresses, content, &route);
    if let Some(id) = &audience {
        meta.feed = Some(format!("/{lang}/sections/{id}/feed.xml"));
    }
    if cursor.is_some() {
        // A place within a list that moves on: the sitemap names what is there, in an order that stays.
        meta.path = None;
    }
    Ok(Found { view: View::List { audience, items: found.items, next_cursor: found.next_cursor }, meta })
}

/// An article with its polls.
pub(super) async fn article(
    state: &RouteState,
    content: &Content,
    lang: &str,
    slug: &str,
    reader: Option<&Reader>,
) -> Result<Found, ApiError> {
    known_language(content, lang)?;
    let article = service::article(state.context(content), slug, lang, reader).await?;
    let mut polls = Vec::new();
    for id in &article.polls {
        match service::asked_poll(state.context(content), id, lang, voter(state, content, id, reader).as_ref()).await {
            Ok(asked) => polls.push(asked.poll),
            // A poll that is not translated does not take its article away.
            Err(error) if error.status() == axum::http::StatusCode::NOT_FOUND => {}
            Err(error) => return Err(error),
        }
    }
    let route = Route::Article { lang: lang.to_owned(), slug: slug.to_owned() };
    let mut meta = meta(&state.addresses, content, &route, &article.languages);
    if let Some(group) = content.article(slug) {
        meta.image = own_image(group, &article.lang);
        meta.author = group.author_kind;
        meta.original = Some(group.original.clone());
    }
    Ok(Found { view: View::Article { article: Box::new(article), polls }, meta })
}

/// A poll by itself.
pub(super) async fn poll(
    state: &RouteState,
    content: &Content,
    lang: &str,
    id: &str,
    reader: Option<&Reader>,
) -> Result<Found, ApiError> {
    known_language(content, lang)?;
    let voter = voter(state, content, id, reader);
    let poll = service::asked_poll(state.context(content), id, lang, voter.as_ref()).await?.poll;
    let definition = service::poll_definition(content, id)?;
    let langs = content.in_order(definition.question.keys());
    let route = Route::Poll { lang: lang.to_owned(), id: id.to_owned() };
    let mut meta = meta(&state.addresses, content, &route, &langs);
    if definition.allowed_origins.is_empty() {
        meta.descriptions = oembed_links(&absolute(&state.public_url, &route.path()));
    }
    let articles = service::asking_articles(content, id, &poll.lang);
    Ok(Found { view: View::Poll { poll: Box::new(poll), articles }, meta })
}

/// The list of polls.
async fn polls(state: &RouteState, content: &Content, lang: &str, cursor: Option<&str>) -> Result<Found, ApiError> {
    known_language(content, lang)?;
    let PollList { items, next_cursor } = service::poll_list(state.context(content), lang, None, PAGE, cursor).await?;
    let mut meta = list_meta(&state.addresses, content, &Route::Polls { lang: lang.to_owned() });
    meta.feed = Some(format!("/{lang}/polls/feed.xml"));
    if cursor.is_some() {
        meta.path = None;
    }
    Ok(Found { view: View::Polls { items, next_cursor }, meta })
}

/// A search, and what it has found. `count` says whether there may be one more; it is asked only where there is
/// something to search for.
async fn search(
    state: &RouteState,
    content: &Arc<Content>,
    renderer: &Renderer,
    lang: &str,
    query: &str,
    count: impl FnOnce() -> Result<(), ApiError>,
) -> Result<Found, ApiError> {
    known_language(content, lang)?;
    let (renderer, of) = (renderer.clone(), lang.to_owned());
    if !state.cpu.run(move || renderer.offers_search(&of)).await? {
        return Err(ApiError::not_found("There is no search here."));
    }
    let query: String = query.trim().chars().take(MAX_QUERY).collect();
    let found = match Query::parse(&query) {
        Some(words) => {
            count()?;
            Some(state.search_indexes.search(content, lang, words).await?)
        }
        None => None,
    };
    // Without a path: what somebody has searched for is no page for an index of pages.
    Ok(Found { view: View::Search { query, found }, meta: HeadMeta::default() })
}

/// The article's own picture, if those who show cards draw its kind, and show one of its size large: Open Graph's
/// readers ask for 600 by 315 pixels.
fn own_image(group: &ArticleGroup, lang: &str) -> Option<Image> {
    let picture = group.image.as_ref()?;
    let is_drawn = matches!(picture.media_type, "image/png" | "image/jpeg" | "image/webp" | "image/gif");
    if !is_drawn || picture.width < 600 || picture.height < 315 {
        return None;
    }
    let text = group.translations.get(lang)?;
    let alt = if text.image_alt.is_empty() { &text.title } else { &text.image_alt };
    let (path, media_type) = (picture.url.clone(), picture.media_type);
    Some(Image { path, media_type, width: picture.width, height: picture.height, alt: alt.clone() })
}

/// A page of a language that the publication does not have is no translation that is missing, but
/// no page at all.
fn known_language(content: &Content, lang: &str) -> Result<(), ApiError> {
    if content.has_language(lang) { Ok(()) } else { Err(ApiError::not_found("There is no such page.")) }
}

/// Where a list is: in every language of the publication.
pub(super) fn list_meta(addresses: &Addresses, content: &Content, route: &Route) -> HeadMeta {
    let langs: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    meta(addresses, content, route, &langs)
}

/// Where the page is, and where it is in exactly the languages in which it exists.
fn meta(addresses: &Addresses, content: &Content, route: &Route, langs: &[String]) -> HeadMeta {
    let alternates = langs.iter().map(|lang| (lang.clone(), addresses.path(&route.in_lang(lang)))).collect();
    let default = langs.iter().find(|lang| **lang == content.default_language).or(langs.first());
    let default_path = default.map(|lang| addresses.path(&route.in_lang(lang)));
    let made_image = Some(card_path::path(route));
    let (base, path) = (addresses.base().to_owned(), Some(addresses.path(route)));
    HeadMeta { base, path, alternates, default_path, made_image, ..HeadMeta::default() }
}

/// Where a poll's page, which is at `address`, says how to show it elsewhere: media type and path of
/// each format (oEmbed 1.0, section 4, discovery).
fn oembed_links(address: &str) -> Vec<(&'static str, String)> {
    let address = encode_component(address);
    [("application/json+oembed", "json"), ("text/xml+oembed", "xml")]
        .map(|(media_type, format)| (media_type, format!("/oembed?url={address}&format={format}")))
        .to_vec()
}

/// A page as it is now, without anything that a form has to say.
pub(super) fn page_data(
    state: &RouteState,
    content: &Content,
    renderer: &Renderer,
    lang: &str,
    view: View,
) -> PageData {
    PageData {
        publication: renderer.named(content.publication(lang)),
        lang: lang.to_owned(),
        origin: state.public_url.clone(),
        now: state.clock.now(),
        notice: None,
        view,
    }
}

/// A page's data with what its head says beyond them.
pub(super) struct Found {
    pub(super) view: View,
    pub(super) meta: HeadMeta,
}

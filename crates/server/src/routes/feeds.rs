//! What programs read to find the pages: an Atom feed for each language, the sitemap, `robots.txt`.

use std::fmt::Write as _;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_wire::Timestamp;

use crate::{
    caching::{self, Sharing},
    content::Content,
    extract::Path,
    render::absolute,
    state::AppState,
    xml::escape as xml,
};

/// Most entries of a feed.
const MAX_ENTRIES: usize = 50;
/// Most addresses of a sitemap, by the protocol of sitemaps.org.
const MAX_URLS: usize = 50_000;
/// How long others may keep these: five minutes.
const CACHE: &str = "public, max-age=300";

/// `/{lang}/feed.xml`, `/sitemap.xml` and `/robots.txt`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/{lang}/feed.xml", get(feed))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
}

async fn feed(State(state): State<AppState>, Path(lang): Path<String>, headers: HeaderMap) -> Response {
    let content = state.content.current();
    if !content.has_language(&lang) {
        return (StatusCode::NOT_FOUND, "There is no feed in this language.\n").into_response();
    }
    let xml = atom(&content, &lang, &state.settings.public_url());
    kept(&headers, xml, "application/atom+xml; charset=utf-8")
}

async fn sitemap(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let xml = sitemap_xml(&state.content.current(), &state.settings.public_url());
    kept(&headers, xml, "application/xml; charset=utf-8")
}

async fn robots(State(state): State<AppState>) -> Response {
    let sitemap = absolute(&state.settings.public_url(), "/sitemap.xml");
    let text = format!("User-agent: *\nDisallow: /api/\nDisallow: /embed/\n\nSitemap: {sitemap}\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, CACHE)], text).into_response()
}

/// A text that is the same for everybody for a while.
fn kept(request: &HeaderMap, text: String, media_type: &'static str) -> Response {
    let mut response = caching::tagged(request, text.into(), media_type, Sharing::Public);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.remove(header::VARY);
    response
}

/// The Atom feed (RFC 4287) of the newest articles in `lang`.
fn atom(content: &Content, lang: &str, origin: &str) -> String {
    let publication = content.publication(lang);
    let home = xml(&absolute(origin, &format!("/{lang}/")));
    let own = xml(&absolute(origin, &format!("/{lang}/feed.xml")));
    let mut entries = String::new();
    let mut newest = Timestamp::from_unix(0);
    let articles = content.articles.iter().filter_map(|a| Some((a, a.translations.get(lang)?)));
    for (article, text) in articles.take(MAX_ENTRIES) {
        let address = xml(&absolute(origin, &format!("/{lang}/articles/{}", article.slug)));
        let updated = article.updated_at.unwrap_or(article.published_at);
        newest = newest.max(updated);
        let _ = write!(
            entries,
            "<entry><id>{address}</id><title>{}</title><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\
             <published>{}</published><updated>{updated}</updated><author><name>{}</name></author>",
            xml(&text.title),
            article.published_at,
            xml(&text.author.name),
        );
        for audience in publication.audiences.iter().filter(|known| article.audiences.contains(&known.id)) {
            let _ = write!(entries, "<category term=\"{}\" label=\"{}\"/>", xml(&audience.id), xml(&audience.label));
        }
        if !text.dek.is_empty() {
            let _ = write!(entries, "<summary>{}</summary>", xml(&text.dek));
        }
        entries.push_str("</entry>\n");
    }
    let subtitle = match publication.tagline.as_str() {
        "" => String::new(),
        tagline => format!("<subtitle>{}</subtitle>", xml(tagline)),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\
         <id>{own}</id><title>{}</title>{subtitle}<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\
         <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/><updated>{newest}</updated>\n{entries}</feed>\n",
        xml(lang),
        xml(&publication.name),
    )
}

/// The sitemap: every page in every language in which it exists, each with its alternates.
fn sitemap_xml(content: &Content, origin: &str) -> String {
    let mut urls = Vec::new();
    let languages: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    let mut add = |langs: &[String], rest: &str, changed: Option<Timestamp>| {
        let address = |lang: &str| xml(&absolute(origin, &format!("/{lang}/{rest}")));
        let mut alternates = String::new();
        for lang in langs {
            let _ = write!(
                alternates,
                "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                xml(lang),
                address(lang)
            );
        }
        if let Some(first) = langs.iter().find(|lang| **lang == content.default_language).or(langs.first()) {
            let _ = write!(
                alternates,
                "<xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\"/>",
                address(first)
            );
        }
        let changed = changed.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
        urls.extend(langs.iter().map(|lang| format!("<url><loc>{}</loc>{changed}{alternates}</url>\n", address(lang))));
    };
    add(&languages, "", None);
    for article in &content.articles {
        let langs = content.in_order(article.translations.keys());
        let changed = article.updated_at.unwrap_or(article.published_at);
        add(&langs, &format!("articles/{}", article.slug), Some(changed));
    }
    for (id, poll) in &content.polls {
        add(&content.in_order(poll.question.keys()), &format!("polls/{id}"), None);
    }
    urls.truncate(MAX_URLS);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n{}</urlset>\n",
        urls.concat()
    )
}

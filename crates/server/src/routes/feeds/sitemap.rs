//! The sitemap (sitemaps.org) with the alternates of each page.

use std::fmt::Write as _;

use hustings::model::route::Route;
use hustings_wire::Timestamp;

use crate::{content::Content, render::absolute, xml::escape as xml};

/// Most addresses of a sitemap, by its protocol.
const MAX_URLS: usize = 50_000;

/// Every page in every language in which it exists, each with its alternates.
pub(super) fn sitemap(content: &Content, origin: &str) -> String {
    let mut urls = Vec::new();
    let languages: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    let mut add = |langs: &[String], page: &Route, changed: Option<Timestamp>| {
        let address = |lang: &str| xml(&absolute(origin, &page.in_lang(lang).path()));
        let mut alternates = String::new();
        let link = |alternates: &mut String, lang: &str, address: &str| {
            let _ = write!(alternates, "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{address}\"/>", xml(lang));
        };
        for lang in langs {
            link(&mut alternates, lang, &address(lang));
        }
        if let Some(first) = langs.iter().find(|lang| **lang == content.default_language).or(langs.first()) {
            link(&mut alternates, "x-default", &address(first));
        }
        let changed = changed.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
        urls.extend(langs.iter().map(|lang| format!("<url><loc>{}</loc>{changed}{alternates}</url>\n", address(lang))));
    };
    let newest = |audience: Option<&str>| {
        let articles =
            content.articles.iter().filter(|a| audience.is_none_or(|id| a.audiences.iter().any(|a| a == id)));
        articles.map(|article| article.updated_at.unwrap_or(article.published_at)).max()
    };
    let list = |audience: Option<String>| Route::List { lang: content.default_language.clone(), audience };
    add(&languages, &list(None), newest(None));
    for audience in content.publication(&content.default_language).audiences {
        let changed = newest(Some(&audience.id));
        add(&languages, &list(Some(audience.id)), changed);
    }
    for article in &content.articles {
        let page = Route::Article { lang: content.default_language.clone(), slug: article.slug.clone() };
        let changed = article.updated_at.unwrap_or(article.published_at);
        add(&content.in_order(article.translations.keys()), &page, Some(changed));
    }
    for (id, poll) in &content.polls {
        let page = Route::Poll { lang: content.default_language.clone(), id: id.clone() };
        add(&content.in_order(poll.question.keys()), &page, None);
    }
    urls.truncate(MAX_URLS);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n{}</urlset>\n",
        urls.concat()
    )
}

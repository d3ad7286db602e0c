//! The sitemap (sitemaps.org) with the alternates of each page.

use std::fmt::Write as _;

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_render::{Addresses, absolute, xml::escape as xml};
use hustings_wire::Timestamp;

/// Most URLs of a sitemap, by its protocol.
const MAX_URLS: usize = 50_000;

/// Every page in every language in which it exists, each with its alternates.
pub(super) fn sitemap(content: &Content, origin: &str, addresses: &Addresses) -> String {
    let mut urls = Vec::new();
    let languages: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    let mut add = |langs: &[String], page: &Route, changed: &dyn Fn(&str) -> Option<Timestamp>| {
        let address = |lang: &str| xml(&absolute(origin, &addresses.path(&page.in_lang(lang))));
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
        urls.extend(langs.iter().map(|lang| {
            let changed = changed(lang).map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
            format!("<url><loc>{}</loc>{changed}{alternates}</url>\n", address(lang))
        }));
    };
    let newest = |audience: Option<&str>, lang: &str| {
        let articles =
            content.articles.iter().filter(|a| audience.is_none_or(|id| a.audiences.iter().any(|a| a == id)));
        articles.filter_map(|article| Some(article.changed_at(article.translations.get(lang)?))).max()
    };
    let list = |audience: Option<String>| Route::List { lang: content.default_language.clone(), audience };
    add(&languages, &list(None), &|lang| newest(None, lang));
    for audience in content.publication(&content.default_language).audiences {
        add(&languages, &list(Some(audience.id.clone())), &|lang| newest(Some(&audience.id), lang));
    }
    add(&languages, &Route::Polls { lang: content.default_language.clone() }, &|_| None);
    for article in &content.articles {
        let page = Route::Article { lang: content.default_language.clone(), slug: article.slug.clone() };
        let changed = |lang: &str| article.translations.get(lang).map(|text| article.changed_at(text));
        add(&content.in_order(article.translations.keys()), &page, &changed);
    }
    for (id, poll) in &content.polls {
        let page = Route::Poll { lang: content.default_language.clone(), id: id.clone() };
        add(&content.in_order(poll.question.keys()), &page, &|_| None);
    }
    if let Some(warning) = bounded(&mut urls) {
        tracing::warn!("{warning}");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n{}</urlset>\n",
        urls.concat()
    )
}

/// Leaves out what is beyond the bound: polls first, then the oldest articles. Returns what the operator should know of it.
fn bounded(urls: &mut Vec<String>) -> Option<String> {
    let all = urls.len();
    urls.truncate(MAX_URLS);
    (all > MAX_URLS).then(|| {
        format!(
            "the sitemap names {MAX_URLS} of {all} URLs, as many as one may; give search engines a sitemap of your \
             own for the {} others, or move old articles into a publication of their own",
            all - MAX_URLS
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sitemap_has_no_room_for_is_said() {
        let mut urls = vec![String::new(); MAX_URLS];
        assert_eq!(bounded(&mut urls), None);
        urls.extend(["the last".to_owned(), "the very last".to_owned()]);
        let warning = bounded(&mut urls).expect("two are too many");
        assert!(warning.contains("50000 of 50002 URLs") && warning.contains("2 others"), "{warning}");
        assert!(urls.len() == MAX_URLS && !urls.contains(&"the last".to_owned()));
    }
}

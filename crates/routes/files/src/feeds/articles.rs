//! The feed of the newest articles.

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_render::{Addresses, absolute};
use hustings_wire::Publication;

use super::atom::{Entry, Feed, MAX_ENTRIES};

/// The feed of the newest articles of `publication` in `lang`: all, or those for one audience. `None` when there is no
/// such audience.
pub(super) fn feed(
    content: &Content,
    publication: &Publication,
    lang: &str,
    audience: Option<&str>,
    origin: &str,
    addresses: &Addresses,
) -> Option<String> {
    let section = match audience {
        Some(id) => Some(publication.audiences.iter().find(|known| known.id == id)?),
        None => None,
    };
    let path = section.map_or_else(|| format!("/{lang}/feed.xml"), |s| format!("/{lang}/sections/{}/feed.xml", s.id));
    let page = Route::List { lang: lang.to_owned(), audience: section.map(|section| section.id.clone()) };
    let wanted = content.articles.iter().filter(|a| audience.is_none_or(|id| a.audiences.iter().any(|own| own == id)));
    let articles = wanted.filter_map(|article| Some((article, article.translations.get(lang)?)));
    let entries = articles.take(MAX_ENTRIES).map(|(article, text)| {
        let page = Route::Article { lang: lang.to_owned(), slug: article.slug.clone() };
        let own = publication.audiences.iter().filter(|known| article.audiences.contains(&known.id));
        Entry {
            address: absolute(origin, &addresses.path(&page)),
            title: text.title.clone(),
            published: article.published_at,
            updated: article.changed_at(text),
            author: Some(text.author.name.clone()),
            categories: own.map(|audience| (audience.id.clone(), audience.label.clone())).collect(),
            summary: text.dek.clone(),
        }
    });
    let entries: Vec<Entry> = entries.collect();
    let subject = section.map(|section| section.label.as_str()).unwrap_or_default();
    let page = addresses.path(&page);
    Some(Feed { publication, lang, origin, subject, path, page }.xml(&entries))
}

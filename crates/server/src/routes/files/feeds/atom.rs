//! Atom feeds (RFC 4287).

use std::fmt::Write as _;

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_render::{absolute, xml::escape as xml};
use hustings_wire::{Publication, Timestamp};

use crate::addresses::Addresses;

/// Most entries of a feed.
const MAX_ENTRIES: usize = 50;

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
    let title = match section {
        Some(section) => format!("{} · {}", section.label, publication.name),
        None => publication.name.clone(),
    };
    let own = xml(&absolute(origin, &path));
    let home = xml(&absolute(origin, &addresses.path(&page)));

    let mut entries = String::new();
    let mut newest = Timestamp::from_unix(0);
    let wanted = content.articles.iter().filter(|a| audience.is_none_or(|id| a.audiences.iter().any(|own| own == id)));
    let articles = wanted.filter_map(|article| Some((article, article.translations.get(lang)?)));
    for (article, text) in articles.take(MAX_ENTRIES) {
        let page = Route::Article { lang: lang.to_owned(), slug: article.slug.clone() };
        let address = xml(&absolute(origin, &addresses.path(&page)));
        let updated = article.changed_at(text);
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
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\
         <id>{own}</id><title>{}</title>{subtitle}<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\
         <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/><updated>{newest}</updated>\
         <author><name>{}</name></author>\n{entries}</feed>\n",
        xml(lang),
        xml(&title),
        xml(&publication.name),
    ))
}

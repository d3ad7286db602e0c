//! An Atom feed (RFC 4287) as XML.

use std::fmt::Write as _;

use hustings_render::{absolute, xml::escape as xml};
use hustings_wire::{Publication, Timestamp};

/// Most entries of a feed.
pub(super) const MAX_ENTRIES: usize = 50;

/// A feed of a publication in one language.
pub(super) struct Feed<'a> {
    pub(super) publication: &'a Publication,
    pub(super) lang: &'a str,
    /// The publication's URL, without a slash at the end.
    pub(super) origin: &'a str,
    /// What is in it; empty where it is everything.
    pub(super) subject: &'a str,
    /// Its path.
    pub(super) path: String,
    /// The path of the page with the same.
    pub(super) page: String,
}

/// An entry of a feed.
pub(super) struct Entry {
    /// URL of its page, by which it is known too.
    pub(super) address: String,
    pub(super) title: String,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
    /// Who wrote it, where that is not the publication.
    pub(super) author: Option<String>,
    /// What it is about, as id and name.
    pub(super) categories: Vec<(String, String)>,
    /// May be empty.
    pub(super) summary: String,
}

impl Feed<'_> {
    /// The feed with these entries. It was updated when the newest of them was.
    pub(super) fn xml(&self, entries: &[Entry]) -> String {
        let Self { publication, lang, origin, subject, path, page } = self;
        let newest = entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::from_unix(0));
        let title = match *subject {
            "" => publication.name.clone(),
            subject => format!("{subject} · {}", publication.name),
        };
        let subtitle = match publication.tagline.as_str() {
            "" => String::new(),
            tagline => format!("<subtitle>{}</subtitle>", xml(tagline)),
        };
        let (own, home) = (xml(&absolute(origin, path)), xml(&absolute(origin, page)));
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\
             <id>{own}</id><title>{}</title>{subtitle}<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\
             <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/><updated>{newest}</updated>\
             <author><name>{}</name></author>\n{}</feed>\n",
            xml(lang),
            xml(&title),
            xml(&publication.name),
            entries.iter().map(Entry::xml).collect::<String>(),
        )
    }
}

impl Entry {
    fn xml(&self) -> String {
        let Self { address, title, published, updated, author, categories, summary } = self;
        let (address, title) = (xml(address), xml(title));
        let mut text = format!(
            "<entry><id>{address}</id><title>{title}</title><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\
             <published>{published}</published><updated>{updated}</updated>"
        );
        if let Some(author) = author {
            let _ = write!(text, "<author><name>{}</name></author>", xml(author));
        }
        for (id, label) in categories {
            let _ = write!(text, "<category term=\"{}\" label=\"{}\"/>", xml(id), xml(label));
        }
        if !summary.is_empty() {
            let _ = write!(text, "<summary>{}</summary>", xml(summary));
        }
        text + "</entry>\n"
    }
}

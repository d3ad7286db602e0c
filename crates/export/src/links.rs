//! Finds the site's own URLs in pages, feeds and data, and the files that they name.
//!
//! Not a parser: it scans for strings that begin with the site's URL. Nothing is rewritten: pages are requested with
//! the URLs that they have as files.

use std::collections::BTreeSet;

/// Characters that end a URL in HTML, XML and JSON.
const ENDS: [char; 10] = ['"', '\'', '<', '>', '#', '\\', ' ', '\n', ')', ','];

/// Where the site is.
pub(super) struct Links<'a> {
    /// The site's URL.
    pub(super) url: &'a str,
    /// Its path.
    pub(super) base: &'a str,
    /// Paths of its pages.
    pub(super) pages: &'a BTreeSet<String>,
}

impl Links<'_> {
    /// The paths in `text` below the site's URL that are not pages.
    pub(super) fn others(&self, text: &str) -> Vec<String> {
        let found = self.find(text).into_iter().map(|path| path.replace("&amp;", "&"));
        let mut others: Vec<String> = found.filter(|path| path.len() > 1 && !self.pages.contains(path)).collect();
        others.sort();
        others.dedup();
        others
    }

    /// Every path in `text` below the site's URL.
    fn find<'t>(&self, text: &'t str) -> Vec<&'t str> {
        // `https://news.example` also begins `https://news.example.org`, which is followed by no slash.
        let whole = text.match_indices(self.url).map(|(at, _)| at + self.url.len());
        let openings = ["href=\"", "src=\""].into_iter();
        let own = openings.flat_map(|opening| text.match_indices(opening).map(|(at, _)| at + opening.len()));
        let own = own.filter(|start| text[*start..].starts_with(self.base)).map(|start| start + self.base.len());
        whole.chain(own).filter_map(|start| path_at(text, start)).collect()
    }
}

/// The path that begins at `start`, if one does.
fn path_at(text: &str, start: usize) -> Option<&str> {
    let rest = &text[start..];
    let path = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
    (path.starts_with('/') && !path.starts_with("//")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_names_besides_pages_is_found() {
        let pages = ["/en/", "/en/articles/a/"].map(str::to_owned).into();
        let links = Links { url: "https://n.example/sub", base: "/sub", pages: &pages };
        let text = "<a href=\"/sub/en/articles/a/\"><img src=\"/sub/media/a/x.svg\"><link href=\"https://n.example/sub/en/feed.xml\">\
                    <a href=\"/sub/en/gone\"><a href=\"#top\"><a href=\"https://o.example/x.svg\">\
                    <a href=\"//o.example/en/\"> https://n.example/subway/en/";
        assert_eq!(links.others(text), ["/en/feed.xml", "/en/gone", "/media/a/x.svg"]);
    }
}

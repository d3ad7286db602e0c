//! Addresses in the texts of pages, feeds and data: found, and changed from those of the server to those of files.
//!
//! No parser: whatever begins as an address of the site and ends where an address ends is one. What the components
//! themselves link to has the right address already.

use std::collections::BTreeMap;

/// Characters that end an address in HTML, XML and JSON.
const ENDS: [char; 10] = ['"', '\'', '<', '>', '#', '\\', ' ', '\n', ')', ','];

/// Where things are, on the server and on the host.
pub(super) struct Links<'a> {
    /// The site's address.
    pub(super) url: &'a str,
    /// Its path.
    pub(super) base: &'a str,
    /// The path of each page in the site by its path and query on the server.
    pub(super) pages: &'a BTreeMap<String, String>,
}

/// An address found in a text.
struct Found<'t> {
    /// Where it stands, without what stands before the path.
    start: usize,
    path: &'t str,
    /// Whether it lacks the site's path, as links in an article's words do.
    bare: bool,
}

impl Links<'_> {
    /// `text` with the addresses of pages as they are on the host.
    pub(super) fn moved(&self, text: &str) -> String {
        let mut moved = String::with_capacity(text.len() + 1_024);
        let mut at = 0;
        for found in self.find(text) {
            let target = self.pages.get(found.path).or_else(|| self.pages.get(&found.path.replace("&amp;", "&")));
            // A file keeps its path: it only moves with the site.
            let path = target.map_or(found.path, String::as_str);
            moved.push_str(&text[at..found.start]);
            if found.bare {
                moved.push_str(self.base);
            }
            moved.push_str(path);
            at = found.start + found.path.len();
        }
        moved.push_str(&text[at..]);
        moved
    }

    /// The paths in `text` below the site's address that are those of no page. Each is what the host has it under.
    pub(super) fn others(&self, text: &str) -> Vec<String> {
        let known = |path: &str| self.pages.contains_key(path) || self.pages.values().any(|page| page == path);
        let found = self.find(text).into_iter().map(|found| found.path.replace("&amp;", "&"));
        let mut others: Vec<String> = found.filter(|path| path.len() > 1 && !known(path)).collect();
        others.sort();
        others.dedup();
        others
    }

    fn find<'t>(&self, text: &'t str) -> Vec<Found<'t>> {
        let mut found = Vec::new();
        for (at, _) in text.match_indices(self.url) {
            // `https://news.example` also begins `https://news.example.org`.
            push(&mut found, text, at + self.url.len(), false);
        }
        for opening in ["href=\"", "src=\"", "href=\\\"", "src=\\\""] {
            for (at, _) in text.match_indices(opening) {
                let start = at + opening.len();
                let below = text[start..].strip_prefix(self.base).filter(|rest| rest.starts_with('/'));
                match below {
                    Some(_) => push(&mut found, text, start + self.base.len(), false),
                    None => push(&mut found, text, start, true),
                }
            }
        }
        found.sort_by_key(|found| found.start);
        found
    }
}

/// Notes the path that begins at `start`, if one does.
fn push<'t>(found: &mut Vec<Found<'t>>, text: &'t str, start: usize, bare: bool) {
    let rest = &text[start..];
    let path = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
    let is_path = path.starts_with('/') && !path.starts_with("//");
    if is_path {
        found.push(Found { start, path, bare });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> BTreeMap<String, String> {
        [("/en/", "/en/"), ("/en/articles/a", "/en/articles/a/"), ("/en/?audience=b", "/en/sections/b/")]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .into()
    }

    #[test]
    fn addresses_of_pages_become_those_of_files_and_all_others_stay() {
        let pages = pages();
        let links = Links { url: "https://n.example/sub", base: "/sub", pages: &pages };
        let cases = [
            (
                "<link href=\"https://n.example/sub/en/articles/a\">",
                "<link href=\"https://n.example/sub/en/articles/a/\">",
            ),
            ("<loc>https://n.example/sub/en/?audience=b</loc>", "<loc>https://n.example/sub/en/sections/b/</loc>"),
            ("{\"url\":\"https://n.example/sub/en/articles/a\"}", "{\"url\":\"https://n.example/sub/en/articles/a/\"}"),
            ("<a href=\"/sub/en/articles/a/\">", "<a href=\"/sub/en/articles/a/\">"),
            ("<a href=\"/en/articles/a#b2\">", "<a href=\"/sub/en/articles/a/#b2\">"),
            ("{\"body\":\"<a href=\\\"/en/articles/a\\\">\"}", "{\"body\":\"<a href=\\\"/sub/en/articles/a/\\\">\"}"),
            ("<img src=\"/media/a/x.svg\">", "<img src=\"/sub/media/a/x.svg\">"),
            (
                "<a href=\"//o.example/en/\"> https://n.example/subway/en/",
                "<a href=\"//o.example/en/\"> https://n.example/subway/en/",
            ),
            ("\"origin\":\"https://n.example/sub\"", "\"origin\":\"https://n.example/sub\""),
        ];
        for (text, expected) in cases {
            assert_eq!(links.moved(text), expected);
        }
    }

    #[test]
    fn at_the_root_of_a_host_only_pages_move() {
        let pages = pages();
        let links = Links { url: "https://n.example", base: "", pages: &pages };
        assert_eq!(
            links.moved("<a href=\"/en/articles/a\"><img src=\"/media/x.svg\"> https://n.example.org/en/articles/a"),
            "<a href=\"/en/articles/a/\"><img src=\"/media/x.svg\"> https://n.example.org/en/articles/a"
        );
    }

    #[test]
    fn what_a_page_names_besides_pages_is_found() {
        let pages = pages();
        let links = Links { url: "https://n.example/sub", base: "/sub", pages: &pages };
        let text = "<a href=\"/sub/en/articles/a/\"><img src=\"/sub/media/a/x.svg\"><link href=\"https://n.example/sub/en/feed.xml\">\
                    <a href=\"/en/gone\"><a href=\"#top\"><a href=\"https://o.example/x.svg\">";
        assert_eq!(links.others(text), ["/en/feed.xml", "/en/gone", "/media/a/x.svg"]);
    }
}

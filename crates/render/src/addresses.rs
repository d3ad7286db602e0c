//! URLs of pages: as the server answers them, or as files of a static host. URLs of pictures and other files are the
//! same for both.

use hustings_core::model::route::Route;

use crate::StaticHost;

/// Where the pages of the publication are. By default as the server answers them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    files: Option<Site>,
}

/// A site of files.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Site {
    url: String,
    host: StaticHost,
}

impl Addresses {
    /// Those of a site of files at `url`, which ends with the path of its host and has no slash at its end.
    pub fn of_files(url: &str, host: StaticHost) -> Self {
        Self { files: Some(Site { url: url.to_owned(), host }) }
    }

    /// The host of a site of files.
    pub fn static_host(&self) -> Option<&StaticHost> {
        self.files.as_ref().map(|site| &site.host)
    }

    /// The path of a page from the publication's root.
    pub fn path(&self, route: &Route) -> String {
        if self.files.is_some() { route.static_path() } else { route.path() }
    }

    /// What stands before a path that names no host: the path below which a site of files lies; empty on a server.
    pub fn base(&self) -> &str {
        self.static_host().map_or("", |host| &host.base)
    }

    /// Where a link leads that an author wrote: to the full URL of the site, to a path below it, or from the
    /// publication's root.
    pub fn link(&self, href: &str) -> String {
        let Some(Site { url, host: StaticHost { base, .. } }) = &self.files else { return href.to_owned() };
        let below =
            |start: &str| href.strip_prefix(start).filter(|rest| rest.starts_with('/') && !rest.starts_with("//"));
        let found = below(url).map(|path| (url, path)).or_else(|| below(base).or(below("")).map(|path| (base, path)));
        let Some((before, path)) = found else { return href.to_owned() };
        let at = path.find('#').unwrap_or(path.len());
        let (address, fragment) = path.split_at(at);
        let (page, query) = address.split_once('?').unwrap_or((address, ""));
        // A file keeps its path: it only moves with the site.
        let target = Route::parse(page, query).map_or_else(|| address.to_owned(), |route| route.static_path());
        format!("{before}{target}{fragment}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(base: &str) -> StaticHost {
        StaticHost { base: base.to_owned(), api_base: String::new() }
    }

    #[test]
    fn links_to_pages_become_those_to_files_and_all_others_stay() {
        let addresses = Addresses::of_files("https://n.example/sub", below("/sub"));
        for (href, expected) in [
            ("https://n.example/sub/en/articles/a", "https://n.example/sub/en/articles/a/"),
            ("https://n.example/sub/en/?audience=b", "https://n.example/sub/en/sections/b/"),
            ("/sub/en/articles/a/", "/sub/en/articles/a/"),
            ("/en/articles/a#b2", "/sub/en/articles/a/#b2"),
            ("/media/a/x.svg", "/sub/media/a/x.svg"),
            ("//o.example/en/", "//o.example/en/"),
            ("https://n.example/subway/en/", "https://n.example/subway/en/"),
            ("https://n.example/sub", "https://n.example/sub"),
            ("mailto:desk@n.example", "mailto:desk@n.example"),
            ("#top", "#top"),
        ] {
            assert_eq!(addresses.link(href), expected);
        }
    }

    #[test]
    fn at_the_root_of_a_host_only_pages_move() {
        let addresses = Addresses::of_files("https://n.example", below(""));
        for (href, expected) in [
            ("/en/articles/a", "/en/articles/a/"),
            ("/media/x.svg", "/media/x.svg"),
            ("https://n.example.org/en/articles/a", "https://n.example.org/en/articles/a"),
        ] {
            assert_eq!(addresses.link(href), expected);
        }
    }

    #[test]
    fn the_servers_own_links_stay() {
        assert_eq!(Addresses::default().link("/en/articles/a"), "/en/articles/a");
    }
}

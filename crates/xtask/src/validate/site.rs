//! Where pages come from: a folder, a server that runs, or one that is started for it. From a server they are fetched
//! into a folder, as the export would write them, with those that only a server has.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use super::head::Head;
use crate::{
    fingerprint,
    served::{self, Served},
    workspace::Workspace,
};

/// What is to be validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The built server with the demo publication.
    Built,
    /// A folder that `hustings export` wrote.
    Folder(PathBuf),
    /// Host, and port if it is not the usual one, of a running server.
    Address(String),
}

impl Site {
    /// What is meant on the command line.
    ///
    /// # Errors
    /// When it is neither a folder nor a URL over plain HTTP.
    pub(crate) fn named(name: &str) -> Result<Self> {
        if let Some(authority) = name.strip_prefix("http://") {
            let authority = authority.trim_end_matches('/');
            ensure!(!authority.contains('/'), "{name}: give the URL of the publication, without a path");
            return Ok(Self::Address(authority.to_owned()));
        }
        ensure!(
            !name.starts_with("https://"),
            "{name}: only plain HTTP is spoken here; give the server's address behind the proxy, such as \
             http://127.0.0.1:8080, or an exported folder"
        );
        ensure!(Path::new(name).is_dir(), "{name} is neither a folder nor a URL that begins with http://");
        Ok(Self::Folder(PathBuf::from(name)))
    }
}

/// The pages of a site, as files.
#[derive(Default)]
pub(crate) struct Pages {
    /// What is validated, in words.
    pub(crate) name: String,
    /// The publication's URL as its own pages give it, without a slash at the end.
    pub(crate) origin: String,
    /// The text of every page by its path below the origin.
    pub(crate) html: BTreeMap<String, String>,
    /// Every feed by its path.
    pub(crate) feeds: BTreeMap<String, String>,
    /// `sitemap.xml`.
    pub(crate) sitemap: String,
    /// `robots.txt`.
    pub(crate) robots: String,
    /// The folder with the pages.
    pub(crate) folder: PathBuf,
    /// Host and port of the server that they come from, and that server where it was started for this.
    server: Option<(String, Option<Served>)>,
}

impl Pages {
    /// Reads all of them.
    pub(crate) fn collect(workspace: &Workspace, site: &Site) -> Result<Self> {
        match site {
            Site::Folder(folder) => Self::of_folder(folder.clone()),
            Site::Address(authority) => Self::of_server(workspace, authority, None),
            Site::Built => {
                let served = Served::start(workspace, "debug", None)?;
                let authority = served.authority().to_owned();
                Self::of_server(workspace, &authority, Some(served))
            }
        }
    }

    fn new(name: String, folder: PathBuf, server: Option<(String, Option<Served>)>) -> Result<Self> {
        let mut pages = Self { name, folder, server, ..Self::default() };
        pages.sitemap = pages.text("/sitemap.xml")?;
        pages.robots = pages.text("/robots.txt")?;
        pages.origin = origin_in(&pages.robots)?;
        Ok(pages)
    }

    fn of_folder(folder: PathBuf) -> Result<Self> {
        let mut pages = Self::new(folder.display().to_string(), folder.clone(), None)?;
        for file in fingerprint::files_below(&folder)? {
            let path = format!("/{}", file.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/"));
            if path.ends_with(".html") {
                pages.html.insert(path, fs::read_to_string(&file)?);
            } else if path.ends_with("/feed.xml") {
                pages.feeds.insert(path, fs::read_to_string(&file)?);
            }
        }
        ensure!(!pages.html.is_empty(), "{} has no page; is it an exported publication?", folder.display());
        Ok(pages)
    }

    /// Fetches what the sitemap names, the feeds, and the pages that it does not name. A server of one's own runs for as
    /// long as its pages are looked at.
    fn of_server(workspace: &Workspace, authority: &str, served: Option<Served>) -> Result<Self> {
        // The validators of others read files: those of the last time are replaced.
        let folder = workspace.notes()?.join("pages");
        let _ = fs::remove_dir_all(&folder);
        let mut pages = Self::new(format!("http://{authority}"), folder, Some((authority.to_owned(), served)))?;
        let mut paths: Vec<String> = locations(&pages.sitemap).iter().filter_map(|loc| pages.path_of(loc)).collect();
        ensure!(!paths.is_empty(), "the sitemap names no page of {}", pages.origin);
        let of_languages = |name: &str| {
            let paths = paths.iter().filter_map(|path| Some(format!("/{}/{name}", language(path)?)));
            paths.collect::<Vec<_>>()
        };
        let (missing, held) = (of_languages("no-such-page"), of_languages("me"));
        let passports = paths.iter().filter(|path| path.contains("/polls/")).map(|path| format!("{path}/passport"));
        let passports: Vec<_> = passports.collect();
        let frames = paths.iter().filter_map(|path| path.strip_prefix('/')?.split_once("/polls/"));
        let frames: Vec<_> = frames.map(|(lang, id)| format!("/embed/polls/{id}?lang={lang}")).collect();
        let own = frames.into_iter().chain(missing).chain(held).chain(passports);
        paths.extend(own.chain(["/embed/check", "/api/docs"].map(str::to_owned)));
        for path in paths {
            // It may be the page that says that there is none.
            let (status, body) = served::get(authority, &path)?;
            ensure!(matches!(status, 200 | 404), "GET {path} is answered with {status}");
            let html = String::from_utf8(body).with_context(|| format!("{path} is no text"))?;
            let file = pages.folder.join(format!("{}.html", path.trim_matches('/').replace(['?', '=', '&'], "_")));
            fs::create_dir_all(file.parent().context("it lies in a folder")?)?;
            fs::write(file, &html)?;
            for feed in Head::read(&html).feeds {
                let Some(feed) = pages.path_of(&feed) else { continue };
                let text = pages.text(&feed)?;
                pages.feeds.insert(feed, text);
            }
            pages.html.insert(path, html);
        }
        Ok(pages)
    }

    fn text(&self, path: &str) -> Result<String> {
        let bytes = self.find(path)?.with_context(|| format!("there is no {path}"))?;
        String::from_utf8(bytes).with_context(|| format!("{path} is no text"))
    }

    /// What is at this path, which may have a query; `None` when there is nothing.
    pub(crate) fn find(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if let Some((authority, _)) = &self.server {
            let (status, body) = served::get(authority, path)?;
            return Ok((status == 200).then_some(body));
        }
        let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
        let places = [path.to_owned(), format!("{path}.html"), format!("{}/index.html", path.trim_end_matches('/'))];
        let file = places.iter().map(|place| self.folder.join(place)).find(|file| file.is_file());
        file.map(|file| fs::read(&file).with_context(|| format!("cannot read {}", file.display()))).transpose()
    }

    /// The path below the origin of a URL of the publication.
    pub(crate) fn path_of(&self, address: &str) -> Option<String> {
        address.strip_prefix(&self.origin).filter(|path| path.starts_with('/')).map(str::to_owned)
    }
}

/// Every URL that a sitemap names.
fn locations(sitemap: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(sitemap) else { return Vec::new() };
    let nodes = document.descendants().filter(|node| node.has_tag_name("loc"));
    nodes.filter_map(|node| node.text()).map(str::to_owned).collect()
}

/// The publication's URL: what stands before `/sitemap.xml` in `robots.txt`.
fn origin_in(robots: &str) -> Result<String> {
    let sitemap =
        robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).context("robots.txt names no sitemap")?;
    let found = sitemap.trim().strip_suffix("/sitemap.xml").map(str::to_owned);
    found.with_context(|| format!("robots.txt names the sitemap {sitemap}, which should be called sitemap.xml"))
}

/// The language of a list's path.
fn language(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.strip_suffix('/').filter(|lang| !lang.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_folder_or_an_address() {
        let address = |text: &str| Site::Address(text.to_owned());
        for (name, expected) in [
            ("http://127.0.0.1:8080/", address("127.0.0.1:8080")),
            ("http://news.example", address("news.example")),
            (".", Site::Folder(PathBuf::from("."))),
        ] {
            assert_eq!(Site::named(name).expect("good"), expected);
        }
        for (name, word) in
            [("https://news.example", "plain HTTP"), ("http://a/b", "without a path"), ("no/where", "neither")]
        {
            let error = Site::named(name).expect_err(name);
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn the_origin_is_what_stands_before_the_sitemap() {
        for address in ["https://news.example", "https://host.example/sub", "http://127.0.0.1:8080"] {
            let robots = format!("User-agent: *\nDisallow: /api/\n\nSitemap: {address}/sitemap.xml\n");
            assert_eq!(origin_in(&robots).expect(address), address);
        }
        assert!(origin_in("User-agent: *\n").is_err());
        assert!(origin_in("Sitemap: https://news.example/map.xml\n").is_err());
    }
}

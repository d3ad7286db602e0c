//! Where pages come from: a folder, or a server that runs. From a server they are fetched into a folder, as the export
//! would write them, with those that only a server has.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use super::head::Head;
use crate::{fingerprint, served, workspace::Workspace};

/// The pages of a site, as files.
#[derive(Default)]
pub(crate) struct Pages {
    /// What is validated: its folder or its URL.
    pub(crate) name: String,
    /// The publication's URL as its own pages give it, without a slash at the end.
    pub(crate) origin: String,
    /// The text of every page by its path below the origin.
    pub(crate) html: BTreeMap<String, String>,
    /// Every feed by its path.
    pub(crate) feeds: BTreeMap<String, String>,
    /// `sitemap.xml`.
    pub(crate) sitemap: String,
    /// The folder with the pages.
    pub(crate) folder: PathBuf,
    /// Host and port of the server that they come from.
    server: Option<String>,
}

impl Pages {
    /// Reads all of the site `name`: a folder that `hustings export` wrote, or the URL of a running server.
    ///
    /// # Errors
    /// When it is neither, or is not whole.
    pub(crate) fn collect(workspace: &Workspace, name: &str) -> Result<Self> {
        let server = authority(name)?;
        let folder = if server.is_some() { workspace.notes()?.join("pages") } else { name.into() };
        let mut pages = Self { name: name.to_owned(), folder, server: server.map(str::to_owned), ..Self::default() };
        pages.sitemap = pages.text("/sitemap.xml")?;
        pages.origin = origin_in(&pages.text("/robots.txt")?)?;
        match server {
            Some(authority) => pages.fetch(authority)?,
            None => pages.read()?,
        }
        ensure!(!pages.html.is_empty(), "{name} has no page; is it a publication?");
        Ok(pages)
    }

    /// Reads the pages and feeds of the folder.
    fn read(&mut self) -> Result<()> {
        for file in fingerprint::files_below(&self.folder)? {
            let path = format!("/{}", file.strip_prefix(&self.folder)?.to_string_lossy().replace('\\', "/"));
            if path.ends_with(".html") {
                self.html.insert(path, fs::read_to_string(&file)?);
            } else if path.ends_with("/feed.xml") {
                self.feeds.insert(path, fs::read_to_string(&file)?);
            }
        }
        Ok(())
    }

    /// Fetches what the sitemap names, the feeds, and the pages that it does not name, into the folder: the validators of
    /// others read files.
    fn fetch(&mut self, authority: &str) -> Result<()> {
        // Those of the last time are replaced.
        let _ = fs::remove_dir_all(&self.folder);
        let mut paths: Vec<String> = locations(&self.sitemap).iter().filter_map(|loc| self.path_of(loc)).collect();
        ensure!(!paths.is_empty(), "the sitemap names no page of {}", self.origin);
        let own: Vec<String> = paths.iter().flat_map(|path| beside(path)).collect();
        paths.extend(own.into_iter().chain(["/embed/check", "/api/docs"].map(str::to_owned)));
        for path in paths {
            // It may be the page that says that there is none.
            let (status, body) = served::get(authority, &path)?;
            ensure!(matches!(status, 200 | 404), "GET {path} is answered with {status}");
            let html = String::from_utf8(body).with_context(|| format!("{path} is no text"))?;
            let file = self.folder.join(format!("{}.html", path.trim_matches('/').replace(['?', '=', '&'], "_")));
            fs::create_dir_all(file.parent().context("it lies in a folder")?)?;
            fs::write(file, &html)?;
            for feed in Head::read(&html).feeds {
                let Some(feed) = self.path_of(&feed) else { continue };
                let text = self.text(&feed)?;
                self.feeds.insert(feed, text);
            }
            self.html.insert(path, html);
        }
        Ok(())
    }

    fn text(&self, path: &str) -> Result<String> {
        let bytes = self.find(path)?.with_context(|| format!("there is no {path}"))?;
        String::from_utf8(bytes).with_context(|| format!("{path} is no text"))
    }

    /// What is at this path, which may have a query; `None` when there is nothing.
    pub(crate) fn find(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if let Some(authority) = &self.server {
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

/// Host, and port if it is not the usual one, of the server that is meant on the command line; none where it is a folder.
fn authority(name: &str) -> Result<Option<&str>> {
    if Path::new(name).is_dir() {
        return Ok(None);
    }
    let authority = name.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
    authority.filter(|authority| !authority.contains('/')).map(Some).with_context(|| {
        format!("{name} is neither an exported folder nor a server in plain HTTP, such as http://127.0.0.1:8080")
    })
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

/// What only a server has beside the page at this path: of a list the page that is missing and the one about its reader,
/// of a poll its frame and its passport.
fn beside(path: &str) -> Vec<String> {
    let (lang, rest) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
    match rest.strip_prefix("polls/") {
        Some(id) if !id.is_empty() => vec![format!("/embed/polls/{id}?lang={lang}"), format!("{path}/passport")],
        None if rest.is_empty() => vec![format!("{path}no-such-page"), format!("{path}me")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_folder_or_an_address() {
        for (name, expected) in [
            ("http://127.0.0.1:8080/", Some("127.0.0.1:8080")),
            ("http://news.example", Some("news.example")),
            (".", None),
        ] {
            assert_eq!(authority(name).expect("good"), expected);
        }
        for name in ["https://news.example", "http://a/b", "no/where"] {
            let error = authority(name).expect_err(name);
            assert!(error.to_string().contains(name), "{error}");
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

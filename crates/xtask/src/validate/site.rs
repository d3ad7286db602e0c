//! Where pages come from: a folder, a server that runs, or one that is started for it. From a server they are fetched
//! into a folder, as the export would write them, with those that only a server has.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{http, served::Served, workspace::Workspace};

/// What is to be validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The built server with the demo publication.
    Built,
    /// A folder that `hustings export` wrote.
    Folder(PathBuf),
    /// Host and port of a running server.
    Address(String),
}

impl Site {
    /// What is meant on the command line.
    ///
    /// # Errors
    /// When it is neither a folder nor an address over plain HTTP.
    pub(crate) fn named(name: Option<&str>) -> Result<Self> {
        let Some(name) = name else { return Ok(Self::Built) };
        if let Some(authority) = name.strip_prefix("http://") {
            let authority = authority.trim_end_matches('/');
            ensure!(!authority.contains('/'), "{name}: give the address of the publication, without a path");
            let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
            return Ok(Self::Address(if has_port { authority.to_owned() } else { format!("{authority}:80") }));
        }
        ensure!(
            !name.starts_with("https://"),
            "{name}: only plain HTTP is spoken here; give the server's address behind the proxy, such as \
             http://127.0.0.1:8080, or an exported folder"
        );
        ensure!(Path::new(name).is_dir(), "{name} is neither a folder nor an address that begins with http://");
        Ok(Self::Folder(PathBuf::from(name)))
    }
}

/// The pages of a site, as files.
pub(crate) struct Pages {
    /// The publication's address as its own pages give it, without a slash at the end.
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
    source: Source,
}

enum Source {
    Folder,
    Server { authority: String, _own: Option<Served>, found: RefCell<BTreeMap<String, Option<Vec<u8>>>> },
}

impl Pages {
    /// Reads all of them.
    pub(crate) fn collect(workspace: &Workspace, site: &Site) -> Result<Self> {
        let (authority, own) = match site {
            Site::Folder(folder) => return Self::from_folder(folder),
            Site::Address(authority) => (authority.clone(), None),
            Site::Built => {
                let own = Served::start(workspace)?;
                (own.authority().to_owned(), Some(own))
            }
        };
        let folder = env::temp_dir().join(format!("hustings-pages-{}", process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let source = Source::Server { authority, _own: own, found: RefCell::default() };
        let mut pages = Self::empty(folder, source);
        pages.sitemap = pages.text("/sitemap.xml")?;
        pages.robots = pages.text("/robots.txt")?;
        pages.origin = origin(&pages.robots)?;
        pages.fetch()?;
        Ok(pages)
    }

    fn empty(folder: PathBuf, source: Source) -> Self {
        let (html, feeds) = (BTreeMap::new(), BTreeMap::new());
        let (origin, sitemap, robots) = (String::new(), String::new(), String::new());
        Self { origin, html, feeds, sitemap, robots, folder, source }
    }

    fn from_folder(folder: &Path) -> Result<Self> {
        let mut pages = Self::empty(folder.to_owned(), Source::Folder);
        pages.sitemap = pages.text("/sitemap.xml")?;
        pages.robots = pages.text("/robots.txt")?;
        pages.origin = origin(&pages.robots)?;
        let mut folders = vec![folder.to_owned()];
        while let Some(current) = folders.pop() {
            for entry in fs::read_dir(&current).with_context(|| format!("cannot read {}", current.display()))? {
                let path = entry?.path();
                let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
                if path.is_dir() {
                    folders.push(path);
                } else if name.ends_with(".html") {
                    pages.html.insert(format!("/{name}"), fs::read_to_string(&path)?);
                } else if name == "feed.xml" || name.ends_with("/feed.xml") {
                    pages.feeds.insert(format!("/{name}"), fs::read_to_string(&path)?);
                }
            }
        }
        ensure!(!pages.html.is_empty(), "{} has no page; is it an exported publication?", folder.display());
        Ok(pages)
    }

    /// Fetches what the sitemap names, the feeds, and the pages that it does not name.
    fn fetch(&mut self) -> Result<()> {
        let mut paths: Vec<String> = locations(&self.sitemap).iter().filter_map(|loc| self.path_of(loc)).collect();
        ensure!(!paths.is_empty(), "the sitemap names no page of {}", self.origin);
        let languages: Vec<String> = paths.iter().filter_map(|path| language(path)).map(str::to_owned).collect();
        let polls: Vec<String> = paths.iter().filter(|path| path.contains("/polls/")).cloned().collect();
        for poll in polls {
            let (lang, id) = poll[1..].split_once("/polls/").context("it is a poll's path")?;
            paths.push(format!("/embed/polls/{id}?lang={lang}"));
        }
        paths.extend(languages.iter().map(|lang| format!("/{lang}/no-such-page")));
        paths.extend(["/embed/check", "/api/docs"].map(str::to_owned));
        for path in paths {
            let html = self.page(&path)?;
            let name = path.trim_matches('/').replace(['?', '=', '&'], "_");
            let file = self.folder.join(format!("{name}.html"));
            fs::create_dir_all(file.parent().context("it lies in a folder")?)?;
            fs::write(file, &html)?;
            let feeds: Vec<String> = super::heads::feeds(&html).iter().filter_map(|feed| self.path_of(feed)).collect();
            for feed in feeds {
                let text = self.text(&feed)?;
                self.feeds.insert(feed, text);
            }
            self.html.insert(path, html);
        }
        Ok(())
    }

    /// A page, which may be the one that says that there is none.
    fn page(&self, path: &str) -> Result<String> {
        let Source::Server { authority, .. } = &self.source else { bail!("a folder's pages are read at once") };
        let answer = http::get(authority, path)?;
        ensure!(matches!(answer.status, 200 | 404), "GET {path} is answered with {}", answer.status);
        String::from_utf8(answer.body).with_context(|| format!("{path} is no text"))
    }

    fn text(&self, path: &str) -> Result<String> {
        let bytes = self.find(path)?.with_context(|| format!("there is no {path}"))?;
        String::from_utf8(bytes).with_context(|| format!("{path} is no text"))
    }

    /// What is at this path, which may have a query; `None` when there is nothing.
    pub(crate) fn find(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match &self.source {
            Source::Folder => {
                let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
                let places =
                    [path.to_owned(), format!("{path}.html"), format!("{}/index.html", path.trim_end_matches('/'))];
                let file = places.iter().map(|place| self.folder.join(place)).find(|file| file.is_file());
                file.map(|file| fs::read(&file).with_context(|| format!("cannot read {}", file.display()))).transpose()
            }
            Source::Server { authority, found, .. } => {
                if let Some(known) = found.borrow().get(path) {
                    return Ok(known.clone());
                }
                let answer = http::get(authority, path)?;
                let body = (answer.status == 200).then_some(answer.body);
                found.borrow_mut().insert(path.to_owned(), body.clone());
                Ok(body)
            }
        }
    }

    /// The path below the origin of an address of the publication.
    pub(crate) fn path_of(&self, address: &str) -> Option<String> {
        address.strip_prefix(&self.origin).filter(|path| path.starts_with('/')).map(str::to_owned)
    }

    /// What is validated, in words.
    pub(crate) fn name(&self) -> String {
        match &self.source {
            Source::Folder => self.folder.display().to_string(),
            Source::Server { authority, .. } => format!("http://{authority}"),
        }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if matches!(self.source, Source::Server { .. }) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Every address that a sitemap names.
pub(super) fn locations(sitemap: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(sitemap) else { return Vec::new() };
    let nodes = document.descendants().filter(|node| node.has_tag_name("loc"));
    nodes.filter_map(|node| node.text()).map(str::to_owned).collect()
}

/// The publication's address: what stands before `/sitemap.xml` in `robots.txt`.
fn origin(robots: &str) -> Result<String> {
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
    fn a_site_is_a_folder_an_address_or_the_built_server() {
        let address = |text: &str| Site::Address(text.to_owned());
        for (name, expected) in [
            (None, Site::Built),
            (Some("http://127.0.0.1:8080/"), address("127.0.0.1:8080")),
            (Some("http://news.example"), address("news.example:80")),
            (Some("."), Site::Folder(PathBuf::from("."))),
        ] {
            assert_eq!(Site::named(name).expect("good"), expected);
        }
        for (name, word) in
            [("https://news.example", "plain HTTP"), ("http://a/b", "without a path"), ("no/where", "neither")]
        {
            let error = Site::named(Some(name)).expect_err(name);
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn the_origin_is_what_stands_before_the_sitemap() {
        for address in ["https://news.example", "https://host.example/sub", "http://127.0.0.1:8080"] {
            let robots = format!("User-agent: *\nDisallow: /api/\n\nSitemap: {address}/sitemap.xml\n");
            assert_eq!(origin(&robots).expect(address), address);
        }
        assert!(origin("User-agent: *\n").is_err());
        assert!(origin("Sitemap: https://news.example/map.xml\n").is_err());
    }
}

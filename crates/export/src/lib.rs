//! `hustings export`: the publication as files for any static host, below any path.
//!
//! Every page is requested from the server's own routes, so that a static host and the server cannot differ. Nothing
//! is rendered here, and nothing is uploaded.
//!
//! The server alone imports it, and hands it its routes; it knows the crates of routes by the state that they share, and by how a
//! page is asked for as a file. Modules in reading order:
//!
//! - `address`: the public URL of the site,
//! - `front_end`: the files of the built front-end, of which two say something else on a static host,
//! - `links`: which files a text refers to,
//! - `site`: every page, and every file that a page names,
//! - `frozen`: what of closed polls needs no backend,
//! - `hosts`: configuration of policy and caching for hosts; `fallback`: for a proxy whose backend is away,
//! - `precompress`: compressed siblings, or none,
//! - `manifest`, `folder`: what is on the disk already, and how it is updated.

mod address;
mod fallback;
mod folder;
mod front_end;
mod frozen;
mod hosts;
mod links;
mod manifest;
mod precompress;
mod site;

use std::{collections::BTreeMap, fmt, path::PathBuf};

use anyhow::{Context, bail, ensure};
use axum::Router;
use clap::Args;
use hustings_data_files::sources::Sources;
use hustings_domain::{Clock, parse_origin};
use hustings_packing::SUFFIXES;
use hustings_render::{Addresses, LOG_MOST};
use hustings_routes_state::RouteState;
use hustings_wire::Timestamp;

use address::Address;
use folder::Folder;
use front_end::{CHANGED, FrontEnd};
use manifest::Backend;
pub use manifest::NAME as MANIFEST;
pub use precompress::Compress;

/// A file of the site: its path, with slashes and without one at its beginning, and what is in it.
type Files = BTreeMap<String, OutputFile>;

/// What was made for one path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OutputFile {
    bytes: Vec<u8>,
    /// When the file says that it was made.
    as_of: Option<Timestamp>,
}

impl OutputFile {
    fn plain(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), as_of: None }
    }
}

/// A server as it is at one moment, whose answers become files.
pub struct StaticServer {
    /// Its routes.
    pub app: Router,
    /// What they share.
    pub state: RouteState,
}

/// What such a server is made of.
pub struct ServerParts {
    /// Where the publication and its votes are.
    pub sources: Sources,
    /// The built front-end.
    pub dist: PathBuf,
    /// The URL of the site without a slash at the end.
    pub url: String,
    /// URLs of its pages.
    pub addresses: Addresses,
    /// The clock.
    pub clock: Clock,
}

/// Options of `hustings export`.
#[derive(Args, Clone, Debug)]
pub struct Export {
    /// Where to write the files: an empty folder, one that is not there yet, or an earlier export.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The URL under which readers will know the site, with the path below which it lies, such as
    /// `https://news.example/answers`.
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// The origin of the backend that takes votes and ratings, such as `https://polls.example`; by default what
    /// somebody wrote into config.json of an earlier export, else what config.json of the front-end says, and the
    /// site's own origin where it says nothing.
    #[arg(long, env = "HUSTINGS_API_BASE", value_name = "ORIGIN", value_parser = parse_origin)]
    pub api_base: Option<String>,
    /// The built front-end.
    #[arg(long, env = "HUSTINGS_DIST", default_value = "dist", value_name = "DIR")]
    pub dist: PathBuf,
    /// Whether files get compressed siblings, for hosts that send those.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub compress: Compress,
    /// Where the publication and its votes are. Without a database, polls are exported as a new one has them.
    #[command(flatten)]
    pub sources: Sources,
}

/// What an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// Paths of files that are new or other than before.
    pub written: Vec<String>,
    /// How many files are as they were; nothing of theirs was touched.
    pub kept: usize,
    /// Paths of files that belong to the site no longer.
    pub removed: Vec<String>,
    /// Paths of files that would have been removed, had nobody changed them since.
    pub left: Vec<String>,
    /// Paths of files among those written that somebody had changed.
    pub overwritten: Vec<String>,
    /// The backend's origin that somebody wrote into `config.json`, where it stayed.
    pub kept_api_base: Option<String>,
    /// The URL of the sitemap, where crawlers do not find it by themselves.
    pub unfound_sitemap: Option<String>,
    /// Links of pages that lead to nothing, as page and URL.
    pub dead_links: Vec<(String, String)>,
    /// Ids of the closed polls whose results need no backend any more.
    pub frozen: Vec<String>,
    /// Those of them whose log is too long for files, each with how many entries it has.
    pub long_logs: Vec<(String, u64)>,
}

impl fmt::Display for ExportSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A compressed form goes the way of its file.
        let own = |paths: &[String]| -> Vec<String> {
            paths.iter().filter(|path| !SUFFIXES.iter().any(|suffix| path.ends_with(suffix))).cloned().collect()
        };
        for path in &own(&self.written) {
            writeln!(f, "wrote    {path}")?;
        }
        for path in &own(&self.removed) {
            writeln!(f, "removed  {path}")?;
        }
        for path in &self.left {
            writeln!(f, "left     {path} (no longer part of the site, but changed by somebody else)")?;
        }
        for path in &own(&self.overwritten) {
            writeln!(
                f,
                "warning: {path} had been changed by somebody else, and is the export's again; change the front-end or \
                 the publication instead, and export again"
            )?;
        }
        if let Some(api_base) = &self.kept_api_base {
            writeln!(
                f,
                "kept     api_base \"{api_base}\", which somebody wrote into config.json; --api-base puts another in its \
                 place"
            )?;
        }
        if let Some(sitemap) = &self.unfound_sitemap {
            writeln!(
                f,
                "note: crawlers read robots.txt at the root of a host alone; add \"Sitemap: {sitemap}\" to that one, or \
                 submit the address to search engines"
            )?;
        }
        for (page, address) in &self.dead_links {
            writeln!(f, "warning: {page} links to {address}, where there is nothing")?;
        }
        for id in &self.frozen {
            writeln!(f, "frozen   the closed poll {id}: its frames, pictures and passports need no backend")?;
        }
        for (id, entries) in &self.long_logs {
            writeln!(
                f,
                "note: the log of {id} has {entries} entries, more than {LOG_MOST}, and is not among the files: its passport \
                 cannot be checked there"
            )?;
        }
        let (written, removed) = (self.written.len(), self.removed.len());
        writeln!(
            f,
            "{written} files written, {} kept as they were, {removed} removed, compressed forms included.",
            self.kept
        )
    }
}

impl Export {
    /// Makes every file from the answers of the server that `open` opens, and then changes what has to be changed in the folder.
    /// Nothing in it is touched before everything was made.
    ///
    /// # Errors
    /// One clear sentence; an earlier export is then still what it was, or, when the disk failed in the middle, a mix
    /// of old and new files that the next export puts right.
    pub async fn run(
        &self,
        clock: Clock,
        open: impl AsyncFnOnce(ServerParts) -> anyhow::Result<StaticServer>,
    ) -> anyhow::Result<ExportSummary> {
        let address = Address::parse(&self.url)?;
        self.check_places()?;
        let folder = Folder::open(&self.out)?;
        let by_hand = if self.api_base.is_none() { folder.api_base_by_hand()? } else { None };
        let front_end = FrontEnd::read(&self.dist, &address, self.api_base.as_deref().or(by_hand.as_deref()))?;
        let host = front_end.host().clone();
        let url = address.url().to_owned();
        let addresses = Addresses::of_files(&url, host.clone());
        let (sources, dist) = (self.sources.clone(), self.dist.clone());
        let server = open(ServerParts { sources, dist, url, addresses, clock: clock.clone() }).await?;
        // The clock goes by the database's from here on.
        let made = site::make(&server, &address, &folder, clock.now()).await;
        server.state.store.close().await;
        let site = made?;
        let mut files = site.files;
        for (path, bytes) in front_end.files()? {
            // Pages of the site come before files of the front-end; but what is said otherwise here, no server has answered.
            if CHANGED.contains(&&*path) || !files.contains_key(&path) {
                files.insert(path, OutputFile::plain(bytes));
            }
        }
        let site_host = hosts::SiteHost {
            base: address.path(),
            policy: hosts::with_origin(&site.policy, &host.api_base),
            languages: &site.languages,
            frozen: &site.frozen,
            out: self.out.canonicalize()?.display().to_string(),
        };
        files.extend(hosts::files(&site_host, &files));
        refuse_two_meanings(&address, &files)?;
        let backend = Backend { api_base: host.api_base, by_hand: by_hand.is_some() };
        let mut report = folder.update(files, backend, self.compress)?;
        report.dead_links = site.dead_links;
        (report.frozen, report.long_logs) = (site.frozen.polls, site.frozen.long_logs);
        report.kept_api_base = by_hand;
        report.unfound_sitemap = (!address.path().is_empty()).then(|| format!("{}/sitemap.xml", address.url()));
        Ok(report)
    }

    /// Refuses folders that hold each other: an export would read what it writes.
    fn check_places(&self) -> anyhow::Result<()> {
        ensure!(
            self.dist.join("index.html").is_file(),
            "there is no index.html in {}: build the front-end with `trunk build --release`, or name it with --dist",
            self.dist.display()
        );
        let place = |path: &PathBuf| std::path::absolute(path).map(|path| path.canonicalize().unwrap_or(path));
        let out = place(&self.out).context("the place of --out cannot be found")?;
        for (option, other) in [("--dist", &self.dist), ("--content", &self.sources.content)] {
            let other = place(other)?;
            if out.starts_with(&other) || other.starts_with(&out) {
                bail!("--out {} and {option} {} lie within each other", out.display(), other.display());
            }
        }
        Ok(())
    }
}

/// Refuses a path of the site that one of its own files has, too: a link to `/en/…` in an article of a site at `/en`
/// could be one from the root of the publication or from the root of the host.
fn refuse_two_meanings(address: &Address, files: &Files) -> anyhow::Result<()> {
    let base = address.path().trim_start_matches('/');
    let below = |path: &&String| path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'));
    match files.keys().find(below).filter(|_| !base.is_empty()) {
        Some(path) => bail!(
            "the site cannot lie at {}, since a file of its own is {path}: a link to /{base}/ could mean either; choose \
             another path for --url, such as /{base}-site",
            address.url()
        ),
        None => Ok(()),
    }
}

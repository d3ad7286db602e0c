//! Requests every page of the publication, and every file that a page refers to, from the server's own routes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail, ensure};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use hustings_content::Content;
use hustings_core::model::{
    page::{PageData, View},
    route::{MORE, Route, encode_component},
};
use hustings_render::PAGE_FILE;
use hustings_routes_pages::{Form, StaticPage, says_time_left};
use hustings_routes_state::RouteState;
use hustings_wire::Timestamp;
use tower::ServiceExt as _;

use super::{Files, OutputFile, StaticServer, address::Address, folder::Folder, frozen::Frozen, links::Links};

/// A file is read into memory; a larger one is no file of a publication.
const MOST: usize = 256 << 20;
/// What programs look for, whether a page names it or not.
const ALWAYS: [&str; 2] = ["/sitemap.xml", "/robots.txt"];
/// The same for each language, and what the app asks for. Not every server has all of them.
const ALWAYS_IN_LANGUAGE: [&str; 2] = ["feed.xml", "manifest.webmanifest"];
/// No file answers at these: the backend does.
const BACKEND: [&str; 3] = ["/api/", "/embed/", "/oembed"];
const DAY: i64 = 86_400;

/// A site before it is on a disk.
pub(super) struct Site {
    pub(super) files: Files,
    /// The Content-Security-Policy of its pages, as the server sends it.
    pub(super) policy: String,
    /// Languages of the publication, the default one first.
    pub(super) languages: Vec<String>,
    pub(super) dead_links: Vec<(String, String)>,
    /// The closed polls whose results are among the files.
    pub(super) frozen: Frozen,
}

/// A page, on its way to become two files.
struct Page {
    /// Path and query on the server.
    from: String,
    /// Path on the host.
    to: String,
    html: String,
    data: String,
    as_of: Timestamp,
}

/// What the server answered.
pub(super) struct Answer {
    status: StatusCode,
    media_type: String,
    pub(super) policy: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(self, from: &str) -> anyhow::Result<String> {
        String::from_utf8(self.body).with_context(|| format!("{from} is no text"))
    }
}

pub(super) struct Exporter<'a> {
    app: Router,
    folder: &'a Folder,
    pub(super) now: Timestamp,
    policy: String,
    /// Whether the front-end has a search.
    searches: bool,
    /// Closed polls that somebody has voted in, each with its languages in order.
    pub(super) closed: BTreeMap<String, Vec<String>>,
}

/// Makes the site. A page of which only the moment would be new is made as it was, which `folder` knows.
pub(super) async fn make(
    server: &StaticServer,
    address: &Address,
    folder: &Folder,
    now: Timestamp,
) -> anyhow::Result<Site> {
    let StaticServer { app, state } = server;
    let content = state.content.current();
    check_whole(state, &content)?;
    let searches = state.renderer.offers_search(&content.default_language);
    let closed = BTreeMap::new();
    let mut exporter = Exporter { app: app.clone(), folder, now, policy: String::new(), searches, closed };
    let pages = exporter.pages(&content).await?;
    let paths = pages.iter().map(|page| page.to.clone()).chain(exporter.passports()).collect();
    let links = Links { url: address.url(), base: address.path(), pages: &paths };

    let mut files = Files::new();
    let languages: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    let dead_links = exporter.named_files(&pages, &languages, &links, &mut files).await?;
    for page in pages {
        exporter.keep(page, &mut files).await?;
    }
    for lang in languages.iter().filter(|_| searches) {
        let index =
            state.search_indexes.index(&content, lang).await.with_context(|| format!("the search in {lang}"))?;
        let named = index.parts().map(|part| (format!("{lang}/search/{}", index.name(part)), index.text(part)));
        files.extend(named.map(|(name, text)| (name, OutputFile::plain(text))));
    }
    for lang in &languages {
        let made = exporter.missing(lang).await?;
        if *lang == content.default_language {
            files.insert("404.html".to_owned(), made.clone());
        }
        files.insert(format!("{lang}/404.html"), made);
    }
    let chooser = exporter.expect("/", now, Form::Html).await?.text("/")?;
    files.insert("index.html".to_owned(), OutputFile::plain(chooser));
    let frozen = exporter.freeze(&mut files).await?;
    Ok(Site { files, policy: exporter.policy, languages, dead_links, frozen })
}

/// Refuses a publication of which something cannot be read: an export would take it off the site, and readers' browsers
/// would forget what is only broken.
fn check_whole(state: &RouteState, content: &Content) -> anyhow::Result<()> {
    let unread: Vec<String> = content.unread().map(|path| path.display().to_string()).collect();
    if !unread.is_empty() {
        bail!(
            "these cannot be read, and an export would take what they hold off the site: {}; fix them (`hustings check` \
             says how), or take them out of the content folder",
            unread.join(", ")
        );
    }
    let faults = state.renderer.faults(content.languages.iter().map(|language| language.lang.as_str()));
    match faults.first() {
        Some(fault) => bail!("{fault}"),
        None => Ok(()),
    }
}

/// The pages that the content says there are, in every language: where an article or a poll is not translated, the
/// page says so, as the server's does.
fn routes(content: &Content, searches: bool) -> Vec<Route> {
    let mut routes = Vec::new();
    for language in &content.languages {
        let lang = &language.lang;
        let audiences = content.publication(lang).audiences;
        let audiences = std::iter::once(None).chain(audiences.into_iter().map(|audience| Some(audience.id)));
        routes.extend(audiences.map(|audience| Route::List { lang: lang.clone(), audience }));
        let articles = content.articles.iter();
        routes.extend(articles.map(|article| Route::Article { lang: lang.clone(), slug: article.slug.clone() }));
        routes.push(Route::Polls { lang: lang.clone() });
        routes.extend(content.polls.keys().map(|id| Route::Poll { lang: lang.clone(), id: id.clone() }));
        routes.extend(searches.then(|| Route::Search { lang: lang.clone(), query: String::new() }));
    }
    routes
}

impl Exporter<'_> {
    pub(super) async fn ask(&self, from: &str, static_page: Option<StaticPage>) -> anyhow::Result<Answer> {
        let mut request = Request::get(from).body(Body::empty()).with_context(|| format!("{from} is not a URL"))?;
        if let Some(static_page) = static_page {
            request.extensions_mut().insert(static_page);
        }
        let response = self.app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let body = to_bytes(body, MOST).await.with_context(|| format!("{from} cannot be read"))?.to_vec();
        let (media_type, policy) = (text(header::CONTENT_TYPE), text(header::CONTENT_SECURITY_POLICY));
        Ok(Answer { status: parts.status, media_type, policy, body })
    }

    /// The answer to what is there.
    pub(super) async fn found(&self, from: &str) -> anyhow::Result<Answer> {
        let answer = self.ask(from, Some(StaticPage { as_of: self.now, form: Form::Html })).await?;
        if answer.status != StatusCode::OK {
            bail!("{from} cannot be made ({}): {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }

    /// The answer to what must be there, be it only in another language.
    async fn expect(&self, from: &str, as_of: Timestamp, form: Form) -> anyhow::Result<Answer> {
        let answer = self.ask(from, Some(StaticPage { as_of, form })).await?;
        if ![StatusCode::OK, StatusCode::NOT_FOUND].contains(&answer.status) {
            bail!("{from} cannot be made ({}): {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }

    /// All pages, and where lists go on.
    async fn pages(&mut self, content: &Content) -> anyhow::Result<Vec<Page>> {
        let mut pages = Vec::new();
        for route in routes(content, self.searches) {
            let (path, place) = (route.path(), route.static_path());
            let mut next = Some((path.clone(), place.clone()));
            while let Some((from, to)) = next.take() {
                let (page, view) = self.page(from, to).await?;
                if let View::Poll { poll, .. } = &view
                    && poll.is_frozen()
                {
                    self.closed.entry(poll.id.clone()).or_default().push(poll.lang.clone());
                }
                if let View::List { next_cursor: Some(cursor), .. } | View::Polls { next_cursor: Some(cursor), .. } =
                    view
                {
                    let mark = if path.contains('?') { '&' } else { '?' };
                    let from = format!("{path}{mark}cursor={}", encode_component(&cursor));
                    next = Some((from, format!("{place}{MORE}/{cursor}/")));
                }
                pages.push(page);
            }
        }
        Ok(pages)
    }

    /// A page as of the moment of its file, unless it says how much time is left and another day has come.
    async fn page(&mut self, from: String, to: String) -> anyhow::Result<(Page, View)> {
        let before = self.folder.as_of(&html_file(&to)).filter(|before| *before <= self.now);
        let mut as_of = before.unwrap_or(self.now);
        let data = self.expect(&from, as_of, Form::Data).await?.text(&from)?;
        let read: PageData = serde_json::from_str(&data).with_context(|| format!("the data of {from}"))?;
        ensure!(read.view != View::NotFound, "{from} is not there any more");
        let day = |at: Timestamp| at.unix().div_euclid(DAY);
        if says_time_left(&read.view) && day(as_of) != day(self.now) {
            as_of = self.now;
        }
        let view = read.view;
        Ok((self.render(from, to, as_of).await?, view))
    }

    async fn render(&mut self, from: String, to: String, as_of: Timestamp) -> anyhow::Result<Page> {
        let html = self.expect(&from, as_of, Form::Html).await?;
        ensure!(!html.policy.is_empty(), "{from} has no policy");
        self.policy.clone_from(&html.policy);
        let html = html.text(&from)?;
        let data = self.expect(&from, as_of, Form::Data).await?.text(&from)?;
        Ok(Page { from, to, html, data, as_of })
    }

    /// Puts a page among the files: as it is on the disk if nothing is new, else as of now.
    async fn keep(&mut self, page: Page, files: &mut Files) -> anyhow::Result<()> {
        let (html_at, data_at) = (html_file(&page.to), data_file(&page.to));
        let mut texts = (page.html, page.data);
        let mut as_of = page.as_of;
        let is_there =
            self.folder.holds(&html_at, texts.0.as_bytes()) && self.folder.holds(&data_at, texts.1.as_bytes());
        if as_of != self.now && !is_there {
            let page = self.render(page.from, page.to, self.now).await?;
            texts = (page.html, page.data);
            as_of = self.now;
        }
        files.insert(html_at, OutputFile { bytes: texts.0.into_bytes(), as_of: Some(as_of) });
        files.insert(data_at, OutputFile::plain(texts.1));
        Ok(())
    }

    /// The files that pages name, and those that feeds and the sitemap name in turn. Returns the links that lead to
    /// nothing.
    async fn named_files(
        &mut self,
        pages: &[Page],
        languages: &[String],
        links: &Links<'_>,
        files: &mut Files,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let mut waiting: BTreeMap<String, String> = BTreeMap::new();
        for page in pages {
            for path in links.others(&page.html) {
                waiting.entry(path).or_insert_with(|| page.to.clone());
            }
        }
        let of_languages =
            ALWAYS_IN_LANGUAGE.into_iter().flat_map(|name| languages.iter().map(move |lang| format!("/{lang}/{name}")));
        waiting.extend(ALWAYS.into_iter().map(str::to_owned).chain(of_languages).map(|path| (path, String::new())));

        let (mut seen, mut dead) = (BTreeSet::new(), Vec::new());
        while let Some((address, page)) = waiting.pop_first() {
            let path = address.split('?').next().unwrap_or_default().to_owned();
            if BACKEND.iter().any(|place| path.starts_with(place)) || !seen.insert(path.clone()) {
                continue;
            }
            let answer = self.ask(&path, None).await?;
            let name = path.trim_start_matches('/').to_owned();
            let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.')) && !name.contains("..");
            if answer.status != StatusCode::OK || !is_file || name.contains('%') {
                // Nobody is sent to what no page names.
                dead.extend((!page.is_empty()).then_some((page, as_written(address))));
            } else if is_text(&answer.media_type) {
                let text = answer.text(&path)?;
                waiting.extend(links.others(&text).into_iter().map(|other| (other, path.clone())));
                files.insert(name, OutputFile::plain(text));
            } else {
                files.insert(name, OutputFile::plain(answer.body));
            }
        }
        Ok(dead)
    }

    /// The page that says that there is none.
    async fn missing(&self, lang: &str) -> anyhow::Result<OutputFile> {
        let (from, file) = (format!("/{lang}/-"), format!("{lang}/404.html"));
        let mut as_of = self.folder.as_of(&file).unwrap_or(self.now);
        loop {
            let answer = self.ask(&from, Some(StaticPage { as_of, form: Form::Html })).await?;
            ensure!(
                answer.status == StatusCode::NOT_FOUND,
                "the page for missing pages cannot be made: {}",
                answer.status
            );
            let bytes = answer.text(&from)?.into_bytes();
            if as_of == self.now || self.folder.holds(&file, &bytes) {
                return Ok(OutputFile { bytes, as_of: Some(as_of) });
            }
            as_of = self.now;
        }
    }
}

/// A link that leads to nothing as its author wrote it, or would on a server.
fn as_written(address: String) -> String {
    Route::parse(&address, "").map_or(address, |route| route.path())
}

/// Whether URLs of the site may stand in such a file.
fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let kinds =
        ["text/html", "text/plain", "application/json", "application/manifest+json", "application/xml", "text/xml"];
    kinds.contains(&kind) || kind == "application/atom+xml" || kind == "application/feed+json"
}

/// The file of the page at a path with a slash at both ends.
fn html_file(place: &str) -> String {
    format!("{}index.html", place.trim_start_matches('/'))
}

/// The file of the page's data.
fn data_file(place: &str) -> String {
    format!("{}{PAGE_FILE}", place.trim_start_matches('/'))
}

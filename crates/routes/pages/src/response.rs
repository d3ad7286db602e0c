//! A page as a response: status, validator, caching.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use hustings_content::Content;
use hustings_core::model::page::{Notice, PageData, View};
use hustings_http::{
    coding::Coding,
    error::ApiError,
    etag,
    hot::{Draft, Drawn, Packing},
    security_headers::CONTENT_SECURITY_POLICY,
};
use hustings_render::{HeadMeta, PassportFiles, RenderError, Renderer, plain_page};
use hustings_routes_state::{RouteState, explanation};
use hustings_wire::{ErrorCode, Held, Passport, Poll, PollState, Timestamp};
use url::Url;

use super::{
    data::{Found, page_data},
    page_tokens,
    static_page::StaticPage,
};

/// For readers who may have nothing of their own on a page: a cache in front may answer a second's readers with
/// one page, as this server does; a browser asks each time.
pub const SHARED: &str = "public, max-age=0, s-maxage=1, stale-while-revalidate=10";
/// For readers who may, and for what is theirs alone.
pub const OWN: &str = "private, no-cache";

/// What an answer needs to know of its request.
pub(super) struct Reply {
    state: RouteState,
    content: Arc<Content>,
    renderer: Renderer,
    request: HeaderMap,
    /// As what kind of file, if the answer becomes one.
    file: Option<StaticPage>,
}

/// A page that is about to be drawn.
struct Tagged {
    tag: String,
    page: PageData,
    /// The guarded ones of its polls.
    guarded: Vec<String>,
}

impl Reply {
    pub(super) fn new(state: &RouteState, content: &Arc<Content>, renderer: &Renderer, request: &HeaderMap) -> Self {
        let (state, content, renderer) = (state.clone(), Arc::clone(content), renderer.clone());
        Self { state, content, renderer, request: request.clone(), file: None }
    }

    /// The same as a file.
    pub(super) fn for_file(self, file: Option<StaticPage>) -> Self {
        Self { file, ..self }
    }

    /// The page that was found.
    pub(super) async fn page(self, lang: String, found: Found, notice: Option<Notice>) -> Response {
        self.in_background(move |reply| reply.found(&lang, found, notice)).await
    }

    /// The page that was found, for everybody who sees the same on it.
    pub(super) async fn draft(self, lang: String, found: Found) -> Result<Draft, Response> {
        let reply = Arc::new(self);
        let tagging = {
            let lang = lang.clone();
            move |reply: &Self| reply.tagged(reply.data(&lang, found.view, None))
        };
        let tagged = Arc::clone(&reply).background(tagging).await?;
        let Tagged { tag, page, guarded } = tagged.map_err(|error| reply.broken(&error))?;
        let drawing = move |reply: &Self| {
            let body = reply.drawn(&page, &found.meta, &guarded)?.into();
            let response = reply.finish(&lang, Html(()).into_response());
            Ok(Drawn { headers: response.into_parts().0.headers, body, packing: Packing::Wanted })
        };
        let draw = async move {
            let drawn = Arc::clone(&reply).background(drawing).await?;
            drawn.map_err(|error: RenderError| reply.broken(&error))
        };
        Ok(Draft { tag, draw: Box::pin(draw) })
    }

    /// The page that says what is not there or does not work. `path` is where the same page would be in another
    /// language.
    pub(super) async fn failure(self, lang: String, error: ApiError, path: Option<String>) -> Response {
        self.in_background(move |reply| reply.failed(&lang, &error, path)).await
    }

    /// The page that says what is held about its reader, and how many votes stayed counted if everything was erased. Nobody
    /// keeps it, and no other site learns where its reader was.
    pub(super) async fn held(self, lang: String, held: Held, erased: Option<u64>) -> Response {
        self.in_background(move |reply| {
            let page = reply.data(&lang, View::NotFound, None);
            let mut response = match reply.renderer.held_page(&page, &held, erased) {
                Ok(html) => reply.html(html),
                Err(error) => return reply.broken(&error),
            };
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
            reply.guarded(&lang, response)
        })
        .await
    }

    /// The page with what stands behind a result. Nobody keeps it, neither a cache nor the offline copies of a browser: what one
    /// holds the log against comes from the server. `files` are those of one that becomes a file.
    pub(super) async fn passport(self, lang: String, passport: Passport, files: Option<PassportFiles>) -> Response {
        self.in_background(move |reply| {
            let page = reply.data(&lang, View::NotFound, None);
            let mut response = match reply.renderer.passport_page(&page, &passport, files.as_ref()) {
                Ok(html) => reply.html(html),
                Err(error) => return reply.broken(&error),
            };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            reply.guarded(&lang, response)
        })
        .await
    }

    /// To look at the front-end's files, to render and to compress is all done in the place for such work.
    async fn in_background(self, work: impl FnOnce(&Self) -> Response + Send + 'static) -> Response {
        Arc::new(self).background(work).await.unwrap_or_else(|overloaded| overloaded)
    }

    /// What comes of `work`, or the page that says that there was no room for it.
    async fn background<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Response> {
        let cpu = self.state.cpu.clone();
        cpu.run(move || work(&self)).await.map_err(|error| {
            let explanation = "The server has too much to do. Try again in a moment.";
            let page = Html(plain_page("This page cannot be shown", explanation));
            let retry_after = error.retry_after().map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds)));
            let mut response = (error.status(), [(header::CACHE_CONTROL, "no-store")], page).into_response();
            response.headers_mut().extend(retry_after);
            response
        })
    }

    fn found(&self, lang: &str, found: Found, notice: Option<Notice>) -> Response {
        let page = self.data(lang, found.view, notice);
        if let Some(file) = self.file {
            return match file.render(&self.renderer, &page, found.meta) {
                Ok(response) => self.guarded(lang, response),
                Err(error) => self.broken(&error),
            };
        }
        let Tagged { tag, page, guarded } = match self.tagged(page) {
            Ok(tagged) => tagged,
            Err(error) => return self.broken(&error),
        };
        if etag::has(&self.request, &tag) {
            return self.finish(lang, etag::not_modified(&tag, OWN));
        }
        match self.drawn(&page, &found.meta, &guarded) {
            Ok(html) => {
                let mut response = self.html(html);
                etag::put(response.headers_mut(), &tag, OWN);
                self.finish(lang, response)
            }
            Err(error) => self.broken(&error),
        }
    }

    fn tagged(&self, page: PageData) -> Result<Tagged, RenderError> {
        let guarded = page_tokens::guarded(&self.content, polls(&page.view));
        let tag = self.tag(&page, &guarded)?;
        Ok(Tagged { tag, page, guarded })
    }

    /// The HTML of a page with these guarded polls.
    fn drawn(&self, page: &PageData, meta: &HeadMeta, guarded: &[String]) -> Result<String, RenderError> {
        Ok(page_tokens::put(self.renderer.page(page, meta)?, &page.lang, guarded, &self.state))
    }

    /// The answer with what a page that was found depends on, and with its policy.
    fn finish(&self, lang: &str, mut response: Response) -> Response {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("cookie"));
        self.guarded(lang, response)
    }

    /// A page in the coding that the client prefers.
    fn html(&self, html: String) -> Response {
        let coding = Coding::preferred(&self.request);
        let Some(name) = coding.header() else { return Html(html).into_response() };
        let headers = [(header::CONTENT_ENCODING, name), (header::VARY, HeaderValue::from_static("accept-encoding"))];
        (headers, Html(coding.pack(html.as_bytes()))).into_response()
    }

    /// The answer with a policy that allows what the build put into the page, and nothing else.
    fn guarded(&self, lang: &str, mut response: Response) -> Response {
        let policy = self.renderer.policy(lang, CONTENT_SECURITY_POLICY).ok();
        if let Some(policy) = policy.and_then(|policy| HeaderValue::try_from(policy).ok()) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    fn failed(&self, lang: &str, error: &ApiError, path: Option<String>) -> Response {
        let content = &self.content;
        let lang = if content.has_language(lang) { lang } else { &content.default_language };
        let view = match (error.code(), path) {
            (ErrorCode::TranslationMissing, Some(path)) => {
                View::TranslationMissing { available: error.available().to_vec(), path }
            }
            (ErrorCode::NotFound | ErrorCode::TranslationMissing, _) => View::NotFound,
            (code, _) => View::Failed { code },
        };
        let page = self.data(lang, view, None);
        let drawn = match self.file {
            Some(file) => file.render(&self.renderer, &page, HeadMeta::default()),
            None => self.renderer.page(&page, &HeadMeta::default()).map(|html| self.html(html)),
        };
        let mut response = match drawn {
            Ok(response) => response,
            Err(error) => return self.broken(&error),
        };
        *response.status_mut() = error.status();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = error.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        self.guarded(lang, response)
    }

    fn data(&self, lang: &str, view: View, notice: Option<Notice>) -> PageData {
        let notice = notice.filter(|notice| stands_on(&view, &notice.on));
        let page = page_data(&self.state, &self.content, &self.renderer, lang, view);
        PageData { notice, now: self.file.map_or(page.now, |file| file.as_of), ..page }
    }

    /// The page's tag. It is weak because the clock in the page is left out of it, unless the page
    /// says how long a poll is open, which it does by the minute.
    fn tag(&self, page: &PageData, guarded: &[String]) -> Result<String, RenderError> {
        let mut without_clock = page.clone();
        let minute = if says_time_left(&page.view) { page.now.unix().div_euclid(60) } else { 0 };
        without_clock.now = Timestamp::from_unix(minute * 60);
        let shell = self.renderer.stamp(&page.lang)?;
        let json = serde_json::to_string(&without_clock).expect("a page's data are texts, numbers and lists");
        // The title's and the alternates' words are all of the content.
        let tokens = page_tokens::stamp(guarded, &self.state.guard, self.state.clock.now());
        let all = format!("{} {shell} {} {tokens} {json}", env!("CARGO_PKG_VERSION"), self.content.version);
        Ok(format!("W/\"{}\"", etag::digest(all.as_bytes())))
    }

    /// A page without the front-end, which is what does not work.
    fn broken(&self, error: &RenderError) -> Response {
        let status = match error {
            RenderError::NotBuilt(_) => StatusCode::SERVICE_UNAVAILABLE,
            RenderError::Faulty(_) | RenderError::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let headers = [(header::CACHE_CONTROL, "no-store")];
        (status, headers, Html(plain_page("This page cannot be shown", &explanation(error, &self.state))))
            .into_response()
    }
}

/// Whether a page without scripts asks for itself again, as after a form of its own: what its reader has just taken back must not
/// be counted in it. Another page's word for where it comes from is cut down to its origin.
pub fn is_after_a_form(headers: &HeaderMap, path: &str) -> bool {
    let from = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    from.and_then(|from| Url::parse(from).ok()).is_some_and(|from| from.path() == path)
}

/// The polls of a page.
pub(super) fn polls(view: &View) -> Vec<&Poll> {
    match view {
        View::Article { polls, .. } => polls.iter().collect(),
        View::Poll { poll, .. } => vec![poll],
        _ => Vec::new(),
    }
}

/// Whether the form with the fragment `on` is on the page.
fn stands_on(view: &View, on: &str) -> bool {
    match (view, on.strip_prefix("poll-")) {
        (View::Article { polls, .. }, Some(id)) => polls.iter().any(|poll| poll.id == id),
        (View::Poll { poll, .. }, Some(id)) => poll.id == id,
        (View::Article { .. }, None) => on == "rating",
        _ => false,
    }
}

/// Whether the page says how long a poll is open.
pub fn says_time_left(view: &View) -> bool {
    let moves = |state: PollState, closes_at: Option<Timestamp>| match state {
        PollState::Open => closes_at.is_some(),
        PollState::Scheduled => true,
        PollState::Closed | PollState::Other => false,
    };
    match view {
        View::Article { polls, .. } => polls.iter().any(|poll| moves(poll.state, poll.closes_at)),
        View::Poll { poll, .. } => moves(poll.state, poll.closes_at),
        View::Polls { items, .. } => items.iter().any(|card| moves(card.state, card.closes_at)),
        _ => false,
    }
}

//! The only network code: one function per endpoint, one error type, and the live stream.
//!
//! Nothing here keeps state or retries; `state` does. No type of the browser leaves this module.

mod credentials;
mod error;
pub mod events;
mod request;
mod shared_stream;

use std::sync::Arc;

use hustings_core::{
    config::Config,
    i18n::Catalogue,
    json,
    model::{page::PageData, route::encode_component, search::Found},
};
use hustings_wire::{Poll, Publication, Rating, Timestamp};

use credentials::KEPT;
pub use credentials::{Credentials, IDENTITY, PARTNER, READER, RECEIPT};
pub use error::ApiError;
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
use request::answer;
use request::file;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use request::simulated;
pub use request::{Answer, Request, Text, read};
pub use shared_stream::SharedStream;
#[cfg(all(test, not(target_arch = "wasm32")))]
use simulated::answer;

/// Where the backend and the app's own files are. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    backend: Arc<str>,
    files: Arc<str>,
    /// Headers that identify the reader.
    pub credentials: Credentials,
}

impl Api {
    /// A client of the backend at `backend` (no slash at the end; empty for the same origin), with the app's files
    /// below the path `files` (which ends with a slash).
    pub fn new(backend: &str, files: &str) -> Self {
        Self { backend: backend.into(), files: files.into(), credentials: Credentials::default() }
    }

    /// The same, in the name of the reader whom this browser has given `client_id`: the backend goes by it
    /// until the browser has a cookie.
    #[must_use]
    pub fn as_reader(self, client_id: &str) -> Self {
        self.credentials.set(READER, client_id);
        self
    }

    /// Where the backend is; empty for the same origin.
    pub fn backend(&self) -> &str {
        &self.backend
    }

    /// Whether the last answer did not come from where it should, but from this device.
    pub fn is_kept(&self) -> bool {
        !self.credentials.get(KEPT).is_empty()
    }

    /// Since when the last answer was kept, if it did not come from where it should but from this device.
    pub fn kept(&self) -> Option<Timestamp> {
        // By the browser's reader of instants, which the app has anyway.
        json::decode(&["\"", &self.credentials.get(KEPT), "\""].concat()).ok()
    }

    fn url(&self, path: &str) -> String {
        [&*self.backend, "/api/v1", path].concat()
    }

    /// `config.json` of the deployment.
    ///
    /// # Errors
    /// When it cannot be fetched or is not a configuration.
    pub fn config(&self) -> Answer<Config> {
        // The page was made by what it says now: a copy from before would have other parts than the page has.
        Answer::new(file(Request::get([&*self.files, "config.json"].concat()).anew()), |json| {
            let config = json::decode(json).map_err(|e| e.text()).and_then(Config::checked);
            config.map_err(|said| ApiError::Unreadable(["config.json: ", &said].concat()))
        })
    }

    /// The messages of a language.
    ///
    /// # Errors
    /// When there is no such catalogue or it is broken.
    pub fn catalogue(&self, lang: &str) -> impl Future<Output = Result<Catalogue, ApiError>> + use<> {
        // It is on its way from here on, whenever it is awaited.
        let file = file(Request::get([&*self.files, "locales/", lang, ".json"].concat()));
        let lang = lang.to_owned();
        async move { Catalogue::from_json(&lang, &file.await?).map_err(|e| ApiError::Unreadable(e.text())) }
    }

    /// The page in the file at `url`.
    ///
    /// # Errors
    /// When it is missing, or is not a page.
    pub fn page(&self, url: String) -> Answer<PageData> {
        self.get(url)
    }

    /// The publication in a language.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub fn publication(&self, lang: &str) -> Answer<Publication> {
        self.get(self.url(&["/publication?lang=", lang].concat()))
    }

    /// The languages of the publication, in the order in which to offer them.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn languages(&self) -> Result<Vec<String>, ApiError> {
        let publication: Publication = self.get(self.url("/publication")).await?;
        Ok(publication.languages.into_iter().map(|language| language.lang).collect())
    }

    /// Asks for articles, newest first, from `cursor` on. The answer is the [`hustings_wire::ArticleList`].
    pub fn get_articles(&self, lang: &str, audience: Option<&str>, cursor: Option<&str>) -> Request {
        self.get_list("/articles", lang, &[("audience", audience), ("cursor", cursor)])
    }

    /// Asks for polls in the order of their list, from `cursor` on. The answer is the [`hustings_wire::PollList`]; an older
    /// backend has no list, and answers as where there is nothing.
    pub fn get_polls(&self, lang: &str, cursor: Option<&str>) -> Request {
        self.get_list("/polls", lang, &[("cursor", cursor)])
    }

    /// Asks for an article in a language. The answer is the [`hustings_wire::Article`].
    pub fn get_article(&self, slug: &str, lang: &str) -> Request {
        Request::get(self.url(&["/articles/", slug, "?lang=", lang].concat()))
    }

    /// How an article is rated, with this reader's own stars.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub fn rating(&self, slug: &str) -> Answer<Rating> {
        self.get(self.rating_url(slug))
    }

    /// A poll in a language, as this reader may see it.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub fn poll(&self, id: &str, lang: &str) -> Answer<Poll> {
        Answer::new(self.send(self.get_poll(id, lang)), read)
    }

    /// Asks for a poll. The answer is the [`Poll`], or [`AskedPoll`](hustings_core::model::page::AskedPoll).
    pub fn get_poll(&self, id: &str, lang: &str) -> Request {
        Request::get(self.poll_url(id, "", lang))
    }

    /// The articles in which all of these keys occur, with their whole texts, by the index beside the pages, or the backend's
    /// where this host has none. `boot.js` has `search.js` answer it.
    ///
    /// # Errors
    /// When there is no index, or it is damaged.
    pub fn search(&self, lang: &str, keys: &str) -> Answer<Found> {
        let [keys, backend] = [keys, &*self.backend].map(encode_component);
        let url = [&*self.files, lang, "/search/index.txt?q=", &keys, "&else=", &backend].concat();
        // Not as a file, of which every failure is that it cannot be reached: the reader is told which of both it was.
        self.get(url)
    }

    /// Votes, or replaces the vote. The answer is the [`Poll`].
    pub fn put_vote(&self, poll: &str, options: &[String], lang: &str) -> Request {
        Request::put(self.poll_url(poll, "/vote", lang), json::vote_request(options))
    }

    /// Takes the vote back. The answer is the [`Poll`].
    pub fn delete_vote(&self, poll: &str, lang: &str) -> Request {
        Request::delete(self.poll_url(poll, "/vote", lang))
    }

    /// Rates, or replaces the rating. The answer is the [`hustings_wire::Rating`].
    pub fn put_rating(&self, slug: &str, stars: u8) -> Request {
        Request::put(self.rating_url(slug), json::rating_request(stars))
    }

    /// Takes the rating back. The answer is the [`hustings_wire::Rating`].
    pub fn delete_rating(&self, slug: &str) -> Request {
        Request::delete(self.rating_url(slug))
    }

    /// Sends a request in the reader's name. Returns the text of the answer, for [`read`].
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub fn send(&self, request: Request) -> Text {
        answer(request, &self.credentials)
    }

    /// Sends a request as [`Self::send`] does, or, where its answer is the same for everybody, in nobody's name.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub fn ask(&self, request: Request, is_own: bool) -> Text {
        if is_own { self.send(request) } else { answer(request, &Credentials::default()) }
    }

    /// Asks an endpoint whose answer is the same for everybody.
    fn get<T: json::Decode + 'static>(&self, url: String) -> Answer<T> {
        Answer::new(answer(Request::get(url), &Credentials::default()), read)
    }

    fn get_list(&self, path: &str, lang: &str, asked: &[(&str, Option<&str>)]) -> Request {
        let mut url = self.url(&[path, "?lang=", lang].concat());
        for (name, value) in asked {
            if let Some(value) = value {
                url.push_str(&["&", name, "=", &encode_component(value)].concat());
            }
        }
        Request::get(url)
    }

    fn poll_url(&self, id: &str, more: &str, lang: &str) -> String {
        [&*self.backend, "/api/v1/polls/", id, more, "?lang=", lang].concat()
    }

    fn rating_url(&self, slug: &str) -> String {
        self.url(&["/articles/", slug, "/rating"].concat())
    }
}

//! The only network code: one function per endpoint, one error type, and the live stream.
//!
//! Nothing here keeps state or retries; `state` does. No type of the browser leaves this module.

mod credentials;
mod error;
pub mod events;
mod request;
mod shared_stream;

use std::sync::Arc;

use hustings_wire::{Article, ArticleList, Poll, Publication, Rating};

use crate::{
    config::Config,
    i18n::Catalogue,
    json,
    model::{page::PageData, route::encode_component},
};

pub use credentials::{Credentials, IDENTITY, PARTNER, READER, RECEIPT};
pub use error::ApiError;
pub use request::{Request, read};
use request::{answer, text};
pub use shared_stream::SharedStream;

/// Where the backend and the app's own files are. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    backend: Arc<str>,
    files: Arc<str>,
    /// Who asks.
    pub credentials: Credentials,
}

impl Api {
    /// Talks to the backend at `backend` (no slash at the end; empty for the same origin) and
    /// fetches the app's files below the path `files` (which ends with a slash).
    #[must_use]
    pub fn new(backend: &str, files: &str) -> Self {
        Self { backend: backend.into(), files: files.into(), credentials: Credentials::default() }
    }

    /// The same, in the name of the reader whom this browser calls by `word`: the backend goes by it
    /// until the browser has a cookie.
    #[must_use]
    pub fn as_reader(self, word: &str) -> Self {
        self.credentials.set(READER, word);
        self
    }

    /// Where the backend is; empty for the same origin.
    #[must_use]
    pub fn backend(&self) -> &str {
        &self.backend
    }

    fn url(&self, path: &str) -> String {
        [&*self.backend, "/api/v1", path].concat()
    }

    /// `config.json` of the deployment.
    ///
    /// # Errors
    /// When it cannot be fetched or is not a configuration.
    pub async fn config(&self) -> Result<Config, ApiError> {
        let json = text([&*self.files, "config.json"].concat()).await?;
        json::decode(&json).map_err(|e| ApiError::Unreadable(["config.json: ", &e.to_string()].concat()))
    }

    /// The messages of a language.
    ///
    /// # Errors
    /// When there is no such catalogue or it is broken.
    pub async fn catalogue(&self, lang: &str) -> Result<Catalogue, ApiError> {
        let json = text([&*self.files, "locales/", lang, ".json"].concat()).await?;
        Catalogue::from_json(lang, &json).map_err(|e| ApiError::Unreadable(e.to_string()))
    }

    /// The page in the file at `url`.
    ///
    /// # Errors
    /// When there is none, or it is none.
    pub async fn page(&self, url: String) -> Result<PageData, ApiError> {
        self.get(url).await
    }

    /// The publication in a language.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn publication(&self, lang: &str) -> Result<Publication, ApiError> {
        self.get(self.url(&format!("/publication?lang={lang}"))).await
    }

    /// Cards, newest first, from `cursor` on.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn articles(
        &self,
        lang: &str,
        audience: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<ArticleList, ApiError> {
        let mut url = self.url(&format!("/articles?lang={lang}"));
        for (name, value) in [("audience", audience), ("cursor", cursor)] {
            if let Some(value) = value {
                url.push_str(&format!("&{name}={}", encode_component(value)));
            }
        }
        self.get(url).await
    }

    /// An article in a language.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn article(&self, slug: &str, lang: &str) -> Result<Article, ApiError> {
        self.get(self.url(&format!("/articles/{slug}?lang={lang}"))).await
    }

    /// How an article is rated, with this reader's own stars.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn rating(&self, slug: &str) -> Result<Rating, ApiError> {
        self.get(self.rating_url(slug)).await
    }

    /// A poll in a language, as this reader may see it.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn poll(&self, id: &str, lang: &str) -> Result<Poll, ApiError> {
        read(&self.send(Request::get(self.poll_url(id, "", lang))).await?)
    }

    /// Votes, or replaces the vote. The answer is the [`Poll`].
    #[must_use]
    pub fn put_vote(&self, poll: &str, options: &[String], lang: &str) -> Request {
        Request::put(self.poll_url(poll, "/vote", lang), json::vote_request(options))
    }

    /// Takes the vote back. The answer is the [`Poll`].
    #[must_use]
    pub fn delete_vote(&self, poll: &str, lang: &str) -> Request {
        Request::delete(self.poll_url(poll, "/vote", lang))
    }

    /// Rates, or replaces the rating. The answer is the [`hustings_wire::Rating`].
    #[must_use]
    pub fn put_rating(&self, slug: &str, stars: u8) -> Request {
        Request::put(self.rating_url(slug), json::rating_request(stars))
    }

    /// Takes the rating back. The answer is the [`hustings_wire::Rating`].
    #[must_use]
    pub fn delete_rating(&self, slug: &str) -> Request {
        Request::delete(self.rating_url(slug))
    }

    /// Sends a request in the reader's name. Returns the text of the answer, for [`read`].
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn send(&self, request: Request) -> Result<String, ApiError> {
        answer(request, &self.credentials).await
    }

    /// Asks an endpoint whose answer is the same for everybody.
    async fn get<T: json::Decode>(&self, url: String) -> Result<T, ApiError> {
        read(&answer(Request::get(url), &Credentials::default()).await?)
    }

    fn poll_url(&self, id: &str, more: &str, lang: &str) -> String {
        [&*self.backend, "/api/v1/polls/", id, more, "?lang=", lang].concat()
    }

    fn rating_url(&self, slug: &str) -> String {
        self.url(&format!("/articles/{slug}/rating"))
    }
}

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

use crate::{config::Config, i18n::Catalogue, json, model::route::encode_component};

pub use credentials::{Credentials, IDENTITY, PARTNER, READER, RECEIPT};
pub use error::ApiError;
use request::{Method, ask, get, text, unreadable};
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
        format!("{}/api/v1{path}", self.backend)
    }

    /// `config.json` of the deployment.
    ///
    /// # Errors
    /// When it cannot be fetched or is not a configuration.
    pub async fn config(&self) -> Result<Config, ApiError> {
        let json = text(&format!("{}config.json", self.files)).await?;
        json::decode(&json).map_err(|e| unreadable("config.json", e))
    }

    /// The messages of a language.
    ///
    /// # Errors
    /// When there is no such catalogue or it is broken.
    pub async fn catalogue(&self, lang: &str) -> Result<Catalogue, ApiError> {
        let json = text(&format!("{}locales/{lang}.json", self.files)).await?;
        Catalogue::from_json(lang, &json).map_err(|e| ApiError::Unreadable(e.to_string()))
    }

    /// The publication in a language.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn publication(&self, lang: &str) -> Result<Publication, ApiError> {
        get(&self.url(&format!("/publication?lang={lang}"))).await
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
        get(&url).await
    }

    /// An article in a language.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn article(&self, slug: &str, lang: &str) -> Result<Article, ApiError> {
        get(&self.url(&format!("/articles/{slug}?lang={lang}"))).await
    }

    /// A poll in a language, as this reader may see it.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn poll(&self, id: &str, lang: &str) -> Result<Poll, ApiError> {
        ask(Method::Get, &self.url(&format!("/polls/{id}?lang={lang}")), None, &self.credentials).await
    }

    /// Votes, or replaces the vote.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn put_vote(&self, poll: &str, options: &[String], lang: &str) -> Result<Poll, ApiError> {
        let body = json::vote_request(options);
        ask(Method::Put, &self.url(&format!("/polls/{poll}/vote?lang={lang}")), Some(body), &self.credentials).await
    }

    /// Takes the vote back.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn delete_vote(&self, poll: &str, lang: &str) -> Result<Poll, ApiError> {
        ask(Method::Delete, &self.url(&format!("/polls/{poll}/vote?lang={lang}")), None, &self.credentials).await
    }

    /// Rates, or replaces the rating.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn put_rating(&self, slug: &str, stars: u8) -> Result<Rating, ApiError> {
        let body = json::rating_request(stars);
        ask(Method::Put, &self.url(&format!("/articles/{slug}/rating")), Some(body), &self.credentials).await
    }

    /// Takes the rating back.
    ///
    /// # Errors
    /// As every endpoint: see [`ApiError`].
    pub async fn delete_rating(&self, slug: &str) -> Result<Rating, ApiError> {
        ask(Method::Delete, &self.url(&format!("/articles/{slug}/rating")), None, &self.credentials).await
    }
}

//! Fetches a page as a browser would, within limits: http and https, five redirects, ten seconds, a maximal size. Only
//! for the command line; the server never fetches a URL that a client has sent.

use std::{io::Read as _, sync::Arc, time::Duration};

use http::HeaderMap;
use ureq::{
    Agent, Error, ResponseExt as _,
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
};
use url::Url;

/// The most bytes that a page may have, unpacked.
pub(super) const PAGE_LIMIT: u64 = 2 * 1024 * 1024;
/// The most redirects that are followed.
const REDIRECTS: u32 = 5;
/// The most that an answer may take, redirects and body included.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a URL answered.
#[derive(Clone, Debug)]
pub(super) struct Fetched {
    /// Where it came from in the end.
    pub(super) address: Url,
    /// The URLs that led there, in order; empty without redirects.
    pub(super) redirected_from: Vec<String>,
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body; bytes that are not UTF-8 are replaced.
    pub(super) body: String,
}

impl Fetched {
    /// The value of a header that should be there once; empty without it.
    pub(super) fn header(&self, name: &str) -> &str {
        header(&self.headers, name)
    }

    /// The media type without its parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let value = self.header("content-type");
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// The value of a header; empty without it, or when it is no text.
pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).map_or("", str::trim)
}

/// Why there is no answer, in a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct FetchError(String);

/// Fetches.
#[derive(Clone, Debug)]
pub(super) struct Client(Agent);

impl Default for Client {
    /// A client that trusts the certificates that this system trusts, and goes through the proxy that
    /// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name.
    fn default() -> Self {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots = roots.iter().map(|der| Certificate::from_der(der).to_owned());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::from(roots))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .save_redirect_history(true)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("hustings-partner-check/", env!("CARGO_PKG_VERSION")))
            .build();
        Self(config.new_agent())
    }
}

impl Client {
    /// Gets `url`, asking for media types as a browser does.
    ///
    /// # Errors
    /// When there is no answer within the bounds, with the reason. An answer of any status is one.
    pub(super) fn get(&self, url: &Url, accept: &str) -> Result<Fetched, FetchError> {
        let mut wanted = url.clone();
        wanted.set_fragment(None);
        let asked = self.0.get(wanted.as_str()).header("accept", accept).call();
        let mut response = asked.map_err(|error| unreachable(url, &error))?;
        let history = response.get_redirect_history().unwrap_or_default();
        let redirected_from = history.iter().take(history.len().saturating_sub(1)).map(ToString::to_string).collect();
        let address = Url::parse(&response.get_uri().to_string())
            .map_err(|_| FetchError(format!("{url} leads to a URL that cannot be read: {}", response.get_uri())))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut bytes = Vec::new();
        let body = response.body_mut().as_reader().take(PAGE_LIMIT + 1).read_to_end(&mut bytes);
        body.map_err(|error| unreachable(&address, &Error::from(error)))?;
        if bytes.len() as u64 > PAGE_LIMIT {
            return Err(FetchError(format!("{address} is larger than 2 MiB, which is more than is read of a page")));
        }
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Fetched { address, redirected_from, status, headers, body })
    }
}

fn unreachable(url: &Url, error: &Error) -> FetchError {
    let why = match error {
        Error::HostNotFound => "there is no host of this name".to_owned(),
        Error::Timeout(_) => format!("there is no whole answer within {} seconds", PATIENCE.as_secs()),
        Error::TooManyRedirects => format!("it redirects more than {REDIRECTS} times"),
        Error::Rustls(inside) => format!("its certificate or encryption is not accepted ({inside})"),
        Error::Io(inside) => inside.to_string(),
        Error::BadUri(_) | Error::Http(_) => "it leads to an address that is neither http nor https".to_owned(),
        other => other.to_string(),
    };
    FetchError(format!("{url} cannot be fetched: {why}"))
}

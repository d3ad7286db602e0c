//! One request: a POST to the very address that was judged, without redirects, without a proxy, within bounds of time, and without
//! reading what is said beside the status. What it is about is no matter of it.

use std::{io, sync::Arc, time::Duration};

use ureq::{
    Agent, Error,
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use crate::target::Target;

/// The most that a request may take, in seconds.
pub const PATIENCE: u32 = 15;
/// The most that looking up the host, and connecting, may take each.
const CONNECTING: Duration = Duration::from_secs(5);
/// The most bytes that the head of an answer may have.
const HEAD: usize = 8 * 1_024;

/// Sends requests to hosts of the internet, and to programs on this machine where a [`Target`] is one.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
}

impl Client {
    /// One that calls itself `user_agent`. Trusts the certificates that this system trusts.
    pub fn new(user_agent: &str) -> Self {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots = roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        Self::with(user_agent, Judged { inner: DefaultResolver::default() }, roots)
    }

    pub(crate) fn with(user_agent: &str, resolver: impl Resolver, roots: Vec<Certificate<'static>>) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::from(roots.into_iter()))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            // One would look up the host by itself.
            .proxy(None)
            // Each request looks up the host anew.
            .max_idle_connections(0)
            .max_response_header_size(HEAD)
            .timeout_global(Some(Duration::from_secs(u64::from(PATIENCE))))
            .timeout_resolve(Some(CONNECTING))
            .timeout_connect(Some(CONNECTING))
            .user_agent(user_agent)
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// The status of the answer to `body` with `headers`. Blocks its thread for [`PATIENCE`] at most.
    ///
    /// # Errors
    /// Why there is none, in a few words that say nothing of the URL's path.
    pub fn post(&self, target: &Target, headers: &[(&str, &str)], body: &[u8]) -> Result<u16, String> {
        let request = self.agent.post(target.url());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.send(body).map(|answer| answer.status().as_u16()).map_err(|error| words(&error))
    }
}

/// Why an answer of this status is none that takes a message, in a few words.
pub fn refusal(status: u16) -> String {
    match status {
        300..=399 => format!("it answers {status}, and redirects are not followed"),
        status => format!("it answers {status}"),
    }
}

/// Looks up a host once for a request, and gives only addresses that its target may have. The request connects to one of these.
#[derive(Debug)]
pub(crate) struct Judged<R> {
    pub(crate) inner: R,
}

impl<R: Resolver> Resolver for Judged<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let refused = |why: String| Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, why));
        let target = Target::parse(&uri.to_string()).map_err(|bad| refused(format!("its URL {bad}")))?;
        let addresses = self.inner.resolve(uri, config, timeout)?;
        match target.wrong_address(&addresses) {
            None => Ok(addresses),
            Some(address) => Err(refused(format!("its host has the address {address}, to which nothing is sent"))),
        }
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::HostNotFound => "there is no host of this name".to_owned(),
        Error::Timeout(_) => format!("there is no answer within {PATIENCE} seconds"),
        Error::Rustls(inside) => format!("its certificate or encryption is not accepted ({inside})"),
        Error::Io(inside) => inside.to_string(),
        other => other.to_string(),
    }
}

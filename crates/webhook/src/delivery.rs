//! One attempt: a POST to the target, to the very address that was judged, without redirects, without a proxy, within bounds of time,
//! and without reading what is said beside the status.

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

use crate::{secret::Secret, signature::signature, target::Target};

/// The most that an attempt may take, in seconds.
pub const PATIENCE: u32 = 15;
/// The most that looking up the host, and connecting, may take each.
const CONNECTING: Duration = Duration::from_secs(5);
/// The most bytes that the head of an answer may have.
const HEAD: usize = 8 * 1_024;

/// What a message says.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The same for all attempts, so that a receiver can tell one that it has taken already; without a full stop.
    pub id: &'a str,
    /// JSON.
    pub body: &'a str,
}

/// Why a message was not taken, in a few words that say nothing of the URL's path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// The words.
    pub reason: String,
    /// Whether the receiver wants no further attempt.
    pub is_final: bool,
}

/// Sends messages to a target.
#[derive(Clone, Debug)]
pub struct Delivery {
    agent: Agent,
    target: Target,
    secret: Secret,
}

impl Delivery {
    /// To `target`, signed with `secret`. Trusts the certificates that this system trusts.
    pub fn new(target: Target, secret: Secret) -> Self {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots = roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let resolver = Judged { inner: DefaultResolver::default(), target: target.clone() };
        Self::with(target, secret, resolver, roots)
    }

    fn with(target: Target, secret: Secret, resolver: impl Resolver, roots: Vec<Certificate<'static>>) -> Self {
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
            // Each attempt looks up the host anew.
            .max_idle_connections(0)
            .max_response_header_size(HEAD)
            .timeout_global(Some(Duration::from_secs(u64::from(PATIENCE))))
            .timeout_resolve(Some(CONNECTING))
            .timeout_connect(Some(CONNECTING))
            .user_agent(concat!("hustings-webhook/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), target, secret }
    }

    /// The target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sends `message`, at `timestamp` in seconds since 1970. Blocks its thread for [`PATIENCE`] at most.
    ///
    /// # Errors
    /// When it was not taken: by any answer but one of success (2xx), and without one.
    pub fn send(&self, message: Message<'_>, timestamp: i64) -> Result<(), Failure> {
        let Message { id, body } = message;
        let signed = signature(&self.secret, id, timestamp, body);
        let request = self.agent.post(self.target.url()).content_type("application/json");
        let request = request.header("webhook-id", id).header("webhook-timestamp", timestamp.to_string());
        let answer = request.header("webhook-signature", signed).send(body);
        let failed = |reason: String| Err(Failure { reason, is_final: false });
        match answer.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Ok(()),
            // The receiver asks for no more (Standard Webhooks, "Deliverability and reliability").
            Ok(410) => Err(Failure { reason: "it answers 410: it is gone".to_owned(), is_final: true }),
            Ok(status @ 300..=399) => failed(format!("it answers {status}, and redirects are not followed")),
            Ok(status) => failed(format!("it answers {status}")),
            Err(error) => failed(words(&error)),
        }
    }
}

/// Looks up a host once for an attempt, and gives only addresses that the target may have. The attempt connects to one of these.
#[derive(Debug)]
struct Judged<R> {
    inner: R,
    target: Target,
}

impl<R: Resolver> Resolver for Judged<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let addresses = self.inner.resolve(uri, config, timeout)?;
        match self.target.wrong_address(&addresses) {
            None => Ok(addresses),
            Some(address) => Err(Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("its host has the address {address}, to which nothing is sent"),
            ))),
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

#[cfg(test)]
mod tests;

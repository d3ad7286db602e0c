//! Sends requests within bounds: so many, so long, and one timeout for each. It follows no redirects, since the contract
//! knows none.

use std::{cell::Cell, fmt, io::Read as _, sync::Arc, thread, time::Duration, time::Instant};

use anyhow::bail;
use http::{Method, Request, Response};
use ureq::{
    Agent, Body, Error,
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
};
use url::{Host, Url};

use crate::{answer::Answer, outcome::Stop};

/// The most that one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that a live stream is listened to.
const STREAM: Duration = Duration::from_secs(60);
/// The most that the whole check may take.
const WHOLE: Duration = Duration::from_secs(240);
/// The most requests of a check.
const REQUESTS: u32 = 600;
/// The most bytes of an answer.
const BODY: u64 = 4 * 1024 * 1024;
/// How often a request is sent again that was too many for the backend's rate limit.
const WAITS: u32 = 3;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Ask {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: None }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Puts a body of JSON.
    pub(crate) fn put(path: impl Into<String>, json: impl Into<String>) -> Self {
        Self::put_as(path, json, "application/json")
    }

    /// Puts a body of another type.
    pub(crate) fn put_as(path: impl Into<String>, body: impl Into<String>, content_type: &str) -> Self {
        let body = Some(body.into());
        Self { body, ..Self::new(Method::PUT, path).header("content-type", content_type) }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Sends requests to one backend.
pub(crate) struct Client {
    agent: Agent,
    streams: Agent,
    /// Without a slash at its end.
    base: String,
    began: Instant,
    sent: Cell<u32>,
}

impl Client {
    /// A client of the backend at `url` that trusts the certificates that this system trusts, and goes through the proxy
    /// that the environment names.
    pub(crate) fn of(url: &Url) -> Self {
        let is_https = url.scheme() == "https";
        let roots = if is_https { rustls_native_certs::load_native_certs().certs } else { Vec::new() };
        let roots: Vec<_> = roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let agent = |whole: Duration| {
            let tls = TlsConfig::builder()
                .provider(TlsProvider::Rustls)
                .root_certs(RootCerts::from(roots.clone()))
                .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .build();
            let mut config = Agent::config_builder();
            if is_here(url) {
                config = config.proxy(None);
            }
            let config = config
                .tls_config(tls)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_connect(Some(PATIENCE))
                .timeout_recv_response(Some(PATIENCE))
                .timeout_global(Some(whole))
                .accept_encoding("identity")
                .user_agent(concat!("hustings-conformance/", env!("CARGO_PKG_VERSION")))
                .build();
            config.new_agent()
        };
        let mut base = url.clone();
        base.set_query(None);
        base.set_fragment(None);
        let base = base.as_str().trim_end_matches('/').to_owned();
        Self { agent: agent(PATIENCE), streams: agent(STREAM), base, began: Instant::now(), sent: Cell::new(0) }
    }

    /// The backend's URL, without a slash at its end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// How many requests were sent.
    pub(crate) fn sent(&self) -> u32 {
        self.sent.get()
    }

    /// Whether there is anything of the contract.
    pub(crate) fn first_answer(&self) -> anyhow::Result<()> {
        let mut statuses = Vec::new();
        for path in ["/api/v1/publication", "/api/v1/articles"] {
            match self.exchange(&Ask::get(path)) {
                Err(error) => bail!("nothing answers at {}: {}", self.base, reason(&error)),
                Ok(answer) if answer.status == 200 && answer.media_type() == "application/json" => return Ok(()),
                Ok(answer) => statuses.push(format!("{path} is answered with {}", answer.summary())),
            }
        }
        bail!(
            "there is no backend of the contract at {}: {}; give the URL below which /api/v1 is",
            self.base,
            statuses.join(", ")
        )
    }

    /// Sends a request, again where the backend says that there were too many.
    pub(crate) fn send(&self, ask: &Ask) -> Result<Answer, Stop> {
        for _ in 0..WAITS {
            let answer = self.count().and_then(|()| self.exchange(ask).map_err(|error| self.silent(ask, &error)))?;
            let seconds = answer.header("retry-after").parse().ok().filter(|seconds| *seconds <= PATIENCE.as_secs());
            match seconds {
                Some(seconds) if answer.status == 429 => thread::sleep(Duration::from_secs(seconds)),
                _ => return Ok(answer),
            }
        }
        self.exchange(ask).map_err(|error| self.silent(ask, &error))
    }

    /// Opens a live stream: what came before its body, and the body.
    pub(crate) fn open(&self, ask: &Ask) -> Result<(Answer, Response<Body>), Stop> {
        self.count()?;
        let response = self.run(&self.streams, ask).map_err(|error| self.silent(ask, &error))?;
        let answer = Answer {
            asked: self.command(ask),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
        };
        Ok((answer, response))
    }

    fn count(&self) -> Result<(), Stop> {
        self.sent.set(self.sent.get() + 1);
        if self.sent.get() > REQUESTS || self.began.elapsed() > WHOLE {
            let (requests, seconds) = (REQUESTS, WHOLE.as_secs());
            return Err(Stop::OutOfBounds(format!("the check ends after {requests} requests or {seconds} s")));
        }
        Ok(())
    }

    /// Sends a request once, beyond the bounds of the check.
    pub(crate) fn exchange(&self, ask: &Ask) -> Result<Answer, Error> {
        let mut response = self.run(&self.agent, ask)?;
        let mut body = Vec::new();
        response.body_mut().as_reader().take(BODY).read_to_end(&mut body)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { asked: self.command(ask), status, headers, body })
    }

    fn run(&self, agent: &Agent, ask: &Ask) -> Result<Response<Body>, Error> {
        let mut request = Request::builder().method(&ask.method).uri(format!("{}{}", self.base, ask.path));
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        match &ask.body {
            Some(body) => agent.run(request.body(body.as_bytes())?),
            None => agent.run(request.body(())?),
        }
    }

    /// The request as a command that repeats it.
    pub(crate) fn command(&self, ask: &Ask) -> String {
        Command { base: &self.base, ask }.to_string()
    }

    fn silent(&self, ask: &Ask, error: &Error) -> Stop {
        Stop::broken(
            self.command(ask),
            format!("no answer: {}", reason(error)),
            "Answer every request within 10 seconds.",
        )
    }
}

/// Whether the backend is on this machine, to which no proxy leads.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn reason(error: &Error) -> String {
    match error {
        Error::HostNotFound => "there is no host of this name".to_owned(),
        Error::Timeout(_) => format!("no whole answer came within {} seconds", PATIENCE.as_secs()),
        Error::Rustls(inside) => format!("its certificate or encryption is not accepted ({inside})"),
        Error::Io(inside) => inside.to_string(),
        other => other.to_string(),
    }
}

struct Command<'a> {
    base: &'a str,
    ask: &'a Ask,
}

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ask { method, path, headers, body } = self.ask;
        write!(f, "curl -i '{}{path}'", self.base)?;
        if *method != Method::GET {
            write!(f, " -X {method}")?;
        }
        for (name, value) in headers {
            write!(f, " -H '{name}: {value}'")?;
        }
        match body {
            Some(body) if body.len() > 200 => write!(f, " --data '… {} bytes …'", body.len()),
            Some(body) => write!(f, " --data '{body}'"),
            None => Ok(()),
        }
    }
}

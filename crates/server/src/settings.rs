//! The server's settings, from the command line or environment variables.

use std::{error::Error, fmt, net::SocketAddr, path::PathBuf};

use clap::Args;
use hustings_closings::{notices::PushOptions, webhook::WebhookOptions};
use hustings_data_files::sources::Sources;
use hustings_domain::parse_origin;
use hustings_guard::ladder::ITERATIONS;
use hustings_http::security_headers::Transport;
use hustings_limits::bounds::Wanted;
use ipnet::IpNet;
use url::{Host, Url};

use crate::serve::TlsOptions;

/// Options of `hustings serve`.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Where the publication and its votes are.
    #[command(flatten)]
    pub sources: Sources,
    /// Most connections to a PostgreSQL database.
    #[arg(long, env = "HUSTINGS_DATABASE_CONNECTIONS", default_value_t = 6, value_name = "N", value_parser = clap::value_parser!(u32).range(3..))]
    pub database_connections: u32,
    /// Address and port to listen on; port 0 takes any free one.
    #[arg(long, env = "HUSTINGS_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Connections that wait to be accepted; the system may allow fewer.
    #[arg(long, env = "HUSTINGS_LISTEN_QUEUE", default_value_t = 4096, value_name = "N")]
    pub listen_queue: u32,
    /// Connections that are open at once; 0 for as many as there are file descriptors for.
    #[arg(long, env = "HUSTINGS_MAX_CONNECTIONS", default_value_t = 20_000, value_name = "N")]
    pub max_connections: usize,
    /// Connections that one network may have open at once; by default a quarter of all, and 0 sets no limit.
    /// Those of trusted proxies and of this machine itself count in total alone.
    #[arg(long, env = "HUSTINGS_NETWORK_CONNECTIONS", value_name = "N")]
    pub network_connections: Option<usize>,
    /// Live streams that are open at once; by default four fifths of the connections, and 0 sets no limit beside
    /// that of connections.
    #[arg(long, env = "HUSTINGS_MAX_STREAMS", value_name = "N")]
    pub max_streams: Option<usize>,
    /// Live streams that the readers of one network may have open at once; by default a fifth of the connections,
    /// and 0 sets no limit.
    #[arg(long, env = "HUSTINGS_NETWORK_STREAMS", value_name = "N")]
    pub network_streams: Option<usize>,
    /// The built front-end.
    #[arg(long, env = "HUSTINGS_DIST", default_value = "dist", value_name = "DIR")]
    pub dist: PathBuf,
    /// A theme in the place of the `theme.css` of the built front-end: see docs/brand.md.
    #[arg(long, env = "HUSTINGS_THEME", value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// The URL under which readers know the publication, such as `https://news.example`; by
    /// default the address listened on.
    #[arg(long, env = "HUSTINGS_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,
    /// The server itself speaks TLS.
    #[command(flatten)]
    pub tls: TlsOptions,
    /// Has browsers reach every host below the publication's own over HTTPS alone, too (`includeSubDomains` of
    /// Strict-Transport-Security): for a year, which nothing can take back before they have come again.
    #[arg(long, env = "HUSTINGS_HSTS_SUBDOMAINS")]
    pub hsts_subdomains: bool,
    /// Another origin whose pages may read, vote and rate, such as `https://app.example`. May be
    /// repeated.
    #[arg(long, env = "HUSTINGS_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = parse_origin)]
    pub allow_origin: Vec<String>,
    /// A proxy in front whose `X-Forwarded-For` is believed: an address or a network such as
    /// `10.0.0.0/8`. May be repeated.
    #[arg(long, env = "HUSTINGS_TRUSTED_PROXY", value_name = "NET", value_delimiter = ',', value_parser = parse_network)]
    pub trusted_proxy: Vec<IpNet>,
    /// Votes and ratings that one network may send in a minute; 0 sets no limit. A school or a hall
    /// is one network, so the default is wide.
    #[arg(long, env = "HUSTINGS_RATE_LIMIT", default_value_t = 300, value_name = "N")]
    pub rate_limit: u32,
    /// Votes and ratings that one network may send at once before the limit counts.
    #[arg(long, env = "HUSTINGS_RATE_BURST", default_value_t = 300, value_name = "N")]
    pub rate_burst: u32,
    /// New voters of one network in a guarded poll and day of whom no work is asked. Lower it while a poll is attacked.
    #[arg(long, env = "HUSTINGS_GUARDED_SHARE", default_value_t = 100, value_name = "N")]
    pub guarded_share: u32,
    /// The first work that is asked of new voters in a guarded poll, as a power of two: one more doubles it. At 9 a phone
    /// takes some seconds.
    #[arg(long, env = "HUSTINGS_GUARDED_WORK", default_value_t = 9, value_name = "BITS",
          value_parser = clap::value_parser!(u8).range(1..=16))]
    pub guarded_work: u8,
    /// Iterations of one derivation of that work; fewer in tests alone, which do it themselves.
    #[arg(skip = ITERATIONS)]
    pub guarded_iterations: u32,
    /// Pages of search results that one network may ask for in a minute; 0 sets no limit. Only readers without scripts
    /// ask for them: in the app the browser searches.
    #[arg(long, env = "HUSTINGS_SEARCH_LIMIT", default_value_t = 60, value_name = "N")]
    pub search_limit: u32,
    /// Pages of search results that one network may ask for at once before the limit counts.
    #[arg(long, env = "HUSTINGS_SEARCH_BURST", default_value_t = 20, value_name = "N")]
    pub search_burst: u32,
    /// Who is told that a poll has closed.
    #[command(flatten)]
    pub webhook: WebhookOptions,
    /// Which readers are told that a poll has ended, and how.
    #[command(flatten)]
    pub push: PushOptions,
    /// Seconds before a shutdown in which `/readyz` says that the server is about to end and it still takes everything, for
    /// load balancers that ask there and try no other server when one refuses.
    #[arg(long, env = "HUSTINGS_NOTICE_SECONDS", default_value_t = 0, value_name = "SECONDS")]
    pub notice_seconds: u64,
    /// Seconds that a shutdown gives to requests under way and live streams.
    #[arg(long, env = "HUSTINGS_DRAIN_SECONDS", default_value_t = 5, value_name = "SECONDS")]
    pub drain_seconds: u64,
}

/// A setting that cannot be understood, and will not be at the next start either.
#[derive(Debug)]
pub struct WrongSetting(anyhow::Error);

impl fmt::Display for WrongSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl Error for WrongSetting {}

impl Settings {
    /// Looks whether all settings can be understood, those too of which the command line knows only that they are words. What they
    /// name, such as files and databases, is not looked at: it may be there the next time.
    ///
    /// # Errors
    /// One clear sentence.
    pub fn check(&self) -> Result<(), WrongSetting> {
        let push = || self.push.services().and_then(|_| self.push.contact(&self.public_url()));
        let checked = hustings_store::check_url(&self.sources.database).and_then(|()| self.webhook.check());
        checked.and_then(|()| push().map(|_| ())).map_err(WrongSetting)
    }

    /// The publication's URL without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.public_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{}://{}", if self.tls.is_on() { "https" } else { "http" }, self.listen),
        }
    }

    /// How many connections and live streams are asked for.
    pub fn bounds(&self) -> Wanted {
        Wanted {
            connections: self.max_connections,
            network_connections: self.network_connections,
            streams: self.max_streams,
            network_streams: self.network_streams,
        }
    }

    /// Whether readers reach the publication over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// What browsers are told of the publication's transport.
    pub fn transport(&self) -> Transport {
        match (self.is_https(), self.hsts_subdomains) {
            (false, _) => Transport::Any,
            (true, false) => Transport::Https,
            (true, true) => Transport::HttpsWithSubdomains,
        }
    }

    /// Whether browsers take `Secure` cookies from the publication: over HTTPS, and from the reader's own
    /// machine (W3C Secure Contexts, section 3.1).
    pub fn is_trustworthy(&self) -> bool {
        self.is_https() || self.is_own_machine()
    }

    /// Whether readers reach the publication on their own machine alone, as those do who work on it.
    pub fn is_own_machine(&self) -> bool {
        Url::parse(&self.public_url()).is_ok_and(|url| match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        })
    }

    /// The settings of a server for tests: everything by default, without a limit of votes.
    pub fn for_tests(sources: Sources) -> Self {
        Self::unheard(sources, PathBuf::from("dist"), "http://127.0.0.1:8080".to_owned())
    }

    /// The settings of a server that nobody listens to, and that no limit holds back.
    pub fn unheard(sources: Sources, dist: PathBuf, public_url: String) -> Self {
        Self {
            sources,
            database_connections: 6,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            listen_queue: 4096,
            max_connections: 0,
            network_connections: Some(0),
            max_streams: Some(0),
            network_streams: Some(0),
            dist,
            theme: None,
            public_url: Some(public_url),
            tls: TlsOptions::default(),
            hsts_subdomains: false,
            allow_origin: Vec::new(),
            trusted_proxy: Vec::new(),
            rate_limit: 0,
            rate_burst: 1,
            guarded_share: 100,
            guarded_work: 9,
            guarded_iterations: ITERATIONS,
            search_limit: 0,
            search_burst: 1,
            webhook: WebhookOptions::default(),
            push: PushOptions { no_push: true, ..PushOptions::default() },
            notice_seconds: 0,
            drain_seconds: 1,
        }
    }
}

/// Reads the publication's URL, as browsers write it and without a slash at its end. An empty variable is one that is not set, as
/// in files of systemd and Docker.
///
/// # Errors
/// What to give instead, for whatever readers cannot open: without a scheme, or of another one than those of pages.
fn parse_public_url(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let url = Url::parse(text.trim()).ok().filter(|url| {
        let is_plain = url.username().is_empty() && url.password().is_none();
        ["http", "https"].contains(&url.scheme()) && is_plain && url.query().is_none() && url.fragment().is_none()
    });
    url.map(|url| url.as_str().trim_end_matches('/').to_owned()).ok_or_else(|| {
        "the URL under which readers know the publication is needed, such as https://news.example".to_owned()
    })
}

/// Reads a network, or an address as the network of it alone.
fn parse_network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| "an address such as 10.0.0.7 or a network such as 10.0.0.0/8 is needed".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches as _};

    use super::*;

    #[test]
    fn an_empty_public_url_is_one_that_is_not_set() {
        let given = ["hustings", "--listen", "127.0.0.1:8090", "--public-url", ""];
        let matches = Settings::augment_args(Command::new("hustings")).try_get_matches_from(given).expect("taken");
        let settings = Settings::from_arg_matches(&matches).expect("read");
        assert_eq!(settings.public_url(), "http://127.0.0.1:8090");
    }

    #[test]
    fn the_public_url_is_one_that_readers_can_open() {
        for (text, url) in [
            ("https://news.example", "https://news.example"),
            (" https://News.example:443/ ", "https://news.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://news.example//", "https://news.example"),
            ("https://example.org/news/", "https://example.org/news"),
        ] {
            assert_eq!(parse_public_url(text).as_deref(), Ok(url), "{text}");
        }
        for bad in [
            "news.example",
            "news.example:8080",
            "//news.example",
            "ftp://news.example",
            "https://",
            "https://a:b@news.example",
            "https://news.example/?page=1",
            "https://news.example/#top",
        ] {
            let error = parse_public_url(bad).expect_err(bad);
            assert!(error.contains("https://news.example"), "{error}");
        }
    }
}

//! The URL that messages go to. Its host may have any address tomorrow, so that each attempt asks which it has, and goes to
//! the address that was judged.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use crate::addresses::is_public;

/// A URL that messages may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    url: Url,
    /// Whether it is on this machine, for trying out.
    is_loopback: bool,
}

/// Why a URL is none that messages may go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// No URL, or none of the web.
    #[error("is no URL such as https://news.example/hooks/polls")]
    NoUrl,
    /// Without TLS to another machine.
    #[error("has to begin with https://; http:// is for this machine alone, as in http://127.0.0.1:9000/")]
    NoTls,
    /// With a name and password in it.
    #[error("has a name or a password in it, which would be in logs; the signature says who sends")]
    Credentials,
    /// An address of the machine's own network.
    #[error(
        "leads into this machine's own network, where a receiver cannot be; give the URL that the internet knows it by"
    )]
    Private,
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    /// Why it is none that messages may go to.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let mut url = Url::parse(text.trim()).map_err(|_| BadTarget::NoUrl)?;
        let is_loopback = match (url.scheme(), url.host()) {
            ("https", Some(_)) => false,
            ("http", Some(Host::Domain("localhost"))) => true,
            ("http", Some(Host::Ipv4(address))) if address.is_loopback() => true,
            ("http", Some(Host::Ipv6(address))) if address.is_loopback() => true,
            ("http", Some(_)) => return Err(BadTarget::NoTls),
            _ => return Err(BadTarget::NoUrl),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadTarget::Credentials);
        }
        url.set_fragment(None);
        let target = Self { is_loopback, url };
        let literal = match target.url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        match literal {
            Some(address) if !target.may_be_at(address) => Err(BadTarget::Private),
            _ => Ok(target),
        }
    }

    /// The URL.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Its host, for the log: paths of such URLs are often secrets.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Scheme, host and port, as origins are written.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The first of the addresses of the host that a message may not go to. With one of them none is trusted.
    pub(crate) fn wrong_address(&self, addresses: &[SocketAddr]) -> Option<IpAddr> {
        addresses.iter().map(SocketAddr::ip).find(|address| !self.may_be_at(*address))
    }

    fn may_be_at(&self, address: IpAddr) -> bool {
        if self.is_loopback { address.is_loopback() } else { is_public(address) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_goes_to_other_machines() {
        for (text, expected) in [
            ("https://news.example/hooks?a=b", Ok("https://news.example/hooks?a=b")),
            (" https://news.example/#x ", Ok("https://news.example/")),
            ("http://127.0.0.1:9000/x", Ok("http://127.0.0.1:9000/x")),
            ("http://[::1]:9000/", Ok("http://[::1]:9000/")),
            ("http://localhost:9000", Ok("http://localhost:9000/")),
            ("http://news.example/", Err(BadTarget::NoTls)),
            ("http://localhost.example/", Err(BadTarget::NoTls)),
            ("http://10.0.0.1/", Err(BadTarget::NoTls)),
            ("https://me:word@news.example/", Err(BadTarget::Credentials)),
            ("https://me@news.example/", Err(BadTarget::Credentials)),
            ("https://10.0.0.1/", Err(BadTarget::Private)),
            // Other spellings of 127.0.0.1.
            ("https://2130706433/", Err(BadTarget::Private)),
            ("https://0x7f.1/", Err(BadTarget::Private)),
            ("https://[::ffff:127.0.0.1]/", Err(BadTarget::Private)),
            ("https://[fd00::1]/", Err(BadTarget::Private)),
            ("ftp://news.example/", Err(BadTarget::NoUrl)),
            ("file:///etc/passwd", Err(BadTarget::NoUrl)),
            ("news.example", Err(BadTarget::NoUrl)),
            ("", Err(BadTarget::NoUrl)),
        ] {
            let parsed = Target::parse(text);
            assert_eq!(parsed.as_ref().map(Target::url), expected.as_ref().map(|url| *url), "{text}");
        }
    }

    #[test]
    fn one_private_address_among_those_of_a_host_is_enough_to_refuse_it() {
        let addresses = |list: &[&str]| -> Vec<SocketAddr> { list.iter().map(|a| a.parse().expect(a)).collect() };
        let far = Target::parse("https://news.example/").expect("a URL");
        assert_eq!(far.wrong_address(&addresses(&["1.1.1.1:443", "[2606:4700::1111]:443"])), None);
        let mixed = addresses(&["1.1.1.1:443", "169.254.169.254:443"]);
        assert_eq!(far.wrong_address(&mixed), Some("169.254.169.254".parse().expect("an address")));
        assert!(far.wrong_address(&addresses(&["127.0.0.1:443"])).is_some());
        // And whoever tries out does not reach others in the clear.
        let near = Target::parse("http://localhost:9000/").expect("a URL");
        assert_eq!(near.wrong_address(&addresses(&["127.0.0.1:9000", "[::1]:9000"])), None);
        assert!(near.wrong_address(&addresses(&["1.1.1.1:9000"])).is_some());
    }
}

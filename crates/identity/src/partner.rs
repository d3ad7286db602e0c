//! Which page frames a poll: an origin, as the frame reports it. Used for counting and for a helpful refusal; other
//! pages are kept out by the frame's `frame-ancestors`, which browsers enforce.

use axum::http::HeaderMap;
use hustings_domain::{PollDefinition, is_origin};
use hustings_http::error::ApiError;
use url::Url;

use crate::headers::{PARTNER_HEADER, text};

/// Most characters of an origin: a scheme, a host name of 253 (RFC 1035) and a port.
const MAX_LENGTH: usize = 300;

/// The origin of a partner's page, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner(String);

impl Partner {
    /// The partner of this origin; `None` when the text is no origin.
    pub fn parse(origin: &str) -> Option<Self> {
        (origin.len() <= MAX_LENGTH && is_origin(origin)).then(|| Self(origin.to_ascii_lowercase()))
    }

    /// The origin of a page's URL.
    pub fn of_url(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok().filter(|url| url.username().is_empty())?;
        Self::parse(&url.origin().ascii_serialization())
    }

    /// `scheme://host[:port]`.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Host and port, as readers know a site.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }

    /// Whether the poll may be shown on this partner's pages.
    pub fn may_frame(&self, poll: &PollDefinition) -> bool {
        poll.allowed_origins.is_empty() || poll.allowed_origins.contains(&self.0)
    }
}

/// Whether the page that sends a request stands in a frame, and whose page is around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framing {
    /// Whether it stands in a frame.
    pub is_framed: bool,
    /// The page around it; absent where it hides (`null`, as in a sandbox) and where it is the publication's.
    pub partner: Option<Partner>,
}

impl Framing {
    /// What the request's headers say to a publication of the origin `own`, which is nobody's partner.
    ///
    /// # Errors
    /// `invalid_request` when the header holds no origin.
    pub fn of_request(headers: &HeaderMap, own: Option<&Partner>) -> Result<Self, ApiError> {
        let told = headers.contains_key(PARTNER_HEADER).then(|| text(headers, PARTNER_HEADER).unwrap_or("?"));
        Self::told(told, own)
    }

    /// What somebody says of themselves to a publication of the origin `own`, `None` being nothing.
    ///
    /// # Errors
    /// `invalid_request` when it is no origin.
    pub fn told(origin: Option<&str>, own: Option<&Partner>) -> Result<Self, ApiError> {
        let Some(origin) = origin else { return Ok(Self::default()) };
        if origin == "null" {
            return Ok(Self { is_framed: true, partner: None });
        }
        let partner = Partner::parse(origin).ok_or_else(|| {
            ApiError::invalid(PARTNER_HEADER, "This must be an origin, such as https://partner.example.")
        })?;
        Ok(Self { is_framed: true, partner: Some(partner).filter(|partner| Some(partner) != own) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_an_address_is_what_stands_before_its_path() {
        for (url, origin) in [
            ("https://Partner.example/news?a=https://b.example/", Some("https://partner.example")),
            ("http://localhost:8090", Some("http://localhost:8090")),
            ("https://a.example?x", Some("https://a.example")),
            ("about:srcdoc", None),
            ("https://user@a.example/", None),
            ("file:///tmp/page.html", None),
            ("", None),
        ] {
            assert_eq!(Partner::of_url(url).as_ref().map(Partner::origin), origin, "{url}");
        }
    }
}

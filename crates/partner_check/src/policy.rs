//! What a Content-Security-Policy lets a page load. The matching (CSP Level 3, section 6.7.2) is a library's; here are
//! the policies of a page, and the three requests of a poll.
//!
//! Corrections are in [`super::correction`], lints in `policy_lints`.

use content_security_policy as csp;
use csp::{Destination, Directive, Initiator, ParserMetadata, PolicyDisposition, PolicySource, Violates};
use url::{Host, Origin, Url};

/// How a policy came with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A header `Content-Security-Policy`.
    Header,
    /// A header `Content-Security-Policy-Report-Only`, which forbids nothing.
    ReportOnly,
    /// An element `<meta http-equiv="Content-Security-Policy">`.
    Meta,
}

impl Delivery {
    /// `header` or `meta`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Header | Self::ReportOnly => "header",
            Self::Meta => "meta",
        }
    }
}

/// One policy. A page may have several, and all of them apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How it came.
    pub delivery: Delivery,
    /// As it was written.
    pub text: String,
    /// As browsers read it: names in lower case, the first directive of each name.
    pub directives: Vec<Directive>,
}

impl Policy {
    /// The policies in the value of a header, which may hold several, separated by commas.
    pub fn of_header(value: &str, delivery: Delivery) -> Vec<Self> {
        value.split(',').map(|one| Self::new(one, delivery)).filter(|policy| !policy.text.is_empty()).collect()
    }

    /// The policy in the `content` of a `<meta>`, where `frame-ancestors`, `report-uri` and `sandbox`
    /// count for nothing (CSP Level 3, section 3.3).
    pub fn of_meta(content: &str) -> Self {
        let mut policy = Self::new(content, Delivery::Meta);
        policy.directives.retain(|one| !["frame-ancestors", "report-uri", "sandbox"].contains(&one.name.as_str()));
        policy
    }

    fn new(text: &str, delivery: Delivery) -> Self {
        let read = csp::Policy::parse(text, PolicySource::Header, PolicyDisposition::Enforce);
        Self { delivery, text: text.trim().to_owned(), directives: read.directive_set }
    }

    /// The sources or other values of a directive; `None` when the policy lacks it.
    pub fn values(&self, name: &str) -> Option<&[String]> {
        self.directives.iter().find(|directive| directive.name == name).map(|directive| directive.value.as_slice())
    }

    /// The directive that forbids a page of `origin` what it needs; `None` when nothing does. Whether the
    /// policy is only for reports is not looked at.
    pub fn forbids(&self, need: &Need, origin: &Origin) -> Option<&Directive> {
        let alias = AddressAlias::of(&need.url);
        let directives = self.directives.iter().map(|directive| Directive {
            name: directive.name.clone(),
            value: directive.value.iter().filter(|value| !has_impossible_port(value)).map(|v| alias.text(v)).collect(),
        });
        let policy = csp::Policy {
            directive_set: directives.collect(),
            disposition: PolicyDisposition::Enforce,
            source: PolicySource::Header,
        };
        match policy.does_request_violate_policy(&need.request(&alias, origin)) {
            Violates::DoesNotViolate => None,
            Violates::Directive(found) => self.directives.iter().find(|directive| directive.name == found.name),
        }
    }

    /// Whether these sources let a page of `ancestor` frame a page of `own`: the value of `frame-ancestors`.
    pub fn may_frame(sources: &[String], ancestor: &Url, own: &Origin) -> bool {
        // An ancestor is matched like any other URL, by its origin (CSP Level 3, section 6.4.2.1).
        let mut origin = ancestor.clone();
        origin.set_path("");
        origin.set_query(None);
        let directive = Directive { name: "frame-src".to_owned(), value: sources.to_vec() };
        let policy = Self { delivery: Delivery::Header, text: String::new(), directives: vec![directive] };
        policy.forbids(&Need::new(Kind::Frame, origin), own).is_none()
    }
}

/// What kind of thing is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `embed.js`, with what its element says.
    Script {
        /// The attribute `nonce`; empty without one.
        nonce: String,
        /// The attribute `integrity`; empty without one.
        integrity: String,
        /// Whether the element stands in the page's HTML; another script puts it there otherwise.
        in_html: bool,
    },
    /// The poll itself.
    Frame,
    /// The picture of its results.
    Picture,
}

/// Something that the page has to be allowed to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What kind it is of.
    pub kind: Kind,
    /// Its URL.
    pub url: Url,
}

impl Need {
    /// A need.
    pub fn new(kind: Kind, url: Url) -> Self {
        Self { kind, url }
    }

    /// The script as it is pasted, without attributes of a policy.
    pub fn script(url: Url) -> Self {
        Self::new(Kind::Script { nonce: String::new(), integrity: String::new(), in_html: true }, url)
    }

    fn request(&self, alias: &AddressAlias, origin: &Origin) -> csp::Request {
        let (destination, nonce, integrity, in_html) = match &self.kind {
            Kind::Script { nonce, integrity, in_html } => {
                (Destination::Script, nonce.clone(), integrity.clone(), *in_html)
            }
            Kind::Frame => (Destination::IFrame, String::new(), String::new(), true),
            Kind::Picture => (Destination::Image, String::new(), String::new(), true),
        };
        let url = alias.url(&self.url);
        csp::Request {
            current_url: url.clone(),
            url,
            origin: alias.origin(&with_encryption(origin, &self.url)),
            redirect_count: 0,
            destination,
            initiator: Initiator::None,
            nonce,
            integrity_metadata: integrity,
            parser_metadata: if in_html { ParserMetadata::ParserInserted } else { ParserMetadata::NotParserInserted },
        }
    }
}

/// The origin of a page that counts for `url`: `'self'` of a page without encryption is its encrypted form
/// too (CSP Level 3, section 6.7.2.8, step 4), which the library overlooks where both have their usual ports.
fn with_encryption(origin: &Origin, url: &Url) -> Origin {
    match (origin, url.origin()) {
        (Origin::Tuple(http, host, 80), Origin::Tuple(https, same, 443))
            if http == "http" && https == "https" && *host == same =>
        {
            url.origin()
        }
        _ => origin.clone(),
    }
}

/// Browsers match an IPv4 address like a name, though the standard lets only 127.0.0.1 match. So the
/// library, which keeps to the standard, is given a name in the place of any other.
struct AddressAlias(Option<(String, String)>);

impl AddressAlias {
    fn of(url: &Url) -> Self {
        match url.host() {
            Some(Host::Ipv4(address)) if address.octets() != [127, 0, 0, 1] => {
                let text = address.to_string();
                let name = format!("host-{}", text.replace('.', "-"));
                Self(Some((text, name)))
            }
            _ => Self(None),
        }
    }

    fn text(&self, text: &str) -> String {
        let Some((address, name)) = &self.0 else { return text.to_owned() };
        let host = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        if host == address { text.replacen(address.as_str(), name, 1) } else { text.to_owned() }
    }

    fn url(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if let Some((_, name)) = &self.0 {
            // A name of letters, digits and hyphens is always a host.
            let _ = url.set_host(Some(name));
        }
        url
    }

    fn origin(&self, origin: &Origin) -> Origin {
        match (origin, &self.0) {
            (Origin::Tuple(scheme, Host::Ipv4(host), port), Some((address, name))) if host.to_string() == *address => {
                Origin::Tuple(scheme.clone(), Host::Domain(name.clone()), *port)
            }
            _ => origin.clone(),
        }
    }
}

/// Whether a source names a port that no URL can have, so that it matches nothing. The library takes
/// it for granted that there is none.
pub(super) fn has_impossible_port(source: &str) -> bool {
    let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let Some((_, port)) = authority.rsplit_once(':') else { return false };
    !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_err()
}

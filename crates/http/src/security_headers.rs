//! Security headers of every response. A handler that sets one itself, such as a stricter policy, keeps its own.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The policy of the app's pages: everything from their own origin, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a picture. Opened by itself, an SVG is a document: it must run nothing and load nothing.
pub const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    frame-ancestors 'none'; sandbox";

/// The headers, as name and value.
pub const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Who may show an answer without asking (Fetch, section 3.7): only the publication's own pages. What other sites are
/// to show, such as pictures, frames and the script for partners, says so itself. Not for static hosts, which cannot tell
/// a page from a picture beside it.
const RESOURCE_POLICY: &str = "same-origin";

/// Has a browser forget its copies of answers, among which are pages with the reader's own votes (Clear Site Data, section 3.1).
/// Only answers that erase these votes say so.
pub const FORGET_ANSWERS: [(HeaderName, &str); 1] = [(HeaderName::from_static("clear-site-data"), "\"cache\"")];

/// What browsers are to know of the publication's transport (RFC 6797).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Readers may reach it without HTTPS.
    Any,
    /// Browsers come back over HTTPS alone, for a year.
    Https,
    /// The same holds for every host below its own. Whoever runs those has to say so.
    HttpsWithSubdomains,
}

impl Transport {
    fn header(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Https => Some("max-age=31536000"),
            Self::HttpsWithSubdomains => Some("max-age=31536000; includeSubDomains"),
        }
    }
}

/// Adds the headers that are not there yet.
pub fn put(headers: &mut HeaderMap, transport: Transport) {
    let resource_policy = (HeaderName::from_static("cross-origin-resource-policy"), RESOURCE_POLICY);
    let transport_security = transport.header().map(|value| (header::STRICT_TRANSPORT_SECURITY, value));
    for (name, value) in HEADERS.into_iter().chain([resource_policy]).chain(transport_security) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::CONTENT_SECURITY_POLICY;

    #[test]
    fn the_policy_that_is_described_for_other_hosts_is_this_one() {
        let text = include_str!("../../../docs/deploying.md");
        let (_, block) = text.split_once("```\ndefault-src").expect("the policy stands in a block of its own");
        let (block, _) = block.split_once("```").expect("the block ends");
        // What is the reader's own: hashes of their build, and their backend.
        let is_ours = |word: &&str| !word.starts_with("https://") && !word.contains("sha256-");
        let words = |policy: &str| -> Vec<Vec<String>> {
            let directives = policy.split(';').filter(|directive| !directive.trim().is_empty());
            directives.map(|it| it.split_whitespace().filter(is_ours).map(str::to_owned).collect()).collect()
        };
        assert_eq!(words(&format!("default-src{block}")), words(CONTENT_SECURITY_POLICY));
    }
}

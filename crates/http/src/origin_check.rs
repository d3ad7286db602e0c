//! The origin check and the rate limit of mutations: only pages of this origin and of listed ones may change something,
//! and no network more often than the limit. Reads always pass.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    response::{IntoResponse, Response},
};
use url::{Origin, Url};

use crate::error::ApiError;

/// Which origins may send mutations, and how often.
pub struct OriginCheck {
    origins: Arc<[String]>,
    /// What a page of the host that is asked may have been fetched over.
    own_schemes: &'static [&'static str],
    limit: Limit,
}

/// Counts a request in a limit.
///
/// # Errors
/// The whole seconds to wait, when there were too many.
pub type Limit = Arc<dyn Fn(&Request) -> Result<(), u64> + Send + Sync>;

impl OriginCheck {
    /// Takes mutations from pages of the origin of `public_url` and of those in `allowed`, as often as `limit` says.
    pub fn new(public_url: &str, allowed: &[String], limit: Limit) -> Self {
        // A URL without `http` has an origin that is written `null`, which pages in a sandbox send, too.
        let own = Url::parse(public_url).ok().map(|url| url.origin()).filter(Origin::is_tuple);
        // Where readers come over HTTPS, a page without it is of whoever is on the way.
        let is_https = own.as_ref().is_some_and(|url| matches!(url, Origin::Tuple(scheme, ..) if scheme == "https"));
        let own_schemes: &[&str] = if is_https { &["https"] } else { &["http", "https"] };
        let allowed = allowed.iter().map(|origin| origin.trim_end_matches('/').to_owned());
        let own = own.map(|origin| origin.ascii_serialization());
        Self { origins: own.into_iter().chain(allowed).collect(), own_schemes, limit }
    }

    /// Whether the page that sends this request may change something here.
    pub fn allows(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
        let site = text("sec-fetch-site");
        // Browsers set this header themselves; no page can forge it.
        if site == Some("same-origin") {
            return true;
        }
        match text(header::ORIGIN.as_str()) {
            None => matches!(site, None | Some("none")),
            Some(origin) => {
                let (scheme, authority) = origin.split_once("://").unwrap_or_default();
                let own = self.own_schemes.contains(&scheme) && text(header::HOST.as_str()) == Some(authority);
                own || self.origins.iter().any(|allowed| allowed == origin)
            }
        }
    }
}

/// Refuses mutations from pages of other sites and from networks that send too many.
pub async fn mutations<F: Future<Output = Response>>(
    origin_check: &OriginCheck,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method()) {
        return next(request).await;
    }
    if !origin_check.allows(request.headers()) {
        return ApiError::origin_not_allowed().into_response();
    }
    match (origin_check.limit)(&request) {
        Ok(()) => next(request).await,
        Err(seconds) => ApiError::rate_limited(seconds).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_own_and_listed_origins_may_change_something() {
        let allowed = ["https://app.example".to_owned()];
        let origin_check = OriginCheck::new("https://news.example/", &allowed, Arc::new(|_| Ok(())));
        let cases: [(&[(&str, &str)], bool); 10] = [
            (&[], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8081")], true),
            (&[("origin", "https://news.example")], true),
            (&[("origin", "https://app.example"), ("sec-fetch-site", "cross-site")], true),
            (&[("origin", "https://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true),
            (&[("origin", "https://evil.example"), ("host", "news.example")], false),
            (&[("origin", "https://news.example.evil.example")], false),
            (&[("origin", "null")], false),
            (&[("sec-fetch-site", "cross-site")], false),
        ];
        for (pairs, allowed) in cases {
            let pairs: Vec<_> = pairs.to_vec();
            let mut map = HeaderMap::new();
            for (name, value) in &pairs {
                map.append(*name, HeaderValue::from_static(value));
            }
            assert_eq!(origin_check.allows(&map), allowed, "{pairs:?}");
        }
    }

    /// Whoever is on the way can answer in the name of the host as long as it is not asked over HTTPS.
    #[test]
    fn a_page_without_https_is_another_site_where_the_publication_is_on_https() {
        let (secure, plain) = ("https://news.example", "http://news.example");
        for (public_url, origin, allowed) in
            [(secure, plain, false), (secure, secure, true), (plain, plain, true), (plain, secure, true)]
        {
            let origin_check = OriginCheck::new(public_url, &[], Arc::new(|_| Ok(())));
            let headers = HeaderMap::from_iter([
                (header::ORIGIN, HeaderValue::from_static(origin)),
                (header::HOST, HeaderValue::from_static("news.example")),
            ]);
            assert_eq!(origin_check.allows(&headers), allowed, "{origin} at {public_url}");
        }
    }

    #[test]
    fn a_public_url_without_its_scheme_lets_no_sandbox_in() {
        let origin_check = OriginCheck::new("news.example:8080", &[], Arc::new(|_| Ok(())));
        let headers = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static("null"))]);
        assert!(!origin_check.allows(&headers));
    }
}

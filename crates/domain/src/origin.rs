//! Validation of origins (RFC 6454), for lists of who may frame a poll, and for policies.

/// Whether `text` is a scheme, a host and perhaps a port, and nothing that could end or widen a
/// source list of a Content-Security-Policy.
pub fn is_origin(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(authority) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        return false;
    };
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "1"));
    let host_ok = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    host_ok && !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) && !port.starts_with('+')
}

/// Reads an origin; a slash at its end is passed over.
///
/// # Errors
/// What to give instead, for whatever is no exact origin: a wildcard, a path, `null`.
pub fn parse_origin(text: &str) -> Result<String, String> {
    let origin = text.trim().trim_end_matches('/');
    if is_origin(origin) {
        return Ok(origin.to_ascii_lowercase());
    }
    Err("an exact origin is needed: scheme, host and perhaps a port, such as https://news.example; there are no \
         wildcards, since readers' cookies go with these requests"
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        for good in ["https://partner.example", "http://127.0.0.1:8080", "https://Partner.example"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in
            ["partner.example", "https://", "https://a/", "https://a b", "https://*", "https://a:0", "https://a;b"]
        {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn only_exact_origins_are_allowed() {
        for (text, origin) in [
            ("https://news.example", "https://news.example"),
            ("https://News.example/", "https://news.example"),
            (" http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(parse_origin(text).as_deref(), Ok(origin), "{text}");
        }
        for bad in ["*", "", "null", "news.example", "https://*.example", "https://a.example/b", "https://a.example?b"]
        {
            let error = parse_origin(bad).expect_err(bad);
            assert!(error.contains("https://news.example"), "{error}");
        }
    }
}

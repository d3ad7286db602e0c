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
}

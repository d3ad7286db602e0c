//! The public URL of the site: origin and path.

use anyhow::{Context, ensure};
use url::Url;

/// A URL without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    url: String,
    path: String,
}

impl Address {
    /// Reads a URL.
    ///
    /// # Errors
    /// When it is not the full URL of a place for pages.
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let help = "--url needs the full URL of the site, such as https://news.example or https://news.example/answers";
        let url = Url::parse(text.trim()).with_context(|| format!("\"{text}\" is not a URL: {help}"))?;
        let is_web = ["http", "https"].contains(&url.scheme()) && url.has_host();
        let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        ensure!(is_web && is_bare && url.password().is_none(), "\"{text}\" cannot be where a site is: {help}");
        let path = url.path().trim_end_matches('/').to_owned();
        // What would have to be escaped in a page, in a policy or in a server's configuration.
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        ensure!(
            path.bytes().all(plain) && !path.contains("//"),
            "the path of \"{text}\" may have letters, digits, -, ., _ and ~ between its slashes, and nothing else"
        );
        Ok(Self { url: format!("{}{path}", url.origin().ascii_serialization()), path })
    }

    /// The whole URL.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The path below which the site lies: empty, or with a slash at its beginning.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_an_origin_and_a_path() {
        for (text, url, path) in [
            ("https://news.example", "https://news.example", ""),
            ("https://news.example/", "https://news.example", ""),
            ("http://127.0.0.1:8000/a/b/", "http://127.0.0.1:8000/a/b", "/a/b"),
            ("HTTPS://News.Example:443/a", "https://news.example/a", "/a"),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!((address.url(), address.path()), (url, path), "{text}");
        }
        for bad in [
            "",
            "news.example",
            "ftp://a.example",
            "https://a.example?b",
            "https://u@a.example",
            "https://a.example/b c/",
            "https://a.example//b",
            "https://a.example/%7B",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }
}

//! Parses the URL of a poll as people copy it: from the address bar, from a link, from the source of another page.
//! Whether the poll exists is not checked here.

use hustings_core::model::route::{Route, is_name, query_value};
use url::Url;

/// A poll that a URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its name in URLs.
    pub id: String,
    /// The language that the URL asks for.
    pub lang: Option<String>,
}

/// The poll at `url`, an absolute URL under `public`, the publication's own. Both HTTP and HTTPS
/// are taken, since a link may be older than the certificate. `None` when no poll of ours can be there.
pub(crate) fn poll_at(url: &str, public: &str) -> Option<Named> {
    let (url, own) = (web_url(url)?, web_url(public)?);
    if url.host() != own.host() || url.port() != own.port() {
        return None;
    }
    let path = url.path().strip_prefix(own.path().trim_end_matches('/'))?;
    if let Some(id) = path.strip_prefix("/embed/polls/") {
        let id = id.strip_suffix('/').unwrap_or(id);
        return is_name(id)
            .then(|| Named { id: id.to_owned(), lang: query_value(url.query().unwrap_or_default(), "lang") });
    }
    match Route::parse(path, "")? {
        Route::Poll { lang, id } => Some(Named { id, lang: Some(lang) }),
        Route::List { .. } | Route::Article { .. } | Route::Polls { .. } | Route::Search { .. } => None,
    }
}

/// A URL of the web that names nobody.
fn web_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PUBLIC: &str = "https://news.example";

    #[test]
    fn every_address_of_a_poll_leads_to_it() {
        let cases = [
            ("https://news.example/en/polls/night-trains", Some("en")),
            ("http://news.example/en/polls/night-trains", Some("en")),
            ("HTTPS://News.Example:443/zh-Hans/polls/night-trains/", Some("zh-Hans")),
            ("http://news.example:80/en/polls/night-trains?utm_source=x&lang=ru#poll-night-trains", Some("en")),
            (" https://news.example/embed/polls/night-trains ", None),
            ("https://news.example/embed/polls/night-trains/?theme=dark&lang=ru#x", Some("ru")),
        ];
        for (url, lang) in cases {
            let expected = Named { id: "night-trains".to_owned(), lang: lang.map(str::to_owned) };
            assert_eq!(poll_at(url, PUBLIC), Some(expected), "{url}");
        }
        let under = "https://example.org/news";
        assert!(poll_at("https://example.org/news/en/polls/a", under).is_some());
        assert_eq!(poll_at("https://example.org/en/polls/a", under), None);
        assert_eq!(poll_at("https://example.org/newsen/polls/a", under), None);
        assert!(poll_at("http://127.0.0.1:8080/en/polls/a", "http://127.0.0.1:8080").is_some());
    }

    #[test]
    fn no_other_address_does() {
        for url in [
            "",
            "night-trains",
            "/en/polls/night-trains",
            "//news.example/en/polls/night-trains",
            "ftp://news.example/en/polls/night-trains",
            "https://other.example/en/polls/night-trains",
            "https://news.example.other.example/en/polls/night-trains",
            "https://news.example@other.example/en/polls/night-trains",
            "https://reader@news.example/en/polls/night-trains",
            "https://news.example:8443/en/polls/night-trains",
            "https://news.example?/en/polls/night-trains",
            "https://news.example#/en/polls/night-trains",
            "https://news.example/en/articles/night-trains",
            "https://news.example/en/",
            "https://news.example/embed/polls/",
            "https://news.example/embed/polls/a/b",
            "https://news.example/embed/polls/%22onload",
            "https://news.example/embed/v1/embed.js",
            "https://news.example/api/v1/polls/night-trains",
        ] {
            assert_eq!(poll_at(url, PUBLIC), None, "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_of_addresses_panic(text in ".{0,60}") {
            let _ = poll_at(&text, PUBLIC);
            let _ = poll_at(&format!("{PUBLIC}{text}"), PUBLIC);
        }
    }
}

//! The base URL of a publication, and the URLs of its polls that partners' pages use. Only parses them; requests
//! nothing.

use hustings_core::model::route::is_name;
use url::{Host, Url};

/// The most characters of a URL that is taken from somebody else.
pub const ADDRESS_LIMIT: usize = 2_000;

const SCRIPT: &str = "/embed/v1/embed.js";
const FRAME: &str = "/embed/polls/";
const API: &str = "/api/v1/polls/";
const PICTURE: &str = "/results.svg";

/// The URL under which a publication serves its polls, with whatever path stands before `/embed/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(Url);

impl Home {
    /// Reads a URL that somebody typed, such as `https://polls.example`.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut url = web_address(text)?;
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// Where the script at `url` comes from; `None` when it is not a poll's script.
    pub fn of_script(url: &Url) -> Option<Self> {
        Self::before(url, url.path().strip_suffix(SCRIPT)?)
    }

    /// Where the frame at `url` comes from, and the poll in it; `None` when it shows no poll.
    pub fn of_frame(url: &Url) -> Option<(Self, String)> {
        let (before, poll) = url.path().rsplit_once(FRAME)?;
        Some((Self::before(url, before)?, poll.to_owned()))
    }

    /// Where the picture at `url` comes from, and the poll in it; `None` when it is none of a poll.
    pub fn of_picture(url: &Url) -> Option<(Self, String)> {
        let (before, poll) = url.path().strip_suffix(PICTURE)?.rsplit_once(API)?;
        Some((Self::before(url, before)?, poll.to_owned()))
    }

    fn before(url: &Url, path: &str) -> Option<Self> {
        let mut home = url.clone();
        home.set_query(None);
        home.set_fragment(None);
        home.set_path(path);
        (matches!(home.scheme(), "http" | "https") && is_nameable(&home)).then_some(Self(home))
    }

    /// The URL without a slash at its end.
    pub fn text(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Scheme, host and port: what a Content-Security-Policy has to allow.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// `embed.js`.
    pub fn script(&self) -> Url {
        self.at(SCRIPT)
    }

    /// The poll for a frame; what is `None` is left to the publication.
    pub fn frame(&self, poll: &str, asked: &[(&str, Option<&str>)]) -> Url {
        with_query(self.at(&format!("{FRAME}{poll}")), asked)
    }

    /// The poll as data.
    pub fn poll(&self, poll: &str, lang: Option<&str>) -> Url {
        with_query(self.at(&format!("{API}{poll}")), &[("lang", lang)])
    }

    /// The poll's results as a picture.
    pub fn picture(&self, poll: &str, lang: Option<&str>) -> Url {
        with_query(self.at(&format!("{API}{poll}{PICTURE}")), &[("lang", lang)])
    }

    /// The poll's own page.
    pub fn page(&self, poll: &str, lang: &str) -> Url {
        self.at(&format!("/{lang}/polls/{poll}"))
    }

    /// What an editing program asks that knows oEmbed.
    pub fn oembed(&self, page: &Url) -> Url {
        with_query(self.at("/oembed"), &[("url", Some(page.as_str())), ("format", Some("json"))])
    }

    fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }
}

fn with_query(mut url: Url, asked: &[(&str, Option<&str>)]) -> Url {
    for (name, value) in asked {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url
}

/// Whether `text` can be the id of a poll.
pub fn is_poll_id(text: &str) -> bool {
    is_name(text)
}

/// Reads a URL of the web that somebody typed, perhaps without its scheme.
///
/// # Errors
/// A sentence that says what is expected.
pub fn web_address(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let shown: String = text.chars().take(80).collect();
    let expected = || format!("\"{shown}\" is not the URL of a page; give one such as https://partner.example/news");
    if text.is_empty() || text.len() > ADDRESS_LIMIT {
        return Err(expected());
    }
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    let url = url.map_err(|_| expected())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("\"{shown}\" is neither http nor https, which is all that a browser loads polls by"));
    }
    if !is_nameable(&url) {
        return Err(expected());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("\"{shown}\" holds a name or password; leave them out"));
    }
    Ok(url)
}

/// Whether a Content-Security-Policy can name the host (CSP Level 3, `host-source`): labels of letters, digits and hyphens. A
/// URL's host may have empty ones, underscores, and semicolons or commas, which would begin another directive or policy there.
fn is_nameable(url: &Url) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match url.host() {
        Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).split('.').all(is_label),
        Some(Host::Ipv4(_)) => true,
        // There is no way to write one.
        Some(Host::Ipv6(_)) | None => false,
    }
}

/// Whether only this machine is meant, which browsers trust without encryption (W3C, "Secure Contexts").
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_found_in_urls_of_embeds() {
        let url = |text: &str| Url::parse(text).unwrap();
        let home = |text: &str| Home::parse(text).unwrap();
        let script = Home::of_script(&url("https://polls.example/embed/v1/embed.js?x")).unwrap();
        assert_eq!((script.text(), script.origin().as_str()), ("https://polls.example", "https://polls.example"));
        let below = Home::of_script(&url("https://site.example/news/embed/v1/embed.js")).unwrap();
        assert_eq!(below, home("https://site.example/news"));
        assert_eq!(below.frame("a", &[]).as_str(), "https://site.example/news/embed/polls/a");
        let (frame, poll) = Home::of_frame(&url("http://127.0.0.1:8080/embed/polls/night-trains?lang=en")).unwrap();
        assert_eq!((frame, poll.as_str()), (home("http://127.0.0.1:8080"), "night-trains"));
        let (picture, poll) = Home::of_picture(&url("https://p.example/api/v1/polls/a/results.svg")).unwrap();
        assert_eq!((picture, poll.as_str()), (home("https://p.example"), "a"));
        assert_eq!(Home::of_script(&url("https://polls.example/js/embed.js")), None);
        assert_eq!(Home::of_frame(&url("https://maps.example/embed/map")), None);
        assert_eq!(Home::of_frame(&url("data:text/html,/embed/polls/a")), None);
        assert_eq!(Home::of_frame(&url("https://poll;.example/embed/polls/a")), None, "no policy could name it");
    }

    #[test]
    fn what_is_asked_for_is_written_as_a_query() {
        let home = Home::parse("polls.example/").unwrap();
        let frame = home.frame("a", &[("lang", Some("en")), ("theme", None), ("accent", Some("#0a0"))]);
        assert_eq!(frame.as_str(), "https://polls.example/embed/polls/a?lang=en&accent=%230a0");
        let page = home.page("a", "en");
        assert_eq!(
            home.oembed(&page).as_str(),
            "https://polls.example/oembed?url=https%3A%2F%2Fpolls.example%2Fen%2Fpolls%2Fa&format=json"
        );
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        for good in ["https://a.example/x", "a.example", "http://127.0.0.1:1/", " https://A.example "] {
            assert!(web_address(good).is_ok(), "{good}");
        }
        let long = format!("https://a.example/{}", "x".repeat(ADDRESS_LIMIT));
        for bad in [
            "",
            "ftp://a.example",
            "file:///etc/passwd",
            "https://u:p@a.example",
            "https://",
            "a b",
            "https://a;b",
            "a,b",
            "https://a_b.example",
            "https://.a.example",
            "https://a..example",
            &long,
        ] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for (text, expected) in [
            ("http://localhost:1", true),
            ("http://a.localhost", true),
            ("http://127.0.0.9", true),
            ("http://[::1]", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(text).unwrap()), expected, "{text}");
        }
    }
}

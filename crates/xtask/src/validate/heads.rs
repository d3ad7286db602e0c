//! Whether what the heads of pages say is true: of themselves, of each other and of their pictures. Whether they are
//! HTML is not looked at here, so that a few expressions find what these pages' own server wrote.

use std::collections::BTreeMap;

use regex_lite::Regex;
use serde_json::Value;

use super::site::Pages;

/// Widest and narrowest pictures that are shown large, in pixels.
const SIDES: std::ops::RangeInclusive<u64> = 200..=5000;

/// What the head of one page says.
#[derive(Debug, Default, PartialEq)]
struct Head {
    title: String,
    canonical: Option<String>,
    /// Addresses by language.
    alternates: BTreeMap<String, String>,
    feeds: Vec<String>,
    metas: BTreeMap<String, String>,
    json: Vec<String>,
}

/// The feeds that a page names.
pub(super) fn feeds(html: &str) -> Vec<String> {
    Head::read(html).feeds
}

impl Head {
    fn read(html: &str) -> Self {
        let html = html.split("</head>").next().unwrap_or_default();
        let expression = |text: &str| Regex::new(text).expect("it is an expression");
        let attributes = expression(r#"([a-zA-Z:-]+)="([^"]*)""#);
        let mut head = Self::default();
        for tag in expression("<(?:meta|link)\\s[^>]*>").find_iter(html) {
            let values: BTreeMap<&str, String> = attributes
                .captures_iter(tag.as_str())
                .filter_map(|parts| Some((parts.get(1)?.as_str(), unescaped(parts.get(2)?.as_str()))))
                .collect();
            let value = |name: &str| values.get(name).cloned();
            match (value("rel").as_deref(), value("href"), value("hreflang"), value("type")) {
                (Some("canonical"), Some(href), ..) => head.canonical = Some(href),
                (Some("alternate"), Some(href), Some(lang), _) => drop(head.alternates.insert(lang, href)),
                (Some("alternate"), Some(href), None, Some(kind)) if kind == "application/atom+xml" => {
                    head.feeds.push(href);
                }
                _ => {}
            }
            if let (Some(name), Some(content)) = (value("property").or(value("name")), value("content")) {
                head.metas.insert(name, content);
            }
        }
        let inner = |text: &str| -> Vec<String> {
            let found = expression(text);
            found.captures_iter(html).filter_map(|parts| Some(parts.get(1)?.as_str().to_owned())).collect()
        };
        head.title = inner("<title>([^<]*)</title>").first().map(|title| unescaped(title)).unwrap_or_default();
        head.json = inner(r#"<script type="application/ld\+json">([^<]*)</script>"#);
        head
    }

    fn meta(&self, name: &str) -> &str {
        self.metas.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether search engines may show the page.
    fn is_public(&self) -> bool {
        !self.meta("robots").contains("noindex")
    }
}

/// What is wrong with all the heads.
pub(super) fn faults(pages: &Pages) -> Vec<String> {
    let heads: BTreeMap<&str, Head> = pages.html.iter().map(|(path, html)| (path.as_str(), Head::read(html))).collect();
    let public: Vec<(&&str, &Head)> =
        heads.iter().filter(|(_, head)| head.is_public() && head.canonical.is_some()).collect();
    let by_address: BTreeMap<&str, &Head> =
        public.iter().filter_map(|(_, head)| Some((head.canonical.as_deref()?, *head))).collect();
    let mut faults = Vec::new();
    if public.is_empty() {
        faults.push("no page has a canonical address".to_owned());
    }
    for (path, head) in &heads {
        let mut fault = |message: String| faults.push(format!("{path}: {message}"));
        if head.title.trim().is_empty() {
            fault("it has no title".to_owned());
        }
        if head.is_public() && head.canonical.is_some() {
            check(pages, head, &by_address, &mut fault);
        } else if !head.alternates.is_empty() {
            fault("it is not to be found, and yet names itself in other languages".to_owned());
        }
    }
    faults
}

fn check(pages: &Pages, head: &Head, by_address: &BTreeMap<&str, &Head>, fault: &mut impl FnMut(String)) {
    let canonical = head.canonical.as_deref().unwrap_or_default();
    if pages.path_of(canonical).is_none() {
        fault(format!("its canonical address {canonical} is not under {}", pages.origin));
    }
    if head.meta("og:url") != canonical {
        fault(format!("og:url is {:?}, and its canonical address {canonical}", head.meta("og:url")));
    }
    for name in ["og:title", "og:type", "og:image", "og:image:alt", "twitter:card", "twitter:title", "twitter:image"] {
        if head.meta(name).is_empty() {
            fault(format!("it has no {name}"));
        }
    }
    if !head.alternates.values().any(|address| address == canonical) || !head.alternates.contains_key("x-default") {
        fault("its languages do not name itself and x-default".to_owned());
    }
    for (lang, address) in &head.alternates {
        match by_address.get(address.as_str()) {
            None => fault(format!("its {lang} is {address}, where no page is")),
            Some(other) if other.alternates != head.alternates => {
                fault(format!("its {lang} is {address}, which does not name the same languages"));
            }
            Some(_) => {}
        }
    }
    for feed in &head.feeds {
        if !pages.path_of(feed).is_some_and(|path| pages.feeds.contains_key(&path)) {
            fault(format!("it names the feed {feed}, which is not there"));
        }
    }
    picture(pages, head, fault);
    for text in &head.json {
        match serde_json::from_str::<Value>(text) {
            Ok(json) => described(&json, head, fault),
            Err(error) => fault(format!("its JSON-LD is no JSON: {error}")),
        }
    }
}

/// Whether the picture is there, and of the size that is said where that can be read.
fn picture(pages: &Pages, head: &Head, fault: &mut impl FnMut(String)) {
    let address = head.meta("og:image");
    let file = pages.path_of(address).and_then(|path| pages.find(&path).ok().flatten());
    let Some(file) = file else { return fault(format!("its picture {address} is not there")) };
    let said = ["og:image:width", "og:image:height"].map(|name| head.meta(name).parse::<u64>().unwrap_or_default());
    if !said.iter().all(|side| SIDES.contains(side)) {
        fault(format!("its picture {address} is said to be {} x {}", said[0], said[1]));
    }
    let side = |at: usize| file.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
    if file.starts_with(b"\x89PNG") && [side(16), side(20)].map(|side| side.map(u64::from)) != said.map(Some) {
        fault(format!("its picture {address} is not {} x {} as it says", said[0], said[1]));
    }
}

/// What search engines ask of an article.
fn described(json: &Value, head: &Head, fault: &mut impl FnMut(String)) {
    for name in ["@type", "headline", "inLanguage", "datePublished", "dateModified", "author", "publisher", "image"] {
        if json.get(name).is_none_or(|value| value.is_null() || value == "") {
            fault(format!("its JSON-LD has no {name}"));
        }
    }
    let author = json.pointer("/author/@type").and_then(Value::as_str).unwrap_or_default();
    if !matches!(author, "Person" | "Organization") {
        fault(format!("its author is a {author:?}, where a Person or an Organization should be"));
    }
    if json.get("aggregateRating").is_some() {
        fault("it gives itself stars, which search engines do not take".to_owned());
    }
    let others = head.alternates.len().saturating_sub(2);
    let named = json.get("workTranslation").and_then(Value::as_array).map_or(0, Vec::len);
    if json.get("translationOfWork").is_none() && named != others {
        fault(format!("its JSON-LD names {named} translations of {others}"));
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_from_the_bytes_of_a_page() {
        let head = Head::read(
            "<head><title>A &amp; B</title><meta name=\"robots\" content=\"noindex\"><link rel=\"canonical\" \
             href=\"https://a.example/en/\"><link rel=\"alternate\" hreflang=\"ru\" href=\"https://a.example/ru/\">\
             <link rel=\"alternate\" type=\"application/atom+xml\" title=\"x\" href=\"/feed\">\
             <script type=\"application/ld+json\">{\"a\":1}</script></head><body><title>no</title>",
        );
        assert_eq!((head.title.as_str(), head.canonical.as_deref()), ("A & B", Some("https://a.example/en/")));
        assert_eq!(head.alternates.get("ru").map(String::as_str), Some("https://a.example/ru/"));
        assert_eq!((head.feeds, head.json), (vec!["/feed".to_owned()], vec!["{\"a\":1}".to_owned()]));
        assert!(!Head::read("<meta name=\"robots\" content=\"noindex\">").is_public());
    }

    #[test]
    fn what_search_engines_ask_is_asked() {
        let mut found = Vec::new();
        let json = serde_json::json!({ "@type": "NewsArticle", "author": { "@type": "Thing" }, "aggregateRating": 5 });
        described(&json, &Head::default(), &mut |fault| found.push(fault));
        let all = found.join("; ");
        for part in ["no headline", "no image", "\"Thing\"", "stars"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }
}

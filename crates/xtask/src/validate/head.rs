//! Extracts the head of a page. A few patterns suffice, since the pages come from our own server; the HTML is validated
//! elsewhere.

use std::collections::BTreeMap;

use regex_lite::Regex;

/// What the head of one page says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) canonical: Option<String>,
    /// URLs by language.
    pub(super) alternates: BTreeMap<String, String>,
    pub(super) feeds: Vec<String>,
    pub(super) metas: BTreeMap<String, String>,
    pub(super) json: Vec<String>,
}

impl Head {
    pub(super) fn read(html: &str) -> Self {
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

    pub(super) fn meta(&self, name: &str) -> &str {
        self.metas.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether search engines may show the page.
    pub(super) fn is_public(&self) -> bool {
        !self.meta("robots").contains("noindex")
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
}

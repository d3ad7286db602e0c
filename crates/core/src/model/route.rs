//! Routes: parses and formats the paths of pages. Knows nothing of history or links.

use crate::text::split;

#[cfg(not(target_arch = "wasm32"))]
pub use crate::query::decode_component;
pub use crate::query::{encode_component, query_value};

/// Below the path of a list that is a file, what its further pages are under.
pub const MORE: &str = "more";

/// A page of the publication.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/{lang}/`, or the articles of one section: `/{lang}/sections/{audience}`.
    List {
        /// Language of the page.
        lang: String,
        /// Only articles for this audience.
        audience: Option<String>,
    },
    /// `/{lang}/articles/{slug}`
    Article {
        /// Language of the page.
        lang: String,
        /// The article's name in URLs.
        slug: String,
    },
    /// `/{lang}/polls/{id}`
    Poll {
        /// Language of the page.
        lang: String,
        /// The poll's name in URLs.
        id: String,
    },
    /// `/{lang}/polls/`
    Polls {
        /// Language of the page.
        lang: String,
    },
    /// `/{lang}/search?q=`
    Search {
        /// Language of the page.
        lang: String,
        /// What is searched for, as it was typed; empty before anything was.
        query: String,
    },
}

impl Route {
    /// The page at `path`, which starts with a slash and is relative to the publication's root,
    /// with `query` (without its question mark). `None` when no page can be there. The URL that a
    /// section had at first, `/{lang}/?audience=`, is understood as well.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let mut segments = split(path.strip_prefix("/")?, "/").into_iter();
        let lang = segments.next().filter(|s| is_lang(s))?.to_owned();
        let mut rest: Vec<&str> = segments.filter(|s| !s.is_empty()).collect();
        // A further page of a list, where pages are files: the app knows only the list.
        if rest.len().checked_sub(2).is_some_and(|at| rest[at] == MORE && rest.first() != Some(&"articles")) {
            rest.truncate(rest.len() - 2);
        }
        let value = query_value(query, if rest.is_empty() { "audience" } else { "q" });
        match rest.as_slice() {
            [] if value.as_ref().is_some_and(|audience| !is_name(audience)) => None,
            [] => Some(Self::List { lang, audience: value }),
            ["sections", audience] if is_name(audience) => {
                Some(Self::List { lang, audience: Some((*audience).to_owned()) })
            }
            ["search"] => Some(Self::Search { lang, query: value.unwrap_or_default() }),
            ["articles", slug] if is_name(slug) => Some(Self::Article { lang, slug: (*slug).to_owned() }),
            ["polls"] => Some(Self::Polls { lang }),
            ["polls", id] if is_name(id) => Some(Self::Poll { lang, id: (*id).to_owned() }),
            _ => None,
        }
    }

    /// The page's path and query, starting with a slash, relative to the publication's root.
    pub fn path(&self) -> String {
        match self {
            Self::List { lang, audience: None } => ["/", lang, "/"].concat(),
            Self::List { lang, audience: Some(audience) } => ["/", lang, "/sections/", audience].concat(),
            Self::Article { lang, slug } => ["/", lang, "/articles/", slug].concat(),
            Self::Poll { lang, id } => ["/", lang, "/polls/", id].concat(),
            Self::Polls { lang } => ["/", lang, "/polls/"].concat(),
            Self::Search { lang, query } if query.is_empty() => ["/", lang, "/search"].concat(),
            Self::Search { lang, query } => ["/", lang, "/search?q=", &encode_component(query)].concat(),
        }
    }

    /// The path where pages are files: every page is a folder, so that its URL has a slash at its end and no
    /// host answers with a redirect; and nothing is said in a query, which no file can answer.
    pub fn static_path(&self) -> String {
        match self {
            Self::List { lang, audience: Some(audience) } => ["/", lang, "/sections/", audience, "/"].concat(),
            Self::List { audience: None, .. } | Self::Polls { .. } => self.path(),
            Self::Article { .. } | Self::Poll { .. } => self.path() + "/",
            Self::Search { lang, query } if query.is_empty() => ["/", lang, "/search/"].concat(),
            Self::Search { lang, query } => ["/", lang, "/search/?q=", &encode_component(query)].concat(),
        }
    }

    /// The page's language.
    pub fn lang(&self) -> &str {
        match self {
            Self::List { lang, .. }
            | Self::Article { lang, .. }
            | Self::Poll { lang, .. }
            | Self::Polls { lang }
            | Self::Search { lang, .. } => lang,
        }
    }

    /// The same page in another language.
    pub fn in_lang(&self, other: &str) -> Self {
        let mut route = self.clone();
        match &mut route {
            Self::List { lang, .. }
            | Self::Article { lang, .. }
            | Self::Poll { lang, .. }
            | Self::Polls { lang }
            | Self::Search { lang, .. } => other.clone_into(lang),
        }
        route
    }

    /// Whether both lead to the same thing, be it in different languages.
    pub fn same_subject(&self, other: &Self) -> bool {
        self.in_lang("") == other.in_lang("")
    }
}

/// Whether `text` has the form of a BCP 47 tag: subtags of up to 8 letters and digits, the first
/// of 2 or 3 letters.
pub fn is_lang(text: &str) -> bool {
    let mut subtags = split(text, "-").into_iter();
    let first = subtags.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether `text` can be the name of an article or a poll: 1 to 100 of `a-z 0-9 - _`.
pub fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=100).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(lang: &str, audience: Option<&str>) -> Route {
        Route::List { lang: lang.into(), audience: audience.map(Into::into) }
    }

    fn search(query: &str) -> Route {
        Route::Search { lang: "en".into(), query: query.into() }
    }

    #[test]
    fn paths_lead_to_their_pages() {
        let article = Route::Article { lang: "ru".into(), slug: "night-trains".into() };
        let poll = Route::Poll { lang: "zh-Hans".into(), id: "p1".into() };
        let cases = [
            ("/en/", "", Some(list("en", None))),
            ("/en", "", Some(list("en", None))),
            ("/en/", "audience=business", Some(list("en", Some("business")))),
            ("/en/", "x=1&audience=a%20b", None),
            ("/en/sections/business", "", Some(list("en", Some("business")))),
            ("/en/sections/Bad", "", None),
            ("/en/sections", "", None),
            ("/en/search", "", Some(search(""))),
            ("/en/search", "q=night%20trains+&x=1", Some(search("night trains "))),
            ("/en/search/more", "", None),
            ("/ru/articles/night-trains", "", Some(article)),
            ("/zh-Hans/polls/p1/", "", Some(poll)),
            ("/en/polls/", "", Some(Route::Polls { lang: "en".into() })),
            ("/en/polls", "", Some(Route::Polls { lang: "en".into() })),
            ("/en/polls/more/MCAw/", "", Some(Route::Polls { lang: "en".into() })),
            ("/en/polls/more", "", Some(Route::Poll { lang: "en".into(), id: "more".into() })),
            ("/en/polls/feed.xml", "", None),
            ("/en/sections/business/", "", Some(list("en", Some("business")))),
            ("/en/more/MjAyNi0wNQ/", "", Some(list("en", None))),
            ("/en/sections/business/more/MjAyNi0wNQ/", "", Some(list("en", Some("business")))),
            ("/ru/articles/more/x", "", None),
            ("/", "", None),
            ("", "", None),
            ("/english/", "", None),
            ("/en/articles", "", None),
            ("/en/articles/Bad%20Name", "", None),
            ("/en/articles/a/b", "", None),
            ("/api/v1/polls/x", "", None),
        ];
        for (path, query, expected) in cases {
            assert_eq!(Route::parse(path, query), expected, "{path}?{query}");
        }
    }

    #[test]
    fn a_file_s_address_ends_in_a_slash_and_leads_to_the_same_page() {
        let routes = [
            list("en", None),
            list("en", Some("business")),
            Route::Article { lang: "ru".into(), slug: "more".into() },
            Route::Poll { lang: "ar".into(), id: "p1".into() },
            Route::Polls { lang: "zh-Hans".into() },
        ];
        for route in routes {
            let path = route.static_path();
            assert!(path.ends_with('/') && !path.contains('?'), "{path}");
            assert_eq!(Route::parse(&path, ""), Some(route), "{path}");
        }
    }

    #[test]
    fn a_route_in_another_language_is_the_same_subject() {
        let route = Route::Article { lang: "en".into(), slug: "a".into() };
        assert_eq!(route.in_lang("ar").path(), "/ar/articles/a");
        assert!(route.same_subject(&route.in_lang("ar")));
        assert!(!route.same_subject(&list("en", None)));
    }

    proptest! {
        #[test]
        fn a_path_parses_back_to_its_route(
            audience in proptest::option::of("[a-z0-9-]{1,12}"),
            words in "[a-z &=%+#é夜<]{0,12}",
        ) {
            for route in [list("en", audience.as_deref()), Route::Polls { lang: "en".into() }, search(&words)] {
                let path = route.path();
                let (path, query) = path.split_once('?').unwrap_or((&path, ""));
                prop_assert_eq!(Route::parse(path, query), Some(route.clone()));
            }
        }
    }
}

//! Heads as machines read them: from the served bytes, without any script.

use std::path::Path;

use axum::http::StatusCode;
use serde_json::Value;

use super::{
    TestServer,
    head::{Head, ORIGIN, address},
};

#[tokio::test]
async fn every_kind_of_page_has_a_head_of_its_own_in_each_language() {
    let server = TestServer::start().await;
    let pages = [
        ("/en/", "The Open Question", "The Open Question", "Read & answer.", "website"),
        ("/ar/", "السؤال المفتوح", "السؤال المفتوح", "اقرأ.", "website"),
        ("/en/articles/trains", "Night <trains> · The Open Question", "Night <trains>", "Slow & dark.", "article"),
        ("/ar/articles/trains", "قطارات الليل · السؤال المفتوح", "قطارات الليل", "Slow & dark.", "article"),
        ("/en/articles/english", "Only English · The Open Question", "Only English", "", "article"),
        ("/en/polls/which", "Which? · The Open Question", "Which?", "Option A · Option B", "website"),
        ("/ar/polls/which", "أي؟ · السؤال المفتوح", "أي؟", "أ · ب", "website"),
    ];
    let mut pictures = Vec::new();
    for (path, title, own_title, description, kind) in pages {
        let head = Head::of(&server.get(path).await);
        assert_eq!(head.title, title, "{path}");
        assert_eq!(head.meta("description"), description, "{path}");
        assert_eq!(head.canonical(), Some(address(path).as_str()), "{path}");
        for (name, expected) in [
            ("og:type", kind),
            ("og:title", own_title),
            ("og:description", description),
            ("og:url", &address(path)),
            ("og:site_name", title.rsplit(" · ").next().unwrap()),
            ("twitter:card", "summary_large_image"),
            ("twitter:title", own_title),
            ("twitter:description", description),
        ] {
            assert_eq!(head.meta(name), expected, "{name} of {path}");
        }
        assert_eq!(head.meta("twitter:image"), head.meta("og:image"), "{path}");
        assert_eq!(head.meta("twitter:image:alt"), head.meta("og:image:alt"), "{path}");
        assert!(head.meta("og:image:alt").contains(own_title), "{path}: {}", head.meta("og:image:alt"));
        assert_eq!(head.json.is_some(), kind == "article", "{path}");
        let picture = head.meta("og:image").strip_prefix(ORIGIN).expect("an absolute address").to_owned();
        let answer = server.get(&picture).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"), "{picture}");
        let size = [head.meta("og:image:width"), head.meta("og:image:height")].map(|side| side.parse::<u32>().unwrap());
        let found = [16, 20].map(|at| u32::from_be_bytes(answer.body[at..at + 4].try_into().unwrap()));
        assert_eq!((size, found), ([1200, 630], [1200, 630]), "{picture}");
        pictures.push(answer.body);
    }
    let count = pictures.len();
    pictures.sort();
    pictures.dedup();
    assert_eq!(pictures.len(), count, "each picture shows its own page");
}

#[tokio::test]
async fn alternates_are_the_translations_and_are_reciprocal() {
    let server = TestServer::start().await;
    let cases: [(&[&str], &str); 5] = [
        (&["en", "ar"], "/{}/"),
        (&["en", "ar"], "/{}/articles/trains"),
        (&["en"], "/{}/articles/english"),
        (&["en", "ar"], "/{}/polls/which"),
        (&["en"], "/{}/polls/several"),
    ];
    for (langs, path) in cases {
        let mut expected: Vec<(String, String)> =
            langs.iter().map(|lang| ((*lang).to_owned(), address(&path.replace("{}", lang)))).collect();
        expected.push(("x-default".to_owned(), address(&path.replace("{}", "en"))));
        for lang in langs {
            let head = Head::of(&server.get(&path.replace("{}", lang)).await);
            let found: Vec<(String, String)> =
                head.hreflangs().into_iter().map(|(lang, href)| (lang.to_owned(), href.to_owned())).collect();
            assert_eq!(found, expected, "{path} in {lang}");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_asks_not_to_be_found() {
    let server = TestServer::start().await;
    for path in ["/en/articles/nowhere", "/ar/articles/english", "/ar/polls/several", "/de/", "/en/what/is/this"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let head = Head::of(&answer);
        assert_eq!(head.meta("robots"), "noindex", "{path}");
        assert_eq!((head.canonical(), head.hreflangs().len(), head.meta("og:title")), (None, 0, ""), "{path}");
        assert!(!head.title.is_empty() && head.json.is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_place_further_down_the_list_is_not_for_search_engines() {
    let server = TestServer::start().await;
    // "2026-04-15T00:00:00Z x": what was published before.
    let head = Head::of(&server.get("/en/?cursor=MjAyNi0wNC0xNVQwMDowMDowMFogeA").await);
    assert_eq!((head.meta("robots"), head.canonical(), head.hreflangs().len()), ("noindex", None, 0));
}

#[tokio::test]
async fn structured_data_has_authors_dates_and_translations() {
    let server = TestServer::start().await;
    let original = Head::of(&server.get("/en/articles/trains").await).json.expect("it has JSON-LD");
    let english = address("/en/articles/trains");
    for (pointer, expected) in [
        ("/@context", "https://schema.org"),
        ("/@type", "NewsArticle"),
        ("/@id", &english),
        ("/headline", "Night <trains>"),
        ("/inLanguage", "en"),
        ("/datePublished", "2026-05-01T06:30:00Z"),
        ("/dateModified", "2026-05-01T06:30:00Z"),
        ("/author/@type", "Person"),
        ("/author/name", "Transport desk"),
        ("/publisher/@type", "Organization"),
        ("/publisher/name", "The Open Question"),
        ("/workTranslation/0/@id", &address("/ar/articles/trains")),
    ] {
        assert_eq!(original.pointer(pointer).and_then(Value::as_str), Some(expected), "{pointer}");
    }
    assert_eq!(original["isAccessibleForFree"], Value::Bool(true));
    let image = original.pointer("/image/0").and_then(Value::as_str).expect("an image");
    assert!(image.starts_with(&address("/en/articles/trains/card.png?v=")), "{image}");
    for absent in ["translationOfWork", "aggregateRating"] {
        assert!(original.get(absent).is_none(), "{absent}");
    }

    let translation = Head::of(&server.get("/ar/articles/trains").await).json.expect("it has JSON-LD");
    assert_eq!(translation["inLanguage"], "ar");
    assert_eq!(translation.pointer("/translationOfWork/@id").and_then(Value::as_str), Some(english.as_str()));
    assert!(translation.get("workTranslation").is_none());

    let alone = Head::of(&server.get("/en/articles/english").await).json.expect("it has JSON-LD");
    assert!(alone.get("workTranslation").is_none() && alone.get("translationOfWork").is_none());
}

#[tokio::test]
async fn articles_of_the_demo_have_what_search_engines_ask_for() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let server = TestServer::start_as(true, &[], |settings| settings.sources.content = demo).await;
    let sitemap = server.get("/sitemap.xml").await;
    let pages = sitemap.text().split("<loc>").filter_map(|rest| rest.split("</loc>").next()?.strip_prefix(ORIGIN));
    let articles: Vec<&str> = pages.filter(|path| path.contains("/articles/")).collect();
    assert!(articles.len() >= 20, "{articles:?}");
    for path in articles {
        let head = Head::of(&server.get(path).await);
        let json = head.json.as_ref().unwrap_or_else(|| panic!("{path} has no JSON-LD"));
        for pointer in [
            "/headline",
            "/inLanguage",
            "/datePublished",
            "/dateModified",
            "/author/name",
            "/publisher/name",
            "/image/0",
        ] {
            let value = json.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            assert!(!value.trim().is_empty(), "{pointer} of {path}: {json}");
        }
        for side in ["og:image:width", "og:image:height"] {
            let pixels: u32 = head.meta(side).parse().unwrap_or_default();
            assert!((200..=5_000).contains(&pixels), "{side} of {path} is {:?}", head.meta(side));
        }
    }
}

/// A server whose article on trains was written in Arabic, changed there, and translated before that change.
async fn server_with_an_old_translation() -> TestServer {
    let says = |facts: &str| super::TRAINS.replacen("audiences", &format!("{facts}\naudiences"), 1);
    let english = says("original = \"ar\"\nupdated = 2026-05-02T00:00:00Z");
    let arabic = says("updated = 2026-05-09T00:00:00Z");
    let file = |lang: &str| format!("content/articles/trains/{lang}.md");
    TestServer::start_on(true, &[(file("en"), &english), (file("ar"), &arabic)]).await
}

#[tokio::test]
async fn the_original_is_the_one_that_the_front_matter_names() {
    let server = server_with_an_old_translation().await;
    let original = Head::of(&server.get("/ar/articles/trains").await).json.expect("it has JSON-LD");
    let named = original.pointer("/workTranslation/0/@id").and_then(Value::as_str);
    assert_eq!(named, Some(address("/en/articles/trains").as_str()));
    assert!(original.get("translationOfWork").is_none());
    let translation = Head::of(&server.get("/en/articles/trains").await).json.expect("it has JSON-LD");
    let named = translation.pointer("/translationOfWork/@id").and_then(Value::as_str);
    assert_eq!(named, Some(address("/ar/articles/trains").as_str()));
    assert!(translation.get("workTranslation").is_none());
}

#[tokio::test]
async fn every_date_of_a_translation_is_its_own() {
    let server = server_with_an_old_translation().await;
    for (lang, date) in [("en", "2026-05-02T00:00:00Z"), ("ar", "2026-05-09T00:00:00Z")] {
        let path = format!("/{lang}/articles/trains");
        let json = Head::of(&server.get(&path).await).json.expect("it has JSON-LD");
        assert_eq!(json["dateModified"], date, "{lang}");
        let feed = server.get(&format!("/{lang}/feed.xml")).await;
        let entry = feed.text().split("<entry>").find(|entry| entry.contains(&path)).expect("it is in the feed");
        assert!(entry.contains(&format!("<updated>{date}</updated>")), "{lang}: {entry}");
        assert!(feed.text().split("<entry>").next().unwrap().contains(&format!("<updated>{date}</updated>")), "{lang}");
        let sitemap = server.get("/sitemap.xml").await;
        for page in [path, format!("/{lang}/"), format!("/{lang}/sections/business")] {
            let said = format!("<loc>{}</loc><lastmod>{date}</lastmod>", address(&page));
            assert!(sitemap.text().contains(&said), "{said} is not in {}", sitemap.text());
        }
    }
}

#[tokio::test]
async fn a_section_is_described_by_its_introduction_or_the_tagline() {
    let server = TestServer::start().await;
    for (path, expected) in [("/en/sections/business", "Of & for firms."), ("/ar/sections/business", "اقرأ.")] {
        let head = Head::of(&server.get(path).await);
        assert_eq!((head.meta("description"), head.meta("og:description")), (expected, expected), "{path}");
    }
}

#[tokio::test]
async fn a_section_has_a_feed_of_its_own_that_its_page_names() {
    let server = TestServer::start().await;
    let feeds = |head: &Head| -> Vec<String> {
        let links =
            head.links.iter().filter(|link| link.get("type").is_some_and(|kind| kind == "application/atom+xml"));
        links.map(|link| link["href"].clone()).collect()
    };
    let everything = [address("/en/feed.xml")];
    assert_eq!(feeds(&Head::of(&server.get("/en/").await)), everything);
    let sitemap = server.get("/sitemap.xml").await;
    let section = sitemap.text().split("<loc>").find(|part| part.contains("business") && part.contains("/en/"));
    let page = section.and_then(|part| part.split_once("</loc>")).expect("the sitemap names the section").0;
    let head = Head::of(&server.get(page.strip_prefix(ORIGIN).expect("it is absolute")).await);
    assert_eq!(head.canonical(), Some(page));
    assert_eq!(feeds(&head), [&[address("/en/sections/business/feed.xml")], everything.as_slice()].concat());

    let feed = server.get("/en/sections/business/feed.xml").await;
    let document = roxmltree::Document::parse(feed.text()).expect("it is XML");
    let titles: Vec<&str> =
        document.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text()).collect();
    assert_eq!(titles, ["For business · The Open Question", "Night <trains>"]);
    for missing in ["/en/sections/nobody/feed.xml", "/de/sections/business/feed.xml"] {
        assert_eq!(server.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

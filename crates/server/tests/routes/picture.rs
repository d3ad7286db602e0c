//! A poll's bars as a picture.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{TestServer, a_second_later, cookie_of, poll};

const PICTURE: &str = "/api/v1/polls/which/results.svg";

/// The words of a picture, in the order in which they are drawn.
fn words(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_picture_shows_the_tally_to_anybody() {
    let server = TestServer::start_with_polls(&[]).await;
    for option in ["a", "a", "b"] {
        server.post("/en/polls/which/vote", &format!("option={option}"), "").await;
    }
    let answer = server.get(PICTURE).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        words(answer.text()),
        [
            "Poll",
            "Which?",
            "2 (67%)",
            "Option A",
            "1 (33%)",
            "Option B",
            "3 readers have voted",
            "Closes on June\u{a0}1,\u{a0}2026",
            "The Open Question"
        ]
    );
    for (header, expected) in [
        ("content-type", "image/svg+xml; charset=utf-8"),
        ("content-disposition", "inline; filename=\"which.svg\""),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "accept-encoding"),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(header), expected);
    }
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; img-src data:; style-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[tokio::test]
async fn small_copies_of_the_options_pictures_are_in_it() {
    let image = |id: &str| format!("id = \"{id}\"\nimage = \"{id}.svg\"\n[options.alt]\nen = \"A drawing of {id}\"\n");
    let words = poll("kind = \"single\"", false);
    let words = ["a", "b"].iter().fold(words, |words, id| words.replace(&format!("id = \"{id}\"\n"), &image(id)));
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>";
    let files = [
        ("content/polls/drawn.toml".to_owned(), &*words),
        ("content/polls/drawn/a.svg".to_owned(), drawing),
        ("content/polls/drawn/b.svg".to_owned(), drawing),
    ];
    let server = TestServer::start_on(true, &files).await;
    let path = "/api/v1/polls/drawn/results.svg?lang=en";
    let svg = server.get(path).await;
    let href = format!("href=\"data:image/svg+xml;base64,{}\"", STANDARD.encode(drawing));
    assert_eq!(svg.text().matches(&href).count(), 2, "{}", svg.text());
    assert!(svg.text().contains("A drawing of a"), "{}", svg.text());
}

#[tokio::test]
async fn a_cached_picture_is_revalidated() {
    let server = TestServer::start_with_polls(&[]).await;
    let tag = server.get(PICTURE).await.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag} is weak, for each coding is another body");
    let again = server.get_with(PICTURE, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), tag);
    server.clock.set("2026-05-11T12:00:00Z".parse().unwrap());
    a_second_later().await;
    assert_eq!(server.get(PICTURE).await.header("etag"), tag, "a day is no change");
    server.post("/en/polls/which/vote", "option=a", "").await;
    a_second_later().await;
    assert_ne!(server.get(PICTURE).await.header("etag"), tag);
    server.clock.set("2026-06-02T12:00:00Z".parse().unwrap());
    a_second_later().await;
    let closed = server.get(PICTURE).await;
    assert!(words(closed.text()).contains(&"Closed on June\u{a0}1,\u{a0}2026".to_owned()), "{}", closed.text());
}

#[tokio::test]
async fn a_reader_who_has_voted_gets_the_picture_that_everybody_gets() {
    let server =
        TestServer::start_with_polls(&[("after", &poll("kind = \"single\"\nresults = \"after_vote\"", true))]).await;
    let path = "/api/v1/polls/after/results.svg";
    let cookie = cookie_of(&server.post("/en/polls/after/vote", "option=a", "").await);
    let (own, common) = (server.get_with(path, &[("cookie", &cookie)]).await, server.get(path).await);
    assert_eq!(own.body, common.body);
    assert!(own.header("cache-control").starts_with("public"), "{}", own.header("cache-control"));
    let words = words(common.text());
    assert!(words.contains(&"1 reader has voted".to_owned()), "{words:?}");
    assert!(words.contains(&"Results are shown once you have voted".to_owned()), "{words:?}");
    assert!(!common.text().contains("class=\"bar\"") && !words.iter().any(|line| line.contains('%')), "{words:?}");
}

#[tokio::test]
async fn a_picture_speaks_the_language_asked_for_and_runs_its_way() {
    let server = TestServer::start_with_polls(&[]).await;
    let answer = server.get(&format!("{PICTURE}?lang=AR&theme=dark&width=240")).await;
    let document = roxmltree::Document::parse(answer.text()).unwrap();
    let root = document.root_element();
    assert_eq!((root.attribute("lang"), root.attribute("direction")), (Some("ar"), Some("rtl")));
    assert_eq!(root.attribute("width"), Some("240"));
    assert!(words(answer.text()).contains(&"السؤال المفتوح".to_owned()), "{}", answer.text());
    for (path, code, named) in [
        ("/api/v1/polls/which/results.svg?lang=xx", "translation_missing", "\"available\":[\"ar\",\"en\"]"),
        ("/api/v1/polls/several/results.svg?lang=ar", "translation_missing", "\"available\":[\"en\"]"),
        ("/api/v1/polls/none/results.svg", "not_found", "\"status\":404"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains(code) && answer.text().contains(named), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_width_is_held_within_its_bounds_and_a_theme_has_a_name() {
    let server = TestServer::start_with_polls(&[]).await;
    for (query, expected) in [
        ("", "480"),
        ("?width=0", "240"),
        ("?width=241", "241"),
        ("?width=99999999999999999999", "1200"),
        ("?theme=light&width=1200", "1200"),
        ("?utm_source=x", "480"),
    ] {
        let answer = server.get(&format!("{PICTURE}{query}")).await;
        assert!(answer.text().contains(&format!("viewBox=\"0 0 {expected} ")), "{query}: {}", answer.text());
    }
    for (query, status, field) in [
        ("width=wide", 400, "width"),
        ("width=-5", 400, "width"),
        ("width=", 400, "width"),
        ("width=4e2", 400, "width"),
        ("theme=", 422, "theme"),
        ("theme=sepia", 422, "theme"),
        ("theme=%22%3E%3Cscript%3E", 422, "theme"),
    ] {
        let answer = server.get(&format!("{PICTURE}?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
        assert!(answer.text().contains("\"code\":\"invalid_request\""), "{query}: {}", answer.text());
        assert!(answer.text().contains(&format!("\"field\":\"{field}\"")), "{query}: {}", answer.text());
    }
}

#[tokio::test]
async fn markup_in_a_label_is_text() {
    let odd = poll("kind = \"single\"", false).replace("Option A", "</text><script>&\\\"'\u{202e}");
    let server = TestServer::start_with_polls(&[("odd", &odd)]).await;
    let answer = server.get("/api/v1/polls/odd/results.svg").await;
    assert!(words(answer.text()).contains(&"</text><script>&\"'\u{202e}".to_owned()), "{}", answer.text());
    assert!(!answer.text().contains("<script"), "{}", answer.text());
}

#[tokio::test]
async fn without_a_built_front_end_there_are_no_words_for_a_picture() {
    let answer = TestServer::start_with(false).await.get(PICTURE).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("\"code\":\"unavailable\"") && !answer.text().contains("dist"), "{}", answer.text());
    assert_eq!(answer.header("retry-after"), "2");
}

//! oEmbed: what a site gets that asks how to show a poll.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Answer, TestServer, poll};

const PUBLIC: &str = "http://127.0.0.1:8080";

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

/// Asks about `path` of the publication, with more behind it.
async fn ask(server: &TestServer, path: &str, more: &str) -> Answer {
    server.get(&format!("/oembed?url={PUBLIC}{path}{more}")).await
}

#[tokio::test]
async fn a_poll_is_one_frame_and_no_script() {
    let server = TestServer::start_with_polls(&[]).await;
    for path in [
        "/en/polls/which",
        "/en/polls/which/",
        "/en/polls/which%3Futm_source=x%23poll-which",
        "/embed/polls/which",
        "/embed/polls/which%3Ftheme=dark%26lang=en",
    ] {
        let answer = ask(&server, path, "").await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"), "{path}");
        let card = json(&answer);
        let height = card["height"].as_u64().unwrap();
        let frame = format!(
            "<iframe src=\"{PUBLIC}/embed/polls/which?lang=en\" title=\"Which?\" width=\"600\" height=\"{height}\" \
             loading=\"lazy\"></iframe>"
        );
        let expected = serde_json::json!({
            "version": "1.0", "type": "rich", "title": "Which?", "provider_name": "The Open Question",
            "provider_url": format!("{PUBLIC}/en/"), "cache_age": 3600, "width": 600, "height": height, "html": frame,
        });
        assert_eq!(card, expected, "{path}");
    }
    let answer = server.get_with("/oembed?url=https%3A%2F%2F127.0.0.1%3A8080%2Far%2Fpolls%2Fwhich", &[]).await;
    let card = json(&answer);
    assert_eq!((&card["title"], &card["provider_name"]), (&"أي؟".into(), &"السؤال المفتوح".into()));
    assert!(card["html"].as_str().unwrap().contains("?lang=ar\" title=\"أي؟\""), "{card}");
}

#[tokio::test]
async fn pages_of_any_origin_may_read_and_keep_the_answer() {
    let server = TestServer::start().await;
    let first = ask(&server, "/en/polls/which", "").await;
    assert_eq!(first.header("access-control-allow-origin"), "*");
    assert_eq!((first.header("cache-control"), first.header("vary")), ("public, max-age=3600", ""));
    let tag = first.header("etag").to_owned();
    let path = format!("/oembed?url={PUBLIC}/en/polls/which");
    let again = server.get_with(&path, &[("if-none-match", &tag), ("origin", "https://partner.example")]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("access-control-allow-origin"), "*");
    let refused = server.get("/oembed").await;
    assert_eq!(refused.header("access-control-allow-origin"), "*", "a page may read why, too");
}

#[tokio::test]
async fn markup_in_a_question_is_text_in_either_format() {
    let odd = poll("kind = \"single\"", false).replace("Which?", "</title><b>&\\\"'?");
    let server = TestServer::start_with_polls(&[("odd", &odd)]).await;
    let question = "</title><b>&\"'?";
    let title = "title=\"&lt;/title&gt;&lt;b&gt;&amp;&quot;'?\"";
    let card = json(&ask(&server, "/en/polls/odd", "").await);
    assert_eq!(card["title"], question);
    assert!(card["html"].as_str().unwrap().contains(title), "{card}");

    let answer = ask(&server, "/en/polls/odd", "&format=xml").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/xml; charset=utf-8"));
    let document = roxmltree::Document::parse(answer.text()).unwrap();
    assert!(document.root_element().has_tag_name("oembed"));
    for (name, value) in card.as_object().unwrap() {
        let element = document.descendants().find(|node| node.has_tag_name(name.as_str()));
        let text = element.and_then(|node| node.text().map(str::to_owned)).unwrap_or_default();
        assert_eq!(text, value.as_str().map_or_else(|| value.to_string(), str::to_owned), "{name}");
    }
}

#[tokio::test]
async fn a_frame_is_never_larger_than_there_is_room_for() {
    let server = TestServer::start().await;
    let size = async |more: &str| {
        let card = json(&ask(&server, "/en/polls/which", more).await);
        let (width, height) = (card["width"].as_u64().unwrap(), card["height"].as_u64().unwrap());
        let html = card["html"].as_str().unwrap();
        assert!(html.contains(&format!("width=\"{width}\" height=\"{height}\"")), "{html}");
        (width, height)
    };
    let (_, natural) = size("").await;
    let narrow = size("&maxwidth=240").await;
    assert_eq!(narrow.0, 240);
    assert!(narrow.1 >= natural);
    for (more, expected) in [
        ("&maxwidth=5000&maxheight=5000", (600, natural)),
        ("&maxheight=200", (600, 200)),
        ("&maxwidth=99999999999999999999&maxheight=160", (600, 160)),
    ] {
        assert_eq!(size(more).await, expected, "{more}");
    }
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let restricted = poll("kind = \"single\"\nallowed_origins = [\"https://partner.example\"]", true);
    let server = TestServer::start_with_polls(&[("partners", &restricted)]).await;
    let which = format!("url={PUBLIC}/en/polls/which");
    for (query, status, code, field) in [
        (String::new(), 400, "invalid_request", Some("url")),
        ("url=".to_owned(), 404, "not_found", Some("url")),
        ("url=%FF%00".to_owned(), 404, "not_found", Some("url")),
        ("url=https://other.example/en/polls/which".to_owned(), 404, "not_found", Some("url")),
        (format!("url={PUBLIC}/en/articles/trains"), 404, "not_found", Some("url")),
        (format!("url={PUBLIC}/en/polls/none"), 404, "not_found", None),
        (format!("url={PUBLIC}/xx/polls/which"), 404, "translation_missing", Some("lang")),
        (format!("url={PUBLIC}/embed/polls/several%3Flang=ar"), 404, "translation_missing", Some("lang")),
        (format!("url={PUBLIC}/en/polls/partners"), 401, "origin_not_allowed", None),
        (format!("url={PUBLIC}/embed/polls/partners"), 401, "origin_not_allowed", None),
        (format!("{which}&format=yaml"), 501, "invalid_request", Some("format")),
        (format!("{which}&maxwidth=wide"), 400, "invalid_request", Some("maxwidth")),
        (format!("{which}&maxheight=-1"), 400, "invalid_request", Some("maxheight")),
        (format!("{which}&maxwidth=239"), 422, "invalid_request", Some("maxwidth")),
        (format!("{which}&maxheight=0"), 422, "invalid_request", Some("maxheight")),
        (format!("{which}&{which}"), 400, "invalid_request", None),
    ] {
        let answer = server.get(&format!("/oembed?{query}")).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
        let problem = json(&answer);
        assert_eq!((answer.status.as_u16(), &problem["code"]), (status, &code.into()), "{query}");
        assert_eq!(problem["field"].as_str(), field, "{query}");
    }
    let answer = server.post("/oembed", "url=x", "").await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
}

#[tokio::test]
async fn a_poll_s_page_links_to_oembed_where_any_site_may_frame() {
    let restricted = poll("kind = \"single\"\nallowed_origins = [\"https://partner.example\"]", true);
    let server = TestServer::start_with_polls(&[("partners", &restricted)]).await;
    let page = server.get("/ar/polls/which").await;
    for (media_type, format) in [("application/json+oembed", "json"), ("text/xml+oembed", "xml")] {
        let path = format!("/oembed?url=http%3A%2F%2F127.0.0.1%3A8080%2Far%2Fpolls%2Fwhich&format={format}");
        let link = format!(
            "<link rel=\"alternate\" type=\"{media_type}\" title=\"أي؟\" href=\"{PUBLIC}{}\">",
            path.replace('&', "&amp;")
        );
        assert!(page.text().contains(&link), "{link}\nin {}", page.text());
        assert_eq!(server.get(&path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/en/polls/partners", "/en/articles/trains", "/en/"] {
        assert!(!server.get(path).await.text().contains("oembed"), "{path}");
    }
}

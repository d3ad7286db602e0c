//! Name and sign of the publication, as the front-end's `config.json` sets them, in what machines read.

use axum::http::StatusCode;
use serde_json::Value;

use super::TestServer;

async fn server(config: &str) -> TestServer {
    TestServer::start_on(true, &[("dist/config.json".to_owned(), config)]).await
}

/// What an article's page tells search engines.
async fn description(server: &TestServer) -> Value {
    let page = server.get("/en/articles/trains").await;
    assert_eq!(page.status, StatusCode::OK);
    let (_, rest) = page.text().split_once("<script type=\"application/ld+json\">").expect("it has JSON-LD");
    serde_json::from_str(rest.split_once("</script>").expect("the script ends").0).expect("it is JSON")
}

#[tokio::test]
async fn search_engines_read_the_publication_s_name_and_sign() {
    let server = server(r#"{"brand": {"name": "The Post", "logo": "/brand/logo.svg"}}"#).await;
    let publisher = description(&server).await["publisher"].take();
    assert_eq!((&publisher["name"], &publisher["@type"]), (&"The Post".into(), &"Organization".into()));
    let logo = serde_json::json!({ "@type": "ImageObject", "url": "http://127.0.0.1:8080/brand/logo.svg" });
    assert_eq!(publisher["logo"], logo);
}

#[tokio::test]
async fn a_publication_without_a_sign_names_none() {
    for config in ["{}", r#"{"brand": {"name": "The Post", "logo": ""}}"#] {
        let publisher = description(&server(config).await).await["publisher"].take();
        assert!(publisher.is_object() && publisher.get("logo").is_none(), "{publisher}");
    }
}

#[tokio::test]
async fn a_name_that_is_set_stands_wherever_the_publication_is_named() {
    let server = server(r#"{"brand": {"name": "The Post"}}"#).await;
    for (path, part) in [
        ("/en/", "<title>The Post</title>"),
        ("/en/", "<h1 class=\"list-page__title\" tabindex=\"-1\">The Post</h1>"),
        ("/en/", "<meta property=\"og:site_name\" content=\"The Post\">"),
        ("/ar/articles/trains", " · The Post</title>"),
        ("/en/sections/business", "<title>For business · The Post</title>"),
        ("/en/feed.xml", "<title>The Post</title>"),
        ("/en/feed.xml", "<author><name>The Post</name></author>"),
        ("/en/sections/business/feed.xml", "<title>For business · The Post</title>"),
        ("/en/manifest.webmanifest", "\"name\":\"The Post\""),
        ("/embed/check", "<title>Put a poll on your page – The Post</title>"),
        ("/api/v1/publication", "\"name\":\"The Post\""),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().contains(part), "{path}: {part}\nis not in {}", answer.text());
        for own in ["The Open Question", "السؤال المفتوح"] {
            assert!(!answer.text().contains(own), "{path}: {own} is in {}", answer.text());
        }
    }
}

#[tokio::test]
async fn without_a_built_front_end_the_content_names_the_publication() {
    let server = TestServer::start_with(false).await;
    assert!(server.get("/en/feed.xml").await.text().contains("<title>The Open Question</title>"));
}

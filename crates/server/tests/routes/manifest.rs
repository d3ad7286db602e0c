//! The manifest of each language, and what lets a page use it and the service worker.

use axum::http::StatusCode;
use serde_json::Value;

use super::TestServer;

#[tokio::test]
async fn each_language_has_a_manifest_with_relative_urls() {
    let server = TestServer::start().await;
    for (lang, name, dir) in [("en", "The Open Question", "ltr"), ("ar", "السؤال المفتوح", "rtl")] {
        let answer = server.get(&format!("/{lang}/manifest.webmanifest")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/manifest+json");
        let manifest: Value = serde_json::from_str(answer.text()).expect("JSON");
        assert_eq!((&manifest["name"], &manifest["lang"], &manifest["dir"]), (&name.into(), &lang.into(), &dir.into()));
        assert_eq!((&manifest["start_url"], &manifest["scope"]), (&"./".into(), &"../".into()));
        assert_eq!(manifest["id"], "/", "the same app in every language");
        let icons = manifest["icons"].as_array().expect("icons");
        for (sizes, purpose) in [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")] {
            assert!(icons.iter().any(|icon| icon["sizes"] == sizes && icon["purpose"] == purpose), "{sizes} {purpose}");
        }
        let again = server
            .get_with(&format!("/{lang}/manifest.webmanifest"), &[("if-none-match", answer.header("etag"))])
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    assert_eq!(server.get("/xx/manifest.webmanifest").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_links_its_manifest_and_may_have_a_worker() {
    let server = TestServer::start().await;
    let page = server.get("/ar/").await;
    assert!(page.text().contains("<link rel=\"manifest\" href=\"/ar/manifest.webmanifest\">"));
    assert!(page.text().contains("<link rel=\"apple-touch-icon\" href=\"/icons/apple-touch-icon.png\">"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("manifest-src 'self'") && policy.contains("worker-src 'self'"), "{policy}");
}

async fn manifest(server: &TestServer, lang: &str) -> Value {
    serde_json::from_str(server.get(&format!("/{lang}/manifest.webmanifest")).await.text()).expect("JSON")
}

#[tokio::test]
async fn an_installed_app_starts_in_the_colours_of_the_theme() {
    for (theme, paper, accent) in [
        ("", "#fbfaf7", "#1b5e46"),
        (":root { --paper: #f4f6f9; --accent: rebeccapurple; }", "#f4f6f9", "#663399"),
        ("@media (prefers-color-scheme: dark) { :root { --paper: #000; } }", "#fbfaf7", "#1b5e46"),
    ] {
        let server = TestServer::start_on(true, &[("dist/theme.css".to_owned(), theme)]).await;
        let manifest = manifest(&server, "en").await;
        let colours = (&manifest["background_color"], &manifest["theme_color"]);
        assert_eq!(colours, (&paper.into(), &accent.into()), "{theme}");
    }
}

#[tokio::test]
async fn the_direction_is_what_the_publication_says_of_the_language() {
    let publication = super::PUBLICATION.replacen("lang = \"en\"", "lang = \"en\"\ndir = \"rtl\"", 1);
    let server = TestServer::start_on(true, &[("content/publication.toml".to_owned(), &publication)]).await;
    assert_eq!(manifest(&server, "en").await["dir"], "rtl");
}

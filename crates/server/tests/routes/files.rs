//! Files of the built front-end, pictures, feeds.

use axum::http::StatusCode;

use super::{TestServer, a_second_later};

#[tokio::test]
async fn built_files_have_types_and_cache_lifetimes() {
    let texts = ["dist/embed/v1/README.md", "dist/embed/v1/embed.d.ts"].map(|file| (file.to_owned(), "\u{e9}"));
    let server = TestServer::start_on(true, &texts).await;
    let short = "public, max-age=60, stale-while-revalidate=600";
    let for_ever = "public, max-age=31536000, immutable";
    let cases = [
        ("/reader-0123456789abcdef.js", "text/javascript; charset=utf-8", for_ever),
        ("/reader-0123456789abcdef_bg.wasm", "application/wasm", for_ever),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/config.json", "application/json", short),
        ("/locales/en.json", "application/json", short),
        ("/embed/v1/README.md", "text/markdown; charset=utf-8", short),
        ("/embed/v1/embed.d.ts", "text/plain; charset=utf-8", short),
    ];
    for (path, media_type, cache) in cases {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), (media_type, cache), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let again = server.get_with(path, &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
    }
}

#[tokio::test]
async fn a_compressed_form_is_sent_to_those_who_take_it() {
    let server = TestServer::start().await;
    let path = "/reader-0123456789abcdef.js";
    let brotli = server.get_with(path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((brotli.text(), brotli.header("content-encoding")), ("brotli", "br"));
    assert_eq!(brotli.header("content-type"), "text/javascript; charset=utf-8");
    let plain = server.get(path).await;
    assert_eq!((plain.text(), plain.header("content-encoding")), ("plain();", ""));
    assert_eq!(plain.header("vary"), "accept-encoding");
    assert_ne!(plain.header("etag"), brotli.header("etag"));
}

#[tokio::test]
async fn a_compressed_form_that_is_older_than_its_file_is_not_sent() {
    let server = TestServer::start().await;
    let file = server.folder.path().join("dist/config.json");
    let saved_at = |path: &std::path::Path, milliseconds: u64| {
        let moment = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(milliseconds);
        std::fs::File::options().write(true).open(path).unwrap().set_modified(moment).unwrap();
    };
    for (form, encoding) in [("br", "br"), ("gz", "gzip")] {
        let packed = server.folder.path().join(format!("dist/config.json.{form}"));
        std::fs::write(&packed, form).unwrap();
        saved_at(&file, 1_700_000_000_000);
        for (moment, text, sent) in
            [(1_700_000_000_010, form, encoding), (1_700_000_000_000, form, encoding), (1_699_999_999_990, "{}", "")]
        {
            saved_at(&packed, moment);
            a_second_later().await;
            let answer = server.get_with("/config.json", &[("accept-encoding", encoding)]).await;
            assert_eq!((answer.text(), answer.header("content-encoding")), (text, sent), "{form} of {moment}");
        }
        std::fs::remove_file(packed).unwrap();
    }
}

/// Whoever saves a file is answered with it within a second, however often it is asked for; and a part of it is a part.
#[tokio::test]
async fn a_file_is_read_once_and_seen_within_a_second_when_it_is_saved() {
    let server = TestServer::start().await;
    let file = server.folder.path().join("dist/theme.css");
    std::fs::write(&file, "a{color:red}").unwrap();
    let first = server.get("/theme.css").await;
    assert_eq!((first.text(), first.header("content-type")), ("a{color:red}", "text/css; charset=utf-8"));
    std::fs::write(&file, "a{color:green}").unwrap();
    assert_eq!(server.get("/theme.css").await.text(), "a{color:red}", "it is looked at once a second");
    a_second_later().await;
    let second = server.get("/theme.css").await;
    assert_eq!(second.text(), "a{color:green}");
    assert_ne!(second.header("etag"), first.header("etag"));
    let part = server.get_with("/theme.css", &[("range", "bytes=2-6")]).await;
    assert_eq!((part.status, part.text()), (StatusCode::PARTIAL_CONTENT, "color"));
    std::fs::remove_file(&file).unwrap();
    a_second_later().await;
    assert_eq!(server.get("/theme.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_the_build_left_plain_is_compressed_as_the_weights_say() {
    let script = "plain();\n".repeat(1_000);
    let server = TestServer::start_on(true, &[("dist/large.js".to_owned(), script.as_str())]).await;
    for (takes, encoding) in [("gzip;q=0.5, br;q=1", "br"), ("br;q=0, gzip", "gzip"), ("br;q=0", ""), ("", "")] {
        let answer = server.get_with("/large.js", &[("accept-encoding", takes)]).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, encoding), "{takes}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{takes}");
        assert_eq!(answer.body == script.as_bytes(), encoding.is_empty(), "{takes}");
        assert!(encoding.is_empty() || answer.body.len() * 10 < script.len(), "{takes}: {}", answer.body.len());
    }
}

#[tokio::test]
async fn a_file_that_is_missing_or_not_for_readers_is_never_the_app() {
    let server = TestServer::start().await;
    for path in [
        "/gone-0123456789abcdef.js",
        "/en/gone.js",
        "/index.html",
        "/.secret.js",
        "/%2esecret.js",
        "/reader-0123456789abcdef.js.br",
        "/../content/publication.toml",
        "/locales/..%2f..%2fcontent/publication.toml",
        "/favicon.ico",
        "/media/trains/unused.svg",
        "/media/trains/en.md",
        "/media/trains/..%2f..%2fpublication.toml",
        "/media/nowhere/map.svg",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().contains("<div"), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_picture_is_a_picture_and_runs_nothing() {
    let server = TestServer::start().await;
    let answer = server.get("/media/trains/map.svg").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/svg+xml; charset=utf-8"));
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'"), "{policy}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    let again = server.get_with("/media/trains/map.svg", &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_feed_lists_the_articles_of_its_language() {
    let server = TestServer::start().await;
    let english = server.get("/en/feed.xml").await;
    assert_eq!(
        (english.status, english.header("content-type")),
        (StatusCode::OK, "application/atom+xml; charset=utf-8")
    );
    assert_eq!(english.text().matches("<entry>").count(), 2);
    for part in [
        "<title>Night &lt;trains&gt;</title>",
        "<updated>2026-05-01T06:30:00Z</updated>",
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"http://127.0.0.1:8080/en/feed.xml\"/>",
        "<category term=\"business\" label=\"For business\"/>",
        "<summary>Slow &amp; dark.</summary>",
    ] {
        assert!(english.text().contains(part), "{part}\nin {}", english.text());
    }
    assert_eq!(server.get("/ar/feed.xml").await.text().matches("<entry>").count(), 1);
    assert_eq!(server.get("/de/feed.xml").await.status, StatusCode::NOT_FOUND);
    let again = server.get_with("/en/feed.xml", &[("if-none-match", english.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_sitemap_names_each_page_in_exactly_the_languages_it_has() {
    let server = TestServer::start().await;
    let sitemap = server.get("/sitemap.xml").await;
    let count = |what: &str| sitemap.text().matches(what).count();
    assert_eq!(count("<loc>http://127.0.0.1:8080/en/articles/english</loc>"), 1);
    assert_eq!(count("/ar/articles/english"), 0);
    // The list in two languages, its one section and the list of polls, one article in two and one in one, two polls in two and
    // one in one.
    assert_eq!(count("<url>"), 2 + 2 + 2 + 2 + 1 + 2 + 2 + 1);
    assert_eq!(count("hreflang=\"x-default\""), count("<url>"));
    assert_eq!(count("<url>"), count("</url>"));
}

#[tokio::test]
async fn robots_are_told_where_the_sitemap_is() {
    let server = TestServer::start().await;
    let robots = server.get("/robots.txt").await;
    assert!(robots.text().contains("Sitemap: http://127.0.0.1:8080/sitemap.xml"), "{}", robots.text());
}

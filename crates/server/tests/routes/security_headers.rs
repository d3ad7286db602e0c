//! The headers of safety on every kind of answer, also on errors and on what other sites may show.

use axum::{
    body::Body,
    http::{Method, Request},
};

use super::{TestServer, poll};

/// Every kind of answer: the path, who may frame it, and whether other origins may show it.
const ANSWERS: [(&str, &str, &str); 25] = [
    ("/en/", "frame-ancestors 'none'", "same-origin"),
    ("/en/articles/trains", "frame-ancestors 'none'", "same-origin"),
    ("/en/polls/which", "frame-ancestors 'none'", "same-origin"),
    ("/en/search?q=train", "frame-ancestors 'none'", "same-origin"),
    ("/", "frame-ancestors 'none'", "same-origin"),
    ("/en/polls/which/passport", "frame-ancestors 'none'", "same-origin"),
    ("/en/nowhere", "frame-ancestors 'none'", "same-origin"),
    ("/en/feed.xml", "frame-ancestors 'none'", "same-origin"),
    ("/sitemap.xml", "frame-ancestors 'none'", "same-origin"),
    ("/config.json", "frame-ancestors 'none'", "same-origin"),
    ("/sw.js", "frame-ancestors 'none'", "same-origin"),
    ("/missing.js", "frame-ancestors 'none'", "same-origin"),
    ("/embed/check", "frame-ancestors 'none'", "same-origin"),
    ("/embed/v1/embed.js", "frame-ancestors 'none'", "cross-origin"),
    ("/media/trains/map.svg", "frame-ancestors 'none'; sandbox", "cross-origin"),
    ("/api/v1/polls/which?lang=en", "frame-ancestors 'none'", "same-origin"),
    ("/api/v1/polls/which/results.svg?lang=en", "frame-ancestors 'none'", "cross-origin"),
    ("/api/v1/polls/which/results.csv?lang=en", "frame-ancestors 'none'", "same-origin"),
    ("/api/v1/polls/which/log", "frame-ancestors 'none'", "same-origin"),
    ("/api/v1/polls/which/passport?lang=en", "frame-ancestors 'none'", "same-origin"),
    ("/api/v1/me", "frame-ancestors 'none'", "same-origin"),
    ("/api/v1/polls/nowhere", "frame-ancestors 'none'", "same-origin"),
    ("/healthz", "frame-ancestors 'none'", "same-origin"),
    ("/embed/polls/listed", "frame-ancestors 'self' https://partner.example", "cross-origin"),
    // Frames of a poll that names no partner are for any page.
    ("/embed/polls/which", "base-uri 'none'", "cross-origin"),
];

#[tokio::test]
async fn no_request_is_sent_back_as_it_came() {
    let server = TestServer::start().await;
    for path in
        ["/en/", "/en/polls/which/vote", "/api/v1/polls/which", "/embed/polls/which", "/config.json", "/nowhere"]
    {
        let request = Request::builder().method(Method::TRACE).uri(path).header("x-secret", "told-nobody");
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        assert!([404, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        assert!(!answer.text().contains("told-nobody"), "{path}");
    }
}

/// Neither where files lie nor what is wrong with them.
#[tokio::test]
async fn readers_are_told_no_fault_of_the_front_end() {
    let https = |settings: &mut hustings_server::settings::Settings| {
        settings.public_url = Some("https://news.example".to_owned());
    };
    let broken = [("dist/config.json".to_owned(), "{\"brnad\": 1}")];
    for server in [TestServer::start_as(false, &[], https).await, TestServer::start_as(true, &broken, https).await] {
        let folder = server.folder.path().display().to_string();
        for path in ["/en/", "/en/nowhere", "/embed/polls/which"] {
            let answer = server.get(path).await;
            assert!(answer.status.is_server_error(), "{path}: {}", answer.status);
            assert!(answer.text().contains("Its log says why."), "{path}: {}", answer.text());
            for told in [folder.as_str(), "config.json", "trunk", "brnad"] {
                assert!(!answer.text().contains(told), "{path}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn every_kind_of_answer_says_what_it_may_do_and_who_may_show_it() {
    let listed = poll("kind = \"single\"\nallowed_origins = [\"https://partner.example\"]", true);
    let files = [("content/polls/listed.toml".to_owned(), listed.as_str())];
    let https = |settings: &mut hustings_server::settings::Settings| {
        settings.public_url = Some("https://news.example".to_owned());
    };
    let server = TestServer::start_as(true, &files, https).await;
    for (path, framing, resource_policy) in ANSWERS {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");
        // Without a word of its own for plugins, `default-src` is what holds for them.
        for part in ["default-src 'none'", "base-uri 'none'", framing] {
            assert!(policy.contains(part), "{path}, {part}: {policy}");
        }
        assert!(!policy.contains("object-src") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            // A tab that a sandboxed frame opens is refused a page that has this (HTML Standard, section 7.4.5.3), and frames
            // of polls lead to the publication.
            ("cross-origin-opener-policy", ""),
            ("cross-origin-resource-policy", resource_policy),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(!answer.header("content-type").is_empty() || answer.body.is_empty(), "{path} says what it is");
        assert_eq!(answer.header("server"), "", "{path} tells no version");
    }
}

#[tokio::test]
async fn hosts_below_the_publication_s_are_spoken_for_where_the_operator_says_so() {
    for (url, expected) in
        [("https://news.example", "max-age=31536000; includeSubDomains"), ("http://news.example", "")]
    {
        let settings = |settings: &mut hustings_server::settings::Settings| {
            settings.public_url = Some(url.to_owned());
            settings.hsts_subdomains = true;
        };
        let server = TestServer::start_as(true, &[], settings).await;
        assert_eq!(server.get("/en/").await.header("strict-transport-security"), expected, "{url}");
    }
}

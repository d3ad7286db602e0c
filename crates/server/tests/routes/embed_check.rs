//! The page on which partners try a poll: what it says, what it bounds, and that nothing breaks out of it.

use axum::http::StatusCode;
use url::form_urlencoded::byte_serialize;

use super::{TestServer, asked_twice};

/// The page's URL with these fields.
fn asked(fields: &[(&str, &str)]) -> String {
    let pairs =
        fields.iter().map(|(name, value)| format!("{name}={}", byte_serialize(value.as_bytes()).collect::<String>()));
    format!("/embed/check?{}", pairs.collect::<Vec<_>>().join("&"))
}

async fn text_of(server: &TestServer, fields: &[(&str, &str)]) -> String {
    let answer = server.get(&asked(fields)).await;
    assert_eq!(answer.status, StatusCode::OK, "{fields:?}: {}", answer.text());
    answer.text().to_owned()
}

#[tokio::test]
async fn the_page_is_there_at_once_with_the_first_poll() {
    let server = TestServer::start().await;
    let answer = server.get("/embed/check").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    for words in [
        "<option value=\"which\" lang=\"en\" dir=\"ltr\">Which?</option>",
        "&lt;script async src=&quot;http://127.0.0.1:8080/embed/v1/embed.js&quot;&gt;&lt;/script&gt;",
        "&lt;hustings-poll poll=&quot;closed&quot; height=&quot;",
        "hustings-poll:not(:defined) { display: block; height: ",
        "<iframe class=\"preview__frame\" src=\"polls/closed?lang=en\"",
        "script-src http://127.0.0.1:8080;\nframe-src http://127.0.0.1:8080;",
        "Every site may show this poll.",
        "/embed/v1/check.js",
        "http://127.0.0.1:8080/oembed?url=",
        "/results.svg",
    ] {
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }
    assert!(!answer.text().contains(" style=") && !answer.text().contains("<style"));
}

#[tokio::test]
async fn its_files_are_its_own() {
    let server = TestServer::start().await;
    let page = server.get("/embed/check").await;
    for (file, media_type) in
        [("check/check.css", "text/css; charset=utf-8"), ("check/check.js", "text/javascript; charset=utf-8")]
    {
        assert!(page.text().contains(&format!("\"{file}\"")), "{file}");
        let answer = server.get(&format!("/embed/{file}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media_type));
        assert!(
            !answer.header("cache-control").contains("stale-while-revalidate"),
            "Chromium would complain of the 304"
        );
        let again = server.get_with(&format!("/embed/{file}"), &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    let css = server.get("/embed/check/check.css").await;
    assert!(css.text().contains("--accent:") && css.text().contains(".bench"), "the front-end's own tokens are in it");
}

#[tokio::test]
async fn what_was_chosen_is_in_what_is_pasted_and_in_the_preview() {
    let server = TestServer::start().await;
    let looks = [("poll", "which"), ("lang", "ar"), ("theme", "dark"), ("accent", "#1B5E46"), ("width", "320")];
    let element = text_of(&server, &looks).await;
    let pasted =
        "poll=&quot;which&quot; lang=&quot;ar&quot; theme=&quot;dark&quot; accent=&quot;1b5e46&quot; height=&quot;";
    assert!(element.contains(pasted), "{element}");
    let preview = "src=\"polls/which?lang=ar&amp;theme=dark&amp;accent=1b5e46\" title=\"أي؟\" width=\"320\"";
    assert!(element.contains(preview), "{element}");
    let height =
        |page: &str| page.split("height=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse::<u32>().ok());
    let narrow = text_of(&server, &[("poll", "which"), ("lang", "ar"), ("width", "240")]).await;
    assert!(height(&narrow) >= height(&element) && height(&narrow) > Some(200), "{narrow}");
    let picture = text_of(&server, &[("poll", "which"), ("rung", "picture")]).await;
    assert!(picture.contains("<img src=\"../api/v1/polls/which/results.svg?lang=en\""), "{picture}");
    assert!(picture.contains("img-src http://127.0.0.1:8080;") && !picture.contains("frame-src http"), "{picture}");
    let frame = text_of(&server, &[("poll", "which"), ("rung", "frame")]).await;
    assert!(!frame.contains("script-src http") && frame.contains("frame-src http"), "{frame}");
}

#[tokio::test]
async fn a_pasted_policy_is_judged_by_the_commands_rules() {
    let server = TestServer::start().await;
    for (policy, words) in [
        ("default-src 'self'", "2 things keep this poll from your readers."),
        ("Content-Security-Policy: frame-src 'none'", "One thing keeps this poll from your readers."),
        ("frame-src 'none'", "<code>Content-Security-Policy: frame-src http://127.0.0.1:8080</code>"),
        ("frame-src 'none'", "<code>frame-src 'none'</code>"),
        ("img-src 'none'", "Nothing that was given keeps this poll from your readers."),
        ("script-src 'strict-dynamic' 'nonce-a'", "attribute nonce"),
        ("frame_src *", "There is no directive <code>frame_src</code>."),
        ("script-src http://127.0.0.1:99999", "has a port that no host has"),
    ] {
        let page = text_of(&server, &[("policy", policy)]).await;
        assert!(page.contains(words), "{policy}: {words}: {page}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_said_beside_its_field() {
    let server = TestServer::start().await;
    let long = "x".repeat(301);
    let policy = "a".repeat(8 * 1024 + 1);
    for (field, value, words) in [
        ("poll", "gone", "There is no such poll any more"),
        ("lang", "de", "it is in: en, ar"),
        ("page", "javascript:alert(1)", "is not the URL"),
        ("page", "file:///etc/passwd", "neither http nor https"),
        ("page", "https://a:b@c.example", "leave them out"),
        ("page", "not an address", "is not the URL"),
        ("page", &long, "at most 300 characters"),
        ("width", "10", "Give 240 to 2000 pixels"),
        ("width", "-1", "Give 240 to 2000 pixels"),
        ("width", "99999999999999", "Give 240 to 2000 pixels"),
        ("accent", "red", "six hexadecimal digits"),
        ("accent", "12345é", "six hexadecimal digits"),
        ("policy", &policy, "paste at most 8192"),
    ] {
        let answer = server.get(&asked(&[(field, value)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let fault = format!("<p class=\"field__fault\" id=\"{field}-fault\">");
        let (_, after) = answer.text().split_once(&fault).unwrap_or_else(|| panic!("{field}: {}", answer.text()));
        assert!(after.split("</p>").next().unwrap().contains(words), "{field}: {after}");
        assert!(answer.text().contains("aria-invalid=\"true\""), "{field}");
        assert!(answer.text().len() < 40_000, "{field}: a long value is not repeated");
    }
}

#[tokio::test]
async fn nothing_that_is_typed_becomes_html() {
    let server = TestServer::start().await;
    let evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>`";
    for field in ["poll", "lang", "page", "rung", "width", "theme", "accent", "policy", "unknown"] {
        for value in
            [evil, &format!("</textarea>{evil}"), &format!("https://a.example/{evil}"), &format!("frame-src {evil}")]
        {
            let answer = server.get(&asked(&[(field, value)])).await;
            let text = answer.text();
            for mark in ["<script>alert", "<img src=x", "</textarea><", "'><"] {
                assert!(!text.contains(mark), "{field}: {mark}: {text}");
            }
            assert_eq!(text.matches("<script").count(), 1, "{field}: {text}");
        }
    }
    for query in ["%", "%ff=%ff", "poll=a&poll=b", "&&==&", "policy=%00%0a%0d", "page=%00"] {
        let answer = server.get(&format!("/embed/check?{query}")).await;
        assert!(answer.status.is_success() || answer.status == StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.text().contains("Put a poll on your page"), "{query}");
    }
}

#[tokio::test]
async fn a_poll_that_asks_twice_is_offered_at_both_places() {
    let server = asked_twice::server().await;
    let before = text_of(&server, &[("poll", "twice_before")]).await;
    for words in [
        "<option value=\"twice_before\" selected>Before reading: \u{2068}Which?\u{2069}</option>",
        "<option value=\"twice\">After reading: \u{2068}Which?\u{2069}</option>",
        "&lt;hustings-poll poll=&quot;twice_before&quot; height=&quot;",
        "src=\"polls/twice_before?lang=en\"",
        "paste it above your text",
    ] {
        assert!(before.contains(words), "{words}: {before}");
    }
    // Its page asks as after reading, and pictures show results.
    for words in ["/en/polls/twice", "results.svg", "oembed"] {
        assert!(!before.contains(words), "{words}: {before}");
    }
    let after = text_of(&server, &[("poll", "twice")]).await;
    for words in ["poll=&quot;twice&quot;", "/api/v1/polls/twice/results.svg", "paste it below your text"] {
        assert!(after.contains(words), "{words}: {after}");
    }
    let picture = server.get(&asked(&[("poll", "twice_before"), ("rung", "picture")])).await;
    assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fault = "id=\"rung-fault\">Before reading no results show, so there is no picture of them";
    assert!(picture.text().contains(fault), "{}", picture.text());
    assert!(!picture.text().contains("<img "), "{}", picture.text());
    let once = server.get(&asked(&[("poll", "which_before")])).await;
    assert!(once.text().contains("There is no such poll any more"), "{}", once.text());
}

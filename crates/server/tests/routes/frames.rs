//! The frame of a poll: what stands in it, who may frame it, and what a stranger's URL does to it.

use super::{Answer, TestServer, poll};

const FRAME: &str = "/embed/polls/which";

async fn server() -> TestServer {
    let restricted = poll("kind = \"single\"\nallowed_origins = [\"https://partner.example\"]", true);
    TestServer::start_with_polls(&[("restricted", &restricted)]).await
}

/// The one directive of a policy with this name.
fn directive<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let policy = answer.header("content-security-policy");
    policy.split("; ").find(|directive| directive.split(' ').next() == Some(name))
}

#[tokio::test]
async fn a_frame_is_complete_without_any_script() {
    let server = server().await;
    let page = server.get(&format!("{FRAME}?lang=ar&theme=dark&accent=aa0044&host=https://Partner.example")).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    for part in [
        "<html lang=\"ar\" dir=\"rtl\" data-theme=\"dark\">",
        "<title>أي؟ · السؤال المفتوح</title>",
        "action=\"/ar/polls/which/vote?partner=https%3A%2F%2Fpartner.example\"",
        "href=\"http://127.0.0.1:8080/ar/polls/which\"",
        "<style>.poll-card {}\n",
        "--accent:#aa0044",
        "data-poll=\"which\"",
        "value=\"/embed/polls/which?lang=ar&amp;theme=dark&amp;accent=aa0044&amp;host=https://Partner.example\"",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("style=\""), "{html}");
    assert_eq!(page.header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(page.header("cross-origin-resource-policy"), "cross-origin");
    assert!(directive(&page, "frame-ancestors").is_none(), "any page may frame it");
    assert!(directive(&page, "style-src").is_some_and(|styles| styles.starts_with("style-src 'self' 'sha256-")));
    assert_eq!(directive(&page, "default-src"), Some("default-src 'none'"));
}

#[tokio::test]
async fn the_language_is_the_nearest_that_there_is() {
    let server = server().await;
    for (path, accept, lang) in [
        (format!("{FRAME}?lang=ar-EG"), "en", "ar"),
        (format!("{FRAME}?lang=fr"), "ar", "en"),
        (FRAME.to_owned(), "fr, ar;q=0.5", "ar"),
        (FRAME.to_owned(), "", "en"),
        ("/embed/polls/several?lang=ar".to_owned(), "ar", "en"),
    ] {
        let page = server.get_with(&path, &[("accept-language", accept)]).await;
        assert!(page.text().contains(&format!("<html lang=\"{lang}\"")), "{path} {accept}");
    }
}

#[tokio::test]
async fn a_copy_that_is_still_good_keeps_the_whole_policy() {
    let server = server().await;
    let page = server.get(&format!("{FRAME}?lang=en&accent=123456")).await;
    let tag = page.header("etag").to_owned();
    assert!(page.header("cache-control").contains("s-maxage=1"));
    assert_eq!(page.header("vary"), "cookie, referer");
    let again = server.get_with(&format!("{FRAME}?lang=en&accent=123456"), &[("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("content-security-policy"), page.header("content-security-policy"));
    let other = server.get_with(&format!("{FRAME}?lang=en&accent=654321"), &[("if-none-match", &tag)]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn unlisted_sites_may_not_frame_and_are_told_why() {
    let server = server().await;
    let allowed = server.get("/embed/polls/restricted?lang=en&host=https://partner.example").await;
    assert_eq!(allowed.status, 200);
    let listed = Some("frame-ancestors 'self' https://partner.example");
    assert_eq!(directive(&allowed, "frame-ancestors"), listed);
    assert_eq!(directive(&server.get("/embed/polls/restricted").await, "frame-ancestors"), listed, "nobody said who");

    let told = [("referer", "https://other.example/news")];
    for (path, headers) in [
        ("/embed/polls/restricted?lang=en&host=https://other.example", &[][..]),
        ("/embed/polls/restricted?lang=en", &told),
    ] {
        let refused = server.get_with(path, headers).await;
        assert_eq!(refused.status, 403, "{path}");
        let html = refused.text();
        for part in [
            "This poll is not shown on other.example",
            "data-error=\"origin_not_allowed\"",
            "to add &quot;https://other.example&quot; to allowed_origins in polls/restricted.toml",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("<form") && !html.contains("Option A"), "{html}");
        assert!(directive(&refused, "frame-ancestors").is_none(), "the explanation is for everybody");
        assert_eq!(refused.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_poll_that_is_not_there_says_so_in_its_frame() {
    let server = server().await;
    for id in ["nothing", "%3Cscript%3E", "..%2F..%2Fx"] {
        let page = server.get(&format!("/embed/polls/{id}?lang=ar")).await;
        assert_eq!(page.status, 404, "{id}");
        assert!(page.text().contains("data-error=\"not_found\"") && !page.text().contains("<script>"), "{id}");
    }
    let broken = TestServer::start_with(false).await;
    let page = broken.get(FRAME).await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("trunk build --release"), "{}", page.text());
}

#[tokio::test]
async fn wishes_that_make_no_sense_are_not_there() {
    let server = server().await;
    for query in [
        "theme=%22%3E%3Cscript%3E",
        "accent=%7D*%7Bdisplay:none",
        "accent=fff",
        "host=javascript:alert(1)",
        "host=https://a.example/%22%3E",
        "lang=%22%3E%3Cscript%3E",
        "notice=%3Cscript%3E&on=poll-which",
        "lang=en&lang=ar",
        "%FF=%FE&&==",
    ] {
        let page = server.get(&format!("{FRAME}?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let html = page.text();
        // The form's way back holds the URL as it came, which says nothing to anybody.
        assert!(!html.contains("<script>") && !html.contains("}*{") && !html.contains("--accent:#fff"), "{query}");
        assert!(html.contains("vote?partner=null\""), "{query}: {html}");
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_to_its_frame_with_the_reason() {
    let server = server().await;
    let answer = server
        .post(
            "/en/polls/which/vote?partner=https%3A%2F%2Fpartner.example",
            "return=%2Fembed%2Fpolls%2Fwhich%3Flang%3Den",
            "",
        )
        .await;
    assert_eq!(answer.status, 303);
    let location = answer.header("location").to_owned();
    assert!(location.starts_with("/embed/polls/which?lang=en&notice=invalid_request"), "{location}");
    let page = server.get(location.split('#').next().unwrap()).await;
    assert!(page.text().contains("That choice cannot be counted"), "{}", page.text());
    assert!(page.text().contains("value=\"/embed/polls/which?lang=en\""), "the reason does not stay in the address");
}

#[tokio::test]
async fn the_partners_script_may_be_loaded_from_anywhere() {
    let server = server().await;
    let script = server.get("/embed/v1/embed.js").await;
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(script.header("access-control-allow-origin"), "*");
    let own = server.get("/embed/frame.js?v=1").await;
    assert_eq!(own.header("cross-origin-resource-policy"), "same-origin");
    assert!(own.header("cache-control").contains("immutable"));
}

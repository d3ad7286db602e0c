//! Pages as a browser gets them.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::{Answer, TestServer, a_second_later, cookie_of};

#[tokio::test]
async fn the_root_leads_to_the_readers_language() {
    let server = TestServer::start().await;
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&[], "/en/"),
        (&[("accept-language", "ar-EG, en;q=0.5")], "/ar/"),
        (&[("accept-language", "de")], "/en/"),
        (&[("accept-language", "ar"), ("cookie", "x=y; lang=en")], "/en/"),
        (&[("cookie", "lang=ar")], "/ar/"),
        (&[("cookie", "lang=../evil")], "/en/"),
    ];
    for (headers, expected) in cases {
        let answer = server.get_with("/", headers).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, expected), "{headers:?}");
        assert_eq!(answer.header("vary"), "accept-language, cookie");
    }
}

/// Another host of the domain can set any cookie but one with this prefix (RFC 6265bis, section 4.1.3.2).
#[tokio::test]
async fn over_https_the_chosen_language_is_that_of_the_publication_s_own_cookie() {
    let https = |settings: &mut hustings_server::settings::Settings| {
        settings.public_url = Some("https://news.example".to_owned());
    };
    let server = TestServer::start_as(true, &[], https).await;
    for (cookie, expected) in [("lang=ar", "/en/"), ("__Host-lang=ar", "/ar/"), ("lang=en; __Host-lang=ar", "/ar/")] {
        assert_eq!(server.get_with("/", &[("cookie", cookie)]).await.header("location"), expected, "{cookie}");
    }
}

#[tokio::test]
async fn an_article_stands_in_the_page_with_its_head_and_its_data() {
    let server = TestServer::start().await;
    let answer = server.get("/ar/articles/trains").await;
    assert_eq!(answer.status, StatusCode::OK);
    let html = answer.text();
    for part in [
        "<html lang=\"ar\" dir=\"rtl\">",
        "قطارات الليل · السؤال المفتوح</title>",
        "<link rel=\"canonical\" href=\"http://127.0.0.1:8080/ar/articles/trains\">",
        "hreflang=\"en\" href=\"http://127.0.0.1:8080/en/articles/trains\"",
        "hreflang=\"x-default\" href=\"http://127.0.0.1:8080/en/articles/trains\"",
        "<meta name=\"description\" content=\"Slow &amp; dark.\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<script type=\"application/ld+json\">{",
        "First paragraph of the article.",
        "<div id=\"app\" data-prerendered>",
        "<script type=\"application/json\" id=\"page-data\">{",
    ] {
        assert!(html.contains(part), "{part}\nin {html}");
    }
    assert_eq!(html.matches("First paragraph of the article.").count(), 1, "the words are sent once");
    assert!(!html.contains("style=\""), "the policy would block it");
}

#[tokio::test]
async fn the_policy_allows_only_the_build_s_inline_styles() {
    let server = TestServer::start().await;
    for path in ["/en/", "/en/nowhere/"] {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
        assert!(!policy.contains("'unsafe-inline'"), "{policy}");
    }
}

#[tokio::test]
async fn the_list_can_be_narrowed_to_a_section() {
    let server = TestServer::start().await;
    let all = server.get("/en/").await;
    assert!(all.text().contains("Night &lt;trains&gt;") && all.text().contains("Only English"));
    let section = server.get("/en/sections/business").await;
    assert_eq!(section.status, StatusCode::OK);
    assert!(section.text().contains("Night &lt;trains&gt;") && !section.text().contains("Only English"));
    assert!(section.text().contains("rel=\"canonical\" href=\"http://127.0.0.1:8080/en/sections/business\""));
    assert!(section.text().contains("<p class=\"list-page__intro\">Of &amp; for firms.</p>"));
    assert!(!server.get("/ar/sections/business").await.text().contains("list-page__intro"));
    assert!(section.text().contains("href=\"/en/sections/business/feed.xml\""));
    for path in ["/en/sections/nobody", "/en/?audience=No%20body", "/en/sections/", "/xx/sections/business"] {
        assert_eq!(server.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let absent = server.get("/ar/sections/nobody").await;
    assert!(absent.text().contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[tokio::test]
async fn the_first_address_of_a_section_leads_to_its_page() {
    let server = TestServer::start().await;
    let cases = [
        ("/en/?audience=business", "/en/sections/business"),
        ("/ar/?x=1&audience=business&cursor=a%26b", "/ar/sections/business?cursor=a%26b"),
        ("/en/sections/business/", "/en/sections/business"),
        ("/en?audience=business", "/en/?audience=business"),
    ];
    for (path, expected) in cases {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, expected), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_language_of_the_address() {
    let server = TestServer::start().await;
    let cases = [
        ("/ar/articles/nowhere", "<html lang=\"ar\" dir=\"rtl\">"),
        ("/ar/polls/nowhere", "<html lang=\"ar\" dir=\"rtl\">"),
        ("/ar/what/is/this", "<html lang=\"ar\" dir=\"rtl\">"),
        ("/de/articles/trains", "<html lang=\"en\" dir=\"ltr\">"),
        ("/de/", "<html lang=\"en\" dir=\"ltr\">"),
        ("/nowhere", "<html lang=\"en\" dir=\"ltr\">"),
        ("/en/articles/%ff", "<html lang=\"en\" dir=\"ltr\">"),
    ];
    for (path, expected) in cases {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains(expected), "{path}: {}", answer.text());
        assert!(answer.text().contains("noindex"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_missing_translation_names_the_languages_that_there_are() {
    let server = TestServer::start().await;
    for (path, elsewhere) in
        [("/ar/articles/english", "/en/articles/english"), ("/ar/polls/several", "/en/polls/several")]
    {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("translation_missing"), "{path}: {}", answer.text());
        assert!(answer.text().contains(&format!("href=\"{elsewhere}\"")), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_address_has_one_form() {
    let server = TestServer::start().await;
    for (path, proper) in [
        ("/en", "/en/"),
        ("/en?audience=business", "/en/?audience=business"),
        ("/en/articles/trains/", "/en/articles/trains"),
        ("/ar/polls/which/", "/ar/polls/which"),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, proper), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_the_browser_has_is_not_sent_again() {
    let server = TestServer::start().await;
    let first = server.get("/en/articles/trains").await;
    let tag = first.header("etag").to_owned();
    assert!(first.header("cache-control").starts_with("public"), "{}", first.header("cache-control"));
    let again = server.get_with("/en/articles/trains", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));

    let vote = server.post("/en/polls/which/vote", "option=a", "").await;
    let meanwhile = server.get_with("/en/articles/trains", &[("if-none-match", &tag)]).await;
    assert_eq!(meanwhile.status, StatusCode::NOT_MODIFIED, "it is made once a second");
    a_second_later().await;
    let changed = server.get_with("/en/articles/trains", &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status, StatusCode::OK, "the tally is another");
    let own = server.get_with("/en/articles/trains", &[("cookie", &cookie_of(&vote))]).await;
    assert_eq!(own.header("cache-control"), "private, no-cache");
    assert_ne!(own.header("etag"), changed.header("etag"));
}

#[tokio::test]
async fn whoever_takes_a_vote_back_without_scripts_is_not_counted_in_the_page_that_comes_back() {
    let server = TestServer::start().await;
    let path = "/en/polls/which";
    let cookie = cookie_of(&server.post("/en/polls/which/vote", "option=a", "").await);
    let before = server.get(path).await;
    assert!(before.text().contains("\"voters\":1"), "{}", before.text());
    let back = server.post("/en/polls/which/vote", "action=withdraw", &cookie).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let from = format!("http://127.0.0.1:8080{path}");
    let after = server.get_with(path, &[("cookie", &cookie), ("referer", &from)]).await;
    assert!(after.text().contains("\"voters\":0"), "{}", after.text());
}

#[tokio::test]
async fn the_time_left_in_a_page_is_never_more_than_a_minute_old() {
    let server = TestServer::start().await;
    let tag = server.get("/en/polls/which").await.header("etag").to_owned();
    server.clock.set("2026-05-10T12:00:30Z".parse().unwrap());
    a_second_later().await;
    assert_eq!(server.get("/en/polls/which").await.header("etag"), tag);
    server.clock.set("2026-05-10T12:01:00Z".parse().unwrap());
    a_second_later().await;
    assert_ne!(server.get("/en/polls/which").await.header("etag"), tag);
    let closed = server.get("/en/polls/closed").await.header("etag").to_owned();
    server.clock.set("2026-05-10T13:00:00Z".parse().unwrap());
    a_second_later().await;
    assert_eq!(server.get("/en/polls/closed").await.header("etag"), closed);
}

#[tokio::test]
async fn only_known_notices_show_at_their_forms() {
    let server = TestServer::start().await;
    let shown = |text: &str| text.contains("\"notice\":{");
    let cases = [
        ("/en/articles/trains?notice=poll_closed&on=poll-which", true),
        ("/en/articles/trains?notice=rate_limited&on=rating", true),
        ("/en/articles/trains?notice=poll_closed&on=poll-other", false),
        ("/en/articles/trains?notice=hello&on=rating", false),
        ("/en/articles/trains?notice=other&on=rating", false),
        ("/en/articles/trains?notice=poll_closed", false),
        ("/en/polls/which?notice=poll_closed&on=rating", false),
        ("/en/?notice=poll_closed&on=rating", false),
        ("/en/articles/trains?notice=%ff%00&on=%ff", false),
    ];
    for (path, expected) in cases {
        let answer = server.get(path).await;
        assert_eq!((answer.status, shown(answer.text())), (StatusCode::OK, expected), "{path}");
    }
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let server = TestServer::start().await;
    let request = axum::http::Request::head("/en/articles/trains").body(axum::body::Body::empty()).unwrap();
    let answer = server.send(request).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    assert!(!answer.header("etag").is_empty());
}

#[tokio::test]
async fn without_a_built_front_end_one_sentence_says_what_to_do() {
    let server = TestServer::start_with(false).await;
    let answer = server.get("/en/articles/trains").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("trunk build --release"), "{}", answer.text());
}

#[tokio::test]
async fn a_broken_configuration_is_named_instead_of_a_blank_page() {
    let server = TestServer::start().await;
    std::fs::write(server.folder.path().join("dist/config.json"), "{ \"shar\": [] }").unwrap();
    let answer = server.get("/en/").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.text().contains("config.json"), "{}", answer.text());
}

#[tokio::test]
async fn a_page_is_compressed_for_those_who_take_it() {
    let server = TestServer::start().await;
    let plain = server.get("/en/articles/trains").await;
    for encoding in ["br", "gzip"] {
        let answer = server.get_with("/en/articles/trains", &[("accept-encoding", encoding)]).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, encoding));
        assert!(answer.body.len() * 2 < plain.body.len(), "{} of {}", answer.body.len(), plain.body.len());
        let varies = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase());
        let varies = varies.collect::<Vec<_>>().join(", ");
        assert!(varies.contains("cookie") && varies.contains("accept-encoding"), "{varies}");
    }
}

#[tokio::test]
async fn a_304_depends_on_the_same_headers_as_its_page() {
    let server = TestServer::start_with_polls(&[]).await;
    let varies = |answer: &Answer| {
        let lines = answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase());
        lines.flat_map(|line| line.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect::<BTreeSet<_>>()
    };
    for path in ["/en/articles/trains", "/en/search?q=night", "/embed/polls/which?lang=en", "/sw.js"] {
        for takes in ["br", "identity"] {
            let page = server.get_with(path, &[("accept-encoding", takes)]).await;
            let held = [("accept-encoding", takes), ("if-none-match", page.header("etag"))];
            let again = server.get_with(path, &held).await;
            assert_eq!((page.status, again.status), (StatusCode::OK, StatusCode::NOT_MODIFIED), "{path}");
            assert!(varies(&page).contains("accept-encoding"), "{path}: {:?}", varies(&page));
            assert_eq!(varies(&again), varies(&page), "{path} for {takes}");
        }
    }
}

#[tokio::test]
async fn a_page_waits_for_its_turn_and_holds_nothing_else_up() {
    let server = TestServer::start().await;
    let mut gates = Vec::new();
    while server.state.routes.cpu.free() > 0 {
        let (gate, closed) = std::sync::mpsc::channel::<()>();
        gates.push(gate);
        let cpu = server.state.routes.cpu.clone();
        tokio::spawn(async move { cpu.run(move || closed.recv()).await });
        tokio::task::yield_now().await;
    }
    let mut page = Box::pin(server.get("/en/articles/trains"));
    for _ in 0..100 {
        tokio::select! {
            biased;
            _ = &mut page => panic!("there is no room to render it in"),
            health = server.get("/healthz") => assert_eq!(health.status, StatusCode::OK),
        }
        tokio::task::yield_now().await;
    }
    drop(gates);
    assert_eq!(page.await.status, StatusCode::OK);
}

#[tokio::test]
async fn weights_decide_whether_a_packed_page_is_sent() {
    let server = TestServer::start().await;
    let path = "/en/articles/trains";
    let plain = server.get(path).await;
    let first = server.get_with(path, &[("accept-encoding", "br")]).await;
    let smaller = eventually_smaller(&server, path, "br;q=1, gzip;q=0.5", first.body.len()).await;
    assert_eq!(smaller.header("content-encoding"), "br");
    for (refused, encoding) in [("br;q=0", ""), ("br;q=0, gzip", "gzip"), ("gzip, br;q=0.1", "gzip")] {
        let answer = server.get_with(path, &[("accept-encoding", refused)]).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, encoding), "{refused}");
        assert_eq!(answer.body == plain.body, encoding.is_empty(), "{refused}");
    }
}

/// The first answer that is smaller than so many bytes.
async fn eventually_smaller(server: &TestServer, path: &str, takes: &str, bytes: usize) -> Answer {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let answer = server.get_with(path, &[("accept-encoding", takes)]).await;
        if answer.body.len() < bytes {
            return answer;
        }
        assert!(std::time::Instant::now() < deadline, "the page is never sent as it was packed");
        a_second_later().await;
    }
}

#[tokio::test]
async fn a_popular_page_gets_the_best_compression() {
    let server = TestServer::start().await;
    let path = "/en/articles/trains";
    let takes = [("accept-encoding", "gzip, br")];
    let first = server.get_with(path, &takes).await;
    // It is packed behind the answer: whoever comes a moment later has it.
    let packed = async || {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            let answer = server.get_with(path, &takes).await;
            if answer.body.len() < first.body.len() || std::time::Instant::now() > deadline {
                break answer;
            }
            a_second_later().await;
        }
    };
    let again = packed().await;
    assert!(again.body.len() < first.body.len(), "{} and {}", again.body.len(), first.body.len());
    assert_eq!((again.header("content-encoding"), again.header("etag")), ("br", first.header("etag")));
    assert_eq!(again.header("content-security-policy"), first.header("content-security-policy"));
    let mut html = Vec::new();
    brotli::BrotliDecompress(&mut &again.body[..], &mut html).unwrap();
    let plain = server.get(path).await;
    assert_eq!(String::from_utf8(html).unwrap(), plain.text());
    assert_eq!(plain.header("content-encoding"), "");
    let known = server.get_with(path, &[takes[0], ("if-none-match", first.header("etag"))]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));

    // Whoever has voted gets a page of their own, and everybody another one.
    let voted = server.post("/en/polls/which/vote", "return=/en/articles/trains&action=vote&option=a", "").await;
    let cookie = voted.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let own = server.get_with(path, &[takes[0], ("cookie", &cookie)]).await;
    assert_eq!(own.header("cache-control"), "private, no-cache");
    a_second_later().await;
    let after = server.get_with(path, &takes).await;
    assert_ne!(after.header("etag"), first.header("etag"));
    let mut html = Vec::new();
    brotli::BrotliDecompress(&mut &after.body[..], &mut html).unwrap();
    assert_ne!(String::from_utf8(html).unwrap(), plain.text());
}

#[tokio::test]
async fn a_failing_database_gives_an_error_page_and_a_retry() {
    let server = TestServer::start().await;
    server.break_database().await;
    for (path, lang) in [("/en/", "en"), ("/ar/articles/trains", "ar"), ("/ar/polls/which", "ar")] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"), "{path}");
        assert!(answer.text().contains(&format!("<html lang=\"{lang}\"")), "{path}: {}", answer.text());
        assert!(!answer.text().contains("no such table"), "{path}: {}", answer.text());
    }
    assert_eq!(server.get("/en/articles/nowhere").await.status, StatusCode::NOT_FOUND);
    let vote = server.post("/en/polls/which/vote", "option=a", "").await;
    assert_eq!(vote.header("location"), "/en/polls/which?notice=unavailable&on=poll-which#poll-which");
}

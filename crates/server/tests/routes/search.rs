//! The search: its page without scripts, and the index that browsers search in.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use hustings_limits::network::Peer;

use super::{Answer, TestServer};

async fn search(server: &TestServer, query: &str) -> String {
    let answer = server.get(&format!("/en/search{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.text().to_owned()
}

#[tokio::test]
async fn the_page_finds_by_title_dek_and_text_and_marks_the_words() {
    let server = TestServer::start_with_polls(&[]).await;
    let html = search(&server, "?q=para+NIGHT").await;
    for part in [
        "<p class=\"search-panel__outcome\" role=\"status\">1 article for “para NIGHT”</p>",
        "<a href=\"/en/articles/trains\"><mark>Night</mark> &lt;trains&gt;</a>",
        "<p>Slow &amp; dark.</p>",
        "First <mark>paragraph</mark> of the article.",
        "value=\"para NIGHT\"",
        "<title>1 article for “para NIGHT” · The Open Question</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"stylesheet\" href=\"/style/search_panel.css\">",
    ] {
        assert!(html.contains(part), "{part}\nin {html}");
    }
    assert!(!html.contains("rel=\"canonical\""));
}

#[tokio::test]
async fn the_search_page_without_results_gives_advice() {
    let server = TestServer::start_with_polls(&[]).await;
    let cases = [
        ("", "Titles, summaries and texts are searched."),
        ("?q=", "Titles, summaries and texts are searched."),
        ("?q=+x+", "Type at least two letters."),
        ("?q=zzz", "Nothing found for “zzz”"),
        ("?q=night+zzz", "Nothing found for “night zzz”"),
        ("?other=night", "Titles, summaries and texts are searched."),
    ];
    for (query, words) in cases {
        let html = search(&server, query).await;
        assert!(html.contains(words) && !html.contains("<mark>"), "{query}: {html}");
    }
}

#[tokio::test]
async fn what_a_stranger_types_stays_text_and_is_cut() {
    let server = TestServer::start_with_polls(&[]).await;
    let html = search(&server, "?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27").await;
    assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;alert(1)"), "{html}");
    for query in ["?q=.*(%5B", "?q=%FF%FE%00night", "?q=%", "?q=%D9%80%D9%8E"] {
        search(&server, query).await;
    }
    let html = search(&server, &format!("?q={}", "a".repeat(5_000))).await;
    assert!(html.contains(&"a".repeat(100)) && !html.contains(&"a".repeat(101)));
}

#[tokio::test]
async fn each_language_finds_its_own_articles() {
    let server = TestServer::start_with_polls(&[]).await;
    let html = server.get("/ar/search?q=%D8%A7%D9%84%D9%84%D9%8A%D9%84").await;
    assert!(html.text().contains("قطارات <mark>الليل</mark>"), "{}", html.text());
    assert!(!server.get("/ar/search?q=english").await.text().contains("search-panel__article"));
    assert_eq!(server.get("/xx/search?q=night").await.status, StatusCode::NOT_FOUND);
}

/// The names of the files of words and articles that there are first in a language.
fn first_files(index: &str) -> [String; 2] {
    let digest = index.split(' ').nth(2).expect("the first line has four words");
    ["words", "articles"].map(|kind| format!("{kind}-{digest}-0.txt"))
}

#[tokio::test]
async fn the_index_is_files_that_never_change_and_one_that_names_them() {
    let server = TestServer::start().await;
    let answer = server.get("/en/search/index.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
    assert_eq!((answer.header("cache-control"), answer.header("x-robots-tag")), ("public, no-cache", "noindex"));
    assert!(
        answer.text().starts_with("hustings-search 1 ") && answer.text().ends_with("\n2 2\na"),
        "{}",
        answer.text()
    );
    let again = server.get_with("/en/search/index.txt", &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    let [words, articles] = first_files(answer.text());
    let of_words = server.get(&format!("/en/search/{words}")).await;
    assert_eq!(of_words.header("cache-control"), "public, max-age=31536000, immutable");
    let (head, lines) = of_words.text().split_once('\n').expect("lines");
    assert!(head.starts_with(&format!("hustings-search 1 {words} ")), "{head}");
    assert_eq!(
        lines,
        "article\t0\ndark\t\t0\nenglish\t\t\t1\nfirst\t0\nnight\t\t\t0\nof\t0\nonly\t\t\t1\nparagraph\t0\nslow\t\t0\n\
         text\t1\nthe\t0\ntrains\t\t\t0\n"
    );
    let of_articles = server.get(&format!("/en/search/{articles}")).await;
    let (_, json) = of_articles.text().split_once('\n').expect("lines");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(json).unwrap(),
        serde_json::json!([
            { "slug": "trains", "title": "Night <trains>", "dek": "Slow & dark.",
              "text": "First paragraph of the article." },
            { "slug": "english", "title": "Only English", "dek": "", "text": "Text." },
        ])
    );
    let small = server.get_with(&format!("/en/search/{articles}"), &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((small.header("content-encoding"), small.header("vary")), ("br", "accept-encoding"));
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &small.body[..], &mut plain).unwrap();
    assert_eq!(plain, of_articles.body);
    let again =
        server.get_with(&format!("/en/search/{articles}"), &[("if-none-match", of_articles.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_name_that_no_file_of_the_search_has_is_not_there() {
    let server = TestServer::start().await;
    let index = server.get("/en/search/index.txt").await;
    let [words, articles] = first_files(index.text());
    for file in [
        words.replace("-0.", "-1."),
        words.replace("-0.", "-00."),
        words.replace("-0.", "-+0."),
        words.replace("words", "other"),
        articles.replace("-0.", "-99999999999999999999."),
        "articles-0123456789abcdef01234567-0.txt".to_owned(),
        "index.json".to_owned(),
        "words--0.txt".to_owned(),
    ] {
        let answer = server.get(&format!("/en/search/{file}")).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"), "{file}");
    }
    assert_eq!(server.get("/xx/search/index.txt").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deployment_without_search_and_related_articles_has_neither() {
    let off = "{\"comforts\": {\"search\": false, \"related\": false}}";
    let server = TestServer::start_on(true, &[("dist/config.json".to_owned(), off)]).await;
    assert_eq!(server.get("/en/search?q=night").await.status, StatusCode::NOT_FOUND);
    let html = server.get("/en/").await;
    assert!(!html.text().contains("/en/search"));
}

/// A server behind a proxy at 10.0.0.1 that lets each network search twice.
async fn limited() -> TestServer {
    let words = [
        ("dist/locales/en.json".to_owned(), include_str!("../../../../public/locales/en.json")),
        ("dist/locales/ar.json".to_owned(), include_str!("../../../../public/locales/ar.json")),
    ];
    TestServer::start_as(true, &words, |settings| {
        settings.trusted_proxy = vec!["10.0.0.0/8".parse().expect("a network")];
        settings.search_limit = 1;
        settings.search_burst = 2;
    })
    .await
}

/// What the proxy gets for a reader at this address.
async fn ask(server: &TestServer, reader: &str, path: &str) -> Answer {
    let mut request = Request::get(path).header("x-forwarded-for", reader).body(Body::empty()).expect("a request");
    request.extensions_mut().insert(Peer("10.0.0.1:4711".parse().expect("an address")));
    server.send(request).await
}

#[tokio::test]
async fn searches_are_rate_limited_with_a_localised_page() {
    let server = limited().await;
    let reader = "203.0.113.9";
    for path in ["/en/search?q=night", "/en/search?q=zzz", "/en/search?q=night"] {
        assert_eq!(ask(&server, reader, path).await.status, StatusCode::OK, "{path}, of which the last lies ready");
    }
    for (path, words) in [
        ("/en/search?q=nights", "Too many requests at once. Try again in a minute."),
        ("/ar/search?q=%D8%A7%D9%84%D9%84%D9%8A%D9%84", "محاولات كثيرة في وقت قصير. حاول مرة أخرى بعد دقيقة."),
    ] {
        let refused = ask(&server, reader, path).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        let seconds: u64 = refused.header("retry-after").parse().expect("whole seconds");
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(refused.header("cache-control"), "no-store");
        assert!(refused.text().contains(words) && refused.text().contains("noindex"), "{}", refused.text());
        assert!(!refused.text().contains("search-panel__article"), "nothing was searched for");
    }
    assert_eq!(ask(&server, "198.51.100.7", "/en/search?q=night").await.status, StatusCode::OK, "another network");
}

#[tokio::test]
async fn only_a_search_counts_as_one() {
    let server = limited().await;
    let reader = "2001:db8:0:1::1";
    for _ in 0..3 {
        // Nothing to search for, the files that browsers search in themselves, and all other pages.
        for path in
            ["/en/search", "/en/search?q=", "/en/search?q=x", "/en/search/index.txt", "/en/", "/en/articles/trains"]
        {
            assert_eq!(ask(&server, reader, path).await.status, StatusCode::OK, "{path}");
        }
    }
    for (reader, query, status) in
        [(reader, "night", 200), ("2001:db8:0:1:ffff::2", "train", 200), ("2001:db8:0:1::3", "rail", 429)]
    {
        let path = format!("/en/search?q={query}");
        assert_eq!(ask(&server, reader, &path).await.status, status, "one household is one network");
    }
    // A search costs no vote: the form is taken, and sent back for the reader's cookie.
    let mut vote = Request::post("/en/polls/which/vote").header("x-forwarded-for", reader);
    vote = vote.header("content-type", "application/x-www-form-urlencoded");
    let mut vote = vote.body(Body::from("option=a")).expect("a request");
    vote.extensions_mut().insert(Peer("10.0.0.1:4711".parse().expect("an address")));
    assert_eq!(server.send(vote).await.status, StatusCode::TEMPORARY_REDIRECT);
}

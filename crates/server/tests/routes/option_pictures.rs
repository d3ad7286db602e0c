//! Pictures of a poll's options: in the answers, on the pages, and as files.

use axum::http::StatusCode;
use serde_json::Value;

use super::{TestServer, a_second_later, write};

const FILE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'></svg>";

async fn server() -> TestServer {
    let option = |id: &str| {
        format!(
            "[[options]]\nid = \"{id}\"\nimage = \"{id}.svg\"\nlabel = {{ en = \"Answer {id}\" }}\n\
             alt = {{ en = \"Picture <{id}>\" }}\n"
        )
    };
    let poll = format!("kind = \"single\"\n[question]\nen = \"Which?\"\n{}{}", option("a"), option("b"));
    let files = ["a", "b"].map(|id| (format!("content/polls/shown/{id}.svg"), FILE));
    let words = ("dist/locales/en.json".to_owned(), include_str!("../../../../public/locales/en.json"));
    let own = [
        ("content/polls/shown.toml".to_owned(), &*poll),
        words,
        (files[0].0.clone(), FILE),
        (files[1].0.clone(), FILE),
    ];
    TestServer::start_on(true, &own).await
}

async fn source(server: &TestServer) -> String {
    let poll: Value = serde_json::from_str(server.get("/api/v1/polls/shown").await.text()).unwrap();
    let image = &poll["options"][0]["image"];
    assert_eq!((&image["width"], &image["height"], &image["alt"]), (&400.into(), &300.into(), &"Picture <a>".into()));
    image["src"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_served_beside_those_of_articles_and_no_other_file_is() {
    let server = server().await;
    let source = source(&server).await;
    assert!(source.starts_with("/media/polls/shown/a.svg?v="), "{source}");
    let answer = server.get(&source).await;
    assert_eq!((answer.status, answer.text()), (StatusCode::OK, FILE));
    for (header, value) in [
        ("content-type", "image/svg+xml; charset=utf-8"),
        ("cache-control", "public, max-age=300, stale-while-revalidate=86400"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(answer.header(header), value, "{header}");
    }
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let again = server.get_with(&source, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    write(server.folder.path(), "content/polls/shown/unused.svg", FILE);
    for path in [
        "/media/polls/shown/unused.svg",
        "/media/polls/shown/..%2fshown.toml",
        "/media/polls/which/a.svg",
        "/media/polls/nothing/a.svg",
        "/media/polls/shown",
    ] {
        assert_eq!(server.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn pages_and_frames_show_it_described_by_its_words() {
    let server = server().await;
    let source = source(&server).await;
    for path in ["/en/polls/shown", "/embed/polls/shown?lang=en"] {
        let page = server.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("img-src 'self'"), "{path}: {policy}");
        for part in [
            format!(
                "<img class=\"poll-option__image\" id=\"image.shown.a\" src=\"{source}\" width=\"400\" height=\"300\" \
                 alt=\"Picture &lt;a&gt;\" loading=\"lazy\" decoding=\"async\">"
            ),
            "aria-describedby=\"image.shown.a\"".to_owned(),
        ] {
            assert!(page.text().contains(&part), "{part}\nin {path}: {}", page.text());
        }
    }
    let bars = server.get("/api/v1/polls/shown/results.svg").await;
    assert!(bars.text().contains("href=\"data:image/svg+xml;base64,"), "what it shows is in it: {}", bars.text());
    assert!(!bars.text().contains("/media/"), "a picture within a page can load nothing");
    let table = server.get("/api/v1/polls/shown/results.csv").await;
    assert!(table.text().starts_with("option,label,votes,percent\r\n\"a\",\"Answer a\","), "{}", table.text());
}

#[tokio::test]
async fn another_file_makes_another_page_another_answer_and_another_hash() {
    const PATHS: [&str; 4] =
        ["/en/polls/shown", "/embed/polls/shown?lang=en", "/api/v1/polls/shown", "/api/v1/polls/shown/passport"];
    let server = server().await;
    let mut before = Vec::new();
    for path in PATHS {
        let answer = server.get(path).await;
        before.push((answer.header("etag").to_owned(), answer.body));
    }
    write(server.folder.path(), "content/polls/shown/a.svg", &FILE.replace("><", "> <"));
    assert!(server.content.reload_if_changed());
    a_second_later().await;
    for (path, (tag, body)) in PATHS.into_iter().zip(before) {
        let answer = server.get_with(path, &[("if-none-match", &tag)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_ne!(answer.body, body, "{path}");
    }
    let passport = server.get("/en/polls/shown/passport").await;
    let hash = hustings_domain::LogHash::of(&FILE.replace("><", "> <")).text();
    assert!(
        passport.text().contains(&hash) && passport.text().contains("Picture: Picture &lt;a&gt;"),
        "{}",
        passport.text()
    );
}

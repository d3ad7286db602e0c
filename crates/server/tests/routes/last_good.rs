//! What readers are answered while files are half saved, away, or cannot be read.

use std::fs;

use super::{TestServer, poll};

/// The statuses of everything about a poll and an article, by which browsers keep or forget.
async fn statuses(server: &TestServer, poll: &str, article: &str) -> Vec<(String, u16)> {
    let mut statuses = Vec::new();
    for path in [
        format!("/api/v1/polls/{poll}"),
        format!("/api/v1/polls/{poll}/results.json"),
        format!("/api/v1/articles/{article}?lang=en"),
        format!("/api/v1/articles/{article}/rating"),
        format!("/en/polls/{poll}"),
        format!("/en/articles/{article}"),
        format!("/en/polls/{poll}/card.png"),
        format!("/embed/polls/{poll}?lang=en"),
        format!("/media/{article}/map.svg"),
    ] {
        let status = server.get(&path).await.status.as_u16();
        statuses.push((path, status));
    }
    for (path, form) in
        [(format!("/en/polls/{poll}/vote"), "option=a"), (format!("/en/articles/{article}/rating"), "stars=5")]
    {
        let status = server.post(&path, form, "").await.status.as_u16();
        statuses.push((path, status));
    }
    statuses
}

#[track_caller]
fn assert_all(statuses: &[(String, u16)], expected: &[u16]) {
    assert!(statuses.iter().all(|(_, status)| expected.contains(status)), "{expected:?}: {statuses:#?}");
}

#[tokio::test]
async fn a_half_saved_file_takes_no_poll_and_no_article_away() {
    let server = TestServer::start_with_polls(&[]).await;
    let before = statuses(&server, "which", "trains").await;
    assert_all(&before, &[200, 303]);
    let content = server.folder.path().join("content");
    for file in ["polls/which.toml", "articles/trains/en.md"] {
        let text = fs::read(content.join(file)).unwrap();
        fs::write(content.join(file), &text[..text.len() / 9]).unwrap();
    }
    server.content.reload_if_changed();
    assert_eq!(statuses(&server, "which", "trains").await, before);
    let warnings = server.state.warnings.list();
    for file in ["polls/which.toml", "articles/trains/en.md"] {
        let is_named = |warning: &&String| warning.starts_with(file) && warning.contains("the last good version stays");
        assert!(warnings.iter().any(|warning| is_named(&warning)), "{file}: {warnings:?}");
    }
    let ready = server.get("/readyz").await;
    assert!(ready.text().contains(&format!("\"warnings\":{}", warnings.len())), "{}", ready.text());
    assert!(
        !ready.text().contains(".toml") && !ready.text().contains(".md"),
        "strangers learn names: {}",
        ready.text()
    );

    fs::remove_dir_all(content.join("polls")).unwrap();
    fs::write(content.join("polls"), "").unwrap();
    server.content.reload_if_changed();
    assert_eq!(statuses(&server, "which", "trains").await, before);
    fs::remove_dir_all(&content).unwrap();
    server.content.reload_if_changed();
    let pictures_away = |(path, _): &(String, u16)| path.starts_with("/media/");
    let without = statuses(&server, "which", "trains").await;
    assert!(without.iter().all(|it| before.contains(it) || (pictures_away(it) && it.1 == 503)), "{without:#?}");
}

#[tokio::test]
async fn what_was_never_read_is_unavailable_and_what_is_not_there_is_gone() {
    let files = [
        ("content/polls/broken.toml".to_owned(), "kind ="),
        ("content/articles/broken/en.md".to_owned(), "+++\n"),
        ("dist/locales/en.json".to_owned(), include_str!("../../../../public/locales/en.json")),
        ("dist/locales/ar.json".to_owned(), include_str!("../../../../public/locales/ar.json")),
    ];
    let server = TestServer::start_on(true, &files).await;
    assert_all(&statuses(&server, "broken", "broken").await, &[503]);
    assert_all(&statuses(&server, "nowhere", "nowhere").await, &[404]);
    assert!(!server.get("/api/v1/polls/broken").await.header("retry-after").is_empty());
    let text = server.get("/api/v1/events?poll=broken").await;
    assert_eq!(text.status.as_u16(), 503);

    let file = server.folder.path().join("content/polls/broken.toml");
    fs::write(&file, poll("kind = \"single\"", true)).unwrap();
    server.content.reload_if_changed();
    assert_eq!(server.get("/api/v1/polls/broken").await.status, 200);
    fs::remove_file(&file).unwrap();
    server.content.reload_if_changed();
    assert_eq!(server.get("/api/v1/polls/broken").await.status, 404, "a clean reading says that it is gone");
}

#[tokio::test]
async fn a_language_without_messages_has_those_of_the_default_language() {
    let english = include_str!("../../../../public/locales/en.json");
    let server = TestServer::start_on(true, &[("dist/locales/en.json".to_owned(), english)]).await;
    fs::remove_file(server.folder.path().join("dist/locales/ar.json")).unwrap();
    for path in ["/ar/", "/ar/articles/trains", "/ar/polls/which", "/ar/search", "/embed/polls/which?lang=ar"] {
        let page = server.get(path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        assert!(page.text().contains("<html lang=\"ar\" dir=\"rtl\""), "{path}: {}", page.text());
    }
    assert!(server.get("/ar/articles/trains").await.text().contains("قطارات الليل"));
    assert_eq!(server.get("/ar/nothing/here").await.status.as_u16(), 404);
    let words = server.get("/locales/ar.json").await;
    assert_eq!((words.status.as_u16(), words.text()), (200, english), "the app says the same as the page");
    assert_eq!(server.get("/locales/fr.json").await.status.as_u16(), 404);
    let warnings = server.state.warnings.list();
    assert!(warnings.len() == 1 && warnings[0].starts_with("pages in `ar` have the words of"), "{warnings:?}");
    assert!(server.get("/readyz").await.text().contains("\"warnings\":1"));
}

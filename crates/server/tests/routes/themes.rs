//! `theme.css`: in every page and every frame, after all other styles, and allowed by its policy alone.

use super::{TestServer, a_second_later};

const THEME: &str = "/* Ours. */\n:root {\n  --surface: #004488;\n}\n";

async fn server(theme: &str) -> TestServer {
    TestServer::start_on(true, &[("dist/theme.css".to_owned(), theme)]).await
}

/// The hash that the policy allows for styles.
fn allowed(policy: &str) -> Vec<&str> {
    let styles = policy.split("; ").find(|directive| directive.starts_with("style-src"));
    styles.map(|styles| styles.split(' ').filter(|source| source.contains("sha256-")).collect()).unwrap_or_default()
}

#[tokio::test]
async fn a_theme_is_in_pages_and_frames_without_a_request_of_its_own() {
    let server = server(THEME).await;
    let page = server.get("/en/articles/trains").await;
    assert!(page.text().contains("<style>a{}\n:root {\n--surface: #004488;\n}\n</style>"), "{}", page.text());
    assert_eq!(allowed(page.header("content-security-policy")).len(), 1);
    assert!(!page.header("content-security-policy").contains("unsafe-inline"));
    let frame = server.get("/embed/polls/which?accent=0b5cad").await;
    let (before, after) = frame.text().split_once("--surface: #004488;").expect("the theme");
    assert!(before.contains(".poll-card {}"), "the theme comes after the project's styles");
    let (_, accent) = after.split_once(":root{--accent:").expect("the partner's colour comes after the theme");
    assert!(!accent.starts_with("#0b5cad"), "blue on blue was fixed: {accent}");
}

#[tokio::test]
async fn a_saved_theme_shows_within_a_second_and_with_a_new_validator() {
    let server = server("/* Nothing yet. */\n").await;
    let before = server.get("/en/").await;
    assert!(!before.text().contains("--surface"));
    std::fs::write(server.folder.path().join("dist/theme.css"), THEME).unwrap();
    a_second_later().await;
    let after = server.get_with("/en/", &[("if-none-match", before.header("etag"))]).await;
    assert_eq!(after.status, 200);
    assert!(after.text().contains("--surface: #004488"));
    assert_ne!(allowed(before.header("content-security-policy")), allowed(after.header("content-security-policy")));
}

#[tokio::test]
async fn a_theme_cannot_leave_its_style_element() {
    let server = server(":root{}</style><script>alert(1)</script>").await;
    let page = server.get("/en/").await;
    assert_eq!(page.status, 500, "{}", page.text());
    assert!(!page.text().contains("alert(1)"));
}

//! The page about its reader.

use axum::http::StatusCode;

use super::{TestServer, cookie_of};

#[tokio::test]
async fn the_page_says_what_is_held_and_the_form_erases_it() {
    let server = TestServer::start().await;
    let nothing = server.get("/en/me").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert_eq!(nothing.header("cache-control"), "no-store");
    let nothing = nothing.text();
    assert!(nothing.contains("held-page__nothing") && nothing.contains("noindex"), "{nothing}");
    assert!(!nothing.contains("<form method=\"post\""), "there is nothing to erase");

    let cookie = cookie_of(&server.post("/en/polls/which/vote", "option=a", "").await);
    server.post("/en/articles/trains/rating", "stars=4", &cookie).await;
    let page = server.get_with("/en/me", &[("cookie", &cookie)]).await;
    let page = page.text();
    for words in
        ["Which?", "Option A", "Night &lt;trains", "rating_stars", "href=\"/en/polls/which\"", "action=\"/en/me\""]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let arabic = server.get_with("/ar/me", &[("cookie", &cookie)]).await;
    let arabic = arabic.text();
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("href=\"/en/me\""), "{arabic}");

    let erased = server.post("/en/me", "", &cookie).await;
    assert_eq!((erased.status, erased.header("location")), (StatusCode::SEE_OTHER, "/en/me?erased=0"));
    assert!(erased.header("set-cookie").contains("Max-Age=0"), "{}", erased.header("set-cookie"));
    assert_eq!(erased.header("clear-site-data"), "\"cache\"", "the browser's copies of pages go, too");
    let after = server.get_with("/en/me?erased=0", &[("cookie", &cookie)]).await;
    let after = after.text();
    assert!(after.contains("held-page__erased") && !after.contains("Which?"), "{after}");
    assert_eq!(server.get("/xx/me").await.status, StatusCode::NOT_FOUND);
}

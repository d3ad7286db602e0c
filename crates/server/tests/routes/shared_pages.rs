//! Pages that are the same for all who have said the same, and never show one reader what another has said.

use axum::http::StatusCode;

use super::{TestServer, a_second_later, cookie_of};

const ARTICLE: &str = "/en/articles/trains";
const VOTE: &str = "/en/polls/which/vote";
/// The frame, for which it does not matter who frames it.
const FRAME: &str = "/embed/polls/which?lang=en&host=https://partner.example";

/// A reader who has sent this form, by their cookie.
async fn reader_who(server: &TestServer, fields: &str) -> String {
    cookie_of(&server.post(VOTE, fields, "").await)
}

#[tokio::test]
async fn whoever_has_said_the_same_gets_the_same_page() {
    let server = TestServer::start().await;
    let (first, second) = (reader_who(&server, "option=a").await, reader_who(&server, "option=a").await);
    let other = reader_who(&server, "option=b").await;
    for path in [ARTICLE, "/en/polls/which", FRAME] {
        let page = async |cookie: &str| server.get_with(path, &[("cookie", cookie)]).await;
        let (one, two, three) = (page(&first).await, page(&second).await, page(&other).await);
        assert_eq!((one.status, one.header("cache-control")), (StatusCode::OK, "private, no-cache"));
        assert!(one.text().contains("\"my_vote\":[\"a\"]"), "{path}: {}", one.text());
        assert_eq!((one.header("etag"), &one.body), (two.header("etag"), &two.body), "{path}");
        assert!(three.text().contains("\"my_vote\":[\"b\"]"), "{path}: {}", three.text());
        let nobodys = server.get(path).await;
        assert!(nobodys.text().contains("\"my_vote\":null"), "{path}: {}", nobodys.text());
    }

    // What one changes shows at once, to them alone.
    server.post(VOTE, "option=b", &first).await;
    server.post("/en/articles/trains/rating", "stars=4", &second).await;
    let changed = server.get_with(ARTICLE, &[("cookie", &first)]).await;
    assert!(changed.text().contains("\"my_vote\":[\"b\"]"), "{}", changed.text());
    let rated = server.get_with(ARTICLE, &[("cookie", &second)]).await;
    assert!(
        rated.text().contains("\"my_vote\":[\"a\"]") && rated.text().contains("\"my_stars\":4"),
        "{}",
        rated.text()
    );
    a_second_later().await;
    let later = server.get_with(ARTICLE, &[("cookie", &other)]).await;
    assert!(later.text().contains("\"my_vote\":[\"b\"]") && later.text().contains("\"my_stars\":null"));
}

/// The order that matters: a page is asked for as the one of a reader who has voted for `a`; before it is drawn the reader votes
/// for `b`; what is drawn then is nobody's who has voted for `a`.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_shown_anothers_vote_however_votes_and_pages_meet() {
    let server = TestServer::start().await;
    let (steady, wavering) = (reader_who(&server, "option=a").await, reader_who(&server, "option=a").await);
    let from = format!("http://127.0.0.1:8080{ARTICLE}");
    // As after a form, so that each page is made anew.
    let page = async |cookie: &str| server.get_with(ARTICLE, &[("cookie", cookie), ("referer", &from)]).await;
    for round in 0..60 {
        let wish = if round % 2 == 0 { "option=b" } else { "option=a" };
        let (_, mine, steadies, again) =
            tokio::join!(server.post(VOTE, wish, &wavering), page(&wavering), page(&steady), page(&steady));
        assert!(mine.text().contains("\"my_vote\":["), "{}", mine.text());
        for shown in [steadies, again] {
            assert!(shown.text().contains("\"my_vote\":[\"a\"]"), "in round {round}: {}", shown.text());
        }
    }
}

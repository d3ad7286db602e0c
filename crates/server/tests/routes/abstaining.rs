//! "Only show me the results", without any script and on every page that tells of it.

use axum::http::StatusCode;

use super::{TestServer, a_second_later, cookie_of, poll};

const VOTE: &str = "/en/polls/shy/vote";
const PAGE: &str = "/en/polls/shy";
const FRAME: &str = "/embed/polls/shy?lang=en&host=https://partner.example";
const BUTTON: &str = "value=\"abstain\"";

async fn server() -> TestServer {
    let shy = poll("kind = \"single\"\nresults = \"after_vote\"\nabstain = true", true);
    let closed =
        poll("kind = \"single\"\nresults = \"after_vote\"\nabstain = true\ncloses_at = 2026-05-11T00:00:00Z", true);
    TestServer::start_with_polls(&[("shy", &shy), ("shy-closing", &closed)]).await
}

#[tokio::test]
async fn a_form_without_scripts_shows_the_results_without_a_vote() {
    let server = server().await;
    server.post(VOTE, "option=a", "").await;
    for path in [PAGE, FRAME] {
        let before = server.get(path).await;
        assert!(before.text().contains(BUTTON) && !before.text().contains("1 (100%)"), "{path}: {}", before.text());
        assert!(!server.get(&path.replace("shy", "which")).await.text().contains(BUTTON), "{path}");
    }
    // What is ticked besides is no vote.
    let sent = server.post(VOTE, "action=abstain&option=b", "").await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/en/polls/shy#poll-shy"));
    let cookie = cookie_of(&sent);
    for path in [PAGE, FRAME] {
        let after = server.get_with(path, &[("cookie", &cookie)]).await;
        for words in ["1 (100%)", "1 reader has voted · 1 reader only looked", "You only looked at the results."] {
            assert!(after.text().contains(words), "{path}, {words}: {}", after.text());
        }
        assert!(!after.text().contains("Change my vote"), "{path}: {}", after.text());
    }
    server.post(VOTE, "option=b", &cookie).await;
    let voted = server.get_with(PAGE, &[("cookie", &cookie)]).await;
    assert!(voted.text().contains("2 readers have voted<") && voted.text().contains("1 (50%)"), "{}", voted.text());
    let refused = server.post("/en/polls/which/vote", "action=abstain", "").await;
    assert_eq!(refused.header("location"), "/en/polls/which?notice=invalid_request&on=poll-which#poll-which");
}

/// Pages are made once for all who have said the same. Who has voted for what is no option any more has as little to show, and is
/// not taken for one who only looks.
#[tokio::test]
async fn who_only_looks_is_not_taken_for_somebody_else() {
    let server = server().await;
    let voter = cookie_of(&server.post(VOTE, "option=a", "").await);
    let looks = cookie_of(&server.post(VOTE, "action=abstain", "").await);
    let other = cookie_of(&server.post(VOTE, "action=abstain", "").await);
    let file = server.folder.path().join("content/polls/shy.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("id = \"a\"", "id = \"c\"");
    std::fs::write(&file, text).unwrap();
    assert!(server.content.reload_if_changed());
    for path in [PAGE, FRAME] {
        let page = async |cookie: &str| server.get_with(path, &[("cookie", cookie)]).await;
        let (first, second, third) = (page(&looks).await, page(&voter).await, page(&other).await);
        assert!(first.text().contains("You only looked at the results."), "{path}: {}", first.text());
        assert!(!second.text().contains("You only looked at the results."), "{path}: {}", second.text());
        assert_eq!((first.header("etag"), &first.body), (third.header("etag"), &third.body), "{path}");
    }
}

#[tokio::test]
async fn passport_picture_and_the_readers_own_page_tell_of_it() {
    let server = server().await;
    let vote = "/en/polls/shy-closing/vote";
    server.post(vote, "option=a", "").await;
    let looks = cookie_of(&server.post(vote, "action=abstain", "").await);
    let open = server.get("/en/polls/shy-closing/passport").await;
    assert!(open.text().contains("Whoever only wants to see the results may say so"), "{}", open.text());
    assert!(!open.text().contains("1 reader only looked"), "results are hidden: {}", open.text());
    let picture = server.get("/api/v1/polls/shy-closing/results.svg?lang=en").await;
    assert!(!picture.text().contains("only looked"), "{}", picture.text());
    let own = server.get_with("/en/me", &[("cookie", &looks)]).await;
    assert!(own.text().contains("You only looked at the results."), "{}", own.text());

    server.clock.set("2026-05-12T12:00:00Z".parse().unwrap());
    a_second_later().await;
    for path in [
        "/en/polls/shy-closing",
        "/en/polls/shy-closing/passport",
        "/api/v1/polls/shy-closing/results.svg?lang=en",
        "/embed/polls/shy-closing?lang=en",
    ] {
        let closed = server.get(path).await;
        assert!(closed.text().contains("1 reader only looked"), "{path}: {}", closed.text());
    }
    assert!(server.get("/en/polls/shy-closing/passport").await.text().contains("as a voter for “_abstain”"));
    assert!(!server.get("/en/polls/which/passport").await.text().contains("_abstain"));
}

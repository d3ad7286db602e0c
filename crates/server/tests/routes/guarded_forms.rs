//! Voting in guarded polls without any script: the page's token stands in the form's URL.

use hustings_guard::SLACK;
use hustings_wire::Timestamp;

use super::{Answer, TestServer, a_second_later, cookie_of, poll};

const PAGE: &str = "/en/polls/guarded";

/// A server with the polls `guarded` and, which is not, `which`; a network has this share.
async fn server(share: u32) -> TestServer {
    let text = poll("kind = \"single\"\nguarding = \"guarded\"", true);
    let words = include_str!("../../../../public/locales/en.json");
    let files = [("content/polls/guarded.toml".to_owned(), text.as_str()), ("dist/locales/en.json".to_owned(), words)];
    TestServer::start_as(true, &files, |settings| {
        (settings.guarded_share, settings.guarded_work, settings.guarded_iterations) = (share, 1, 1);
    })
    .await
}

/// Where the form on a page of the poll is sent.
#[track_caller]
fn action(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("action=\"/en/polls/guarded/vote").expect("a form");
    format!("/en/polls/guarded/vote{}", rest.split('"').next().unwrap_or_default().replace("&amp;", "&"))
}

fn go_on(server: &TestServer, seconds: i64) {
    server.clock.set(Timestamp::from_unix(server.clock.now().unix() + seconds));
}

async fn voters(server: &TestServer) -> u64 {
    let answer = server.get("/api/v1/polls/guarded?lang=en").await;
    serde_json::from_slice::<hustings_wire::Poll>(&answer.body).unwrap().voters
}

#[tokio::test]
async fn a_form_of_a_page_is_counted_and_one_without_a_page_is_not() {
    let server = server(100).await;
    let at = action(&server.get(PAGE).await);
    assert!(at.contains("?proof="), "{at}");
    go_on(&server, 2);
    let taken = server.post(&at, "option=a", "").await;
    assert_eq!((taken.status.as_u16(), taken.header("location")), (303, "/en/polls/guarded#poll-guarded"));
    assert_eq!(voters(&server).await, 1);
    // Changes need nothing.
    let changed = server.post("/en/polls/guarded/vote", "option=b", &cookie_of(&taken)).await;
    assert_eq!(changed.header("location"), "/en/polls/guarded#poll-guarded");

    for refused in ["/en/polls/guarded/vote", "/en/polls/guarded/vote?proof=x"] {
        let refused = server.post(refused, "option=a", "").await;
        let location = refused.header("location");
        assert_eq!(location, "/en/polls/guarded?notice=proof_required&on=poll-guarded#poll-guarded");
        let page = server.get_with(location.split('#').next().unwrap(), &[("cookie", &cookie_of(&refused))]).await;
        assert!(page.text().contains("Not counted yet. Vote once more on this page."), "{}", page.text());
        // So it is, by the same reader on that page.
        go_on(&server, 2);
        let again = server.post(&action(&page), "option=a", &cookie_of(&refused)).await;
        assert_eq!(again.header("location"), "/en/polls/guarded#poll-guarded");
    }
    assert_eq!(voters(&server).await, 3);
}

#[tokio::test]
async fn a_form_that_comes_at_once_or_from_yesterday_is_not_counted() {
    let server = server(100).await;
    let at = action(&server.get(PAGE).await);
    for wait in [1, 12 * 3_600] {
        go_on(&server, wait);
        let refused = server.post(&at, "option=a", "").await;
        assert!(refused.header("location").contains("notice=proof_required"), "{:?}", refused.headers);
    }
    assert_eq!(voters(&server).await, 0);
}

#[tokio::test]
async fn forms_are_counted_as_long_as_few_come_from_a_network_and_then_set_aside() {
    let server = server(1).await;
    let at = action(&server.get(PAGE).await);
    go_on(&server, 2);
    for _ in 0..=SLACK {
        assert!(!server.post(&at, "option=a", "").await.header("location").contains("notice"));
    }
    let aside = server.post(&at, "option=a", "").await;
    let location = aside.header("location");
    assert_eq!(location, "/en/polls/guarded?notice=set_aside&on=poll-guarded#poll-guarded");
    let page = server.get_with(location.split('#').next().unwrap(), &[("cookie", &cookie_of(&aside))]).await;
    assert!(page.text().contains("Your vote has been set aside"), "{}", page.text());
    let held = server.get_with("/en/me", &[("cookie", &cookie_of(&aside))]).await;
    assert!(held.text().contains("Set aside: it is not counted until"), "{}", held.text());
    assert_eq!(voters(&server).await, u64::from(SLACK) + 1);
}

#[tokio::test]
async fn a_page_is_kept_no_longer_than_its_token_is_good() {
    let server = server(100).await;
    let frame = "/embed/polls/guarded?lang=en&host=https://partner.example";
    for page in [PAGE, frame] {
        let first = server.get(page).await;
        let tag = first.header("etag").to_owned();
        go_on(&server, 20);
        a_second_later().await;
        assert_eq!(server.get_with(page, &[("if-none-match", &tag)]).await.status.as_u16(), 304, "{page}");
        go_on(&server, 3_600);
        a_second_later().await;
        let later = server.get_with(page, &[("if-none-match", &tag)]).await;
        assert_eq!(later.status.as_u16(), 200, "{page}");
        assert_ne!(action(&first), action(&later), "{page}");
    }
    let framed = action(&server.get(frame).await);
    assert!(framed.starts_with("/en/polls/guarded/vote?partner=https%3A%2F%2Fpartner.example&proof="), "{framed}");
    go_on(&server, 2);
    assert_eq!(server.post(&framed, "option=a", "").await.status.as_u16(), 303);
    assert_eq!(voters(&server).await, 1);
    assert!(!server.get("/en/polls/which").await.text().contains("proof="), "other polls have no token");
}

#[tokio::test]
async fn the_answer_to_a_challenge_may_be_a_worker_of_a_frame() {
    let file = ("dist/proof.js".to_owned(), "prove();");
    let server = TestServer::start_on(true, &[file]).await;
    let script = server.get("/proof.js").await;
    assert_eq!(script.header("cross-origin-embedder-policy"), "require-corp");
    let frame = server.get("/embed/polls/which?lang=en").await;
    assert!(frame.header("content-security-policy").contains("worker-src 'self'"));
}

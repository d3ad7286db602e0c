//! The page with what stands behind a result.

use std::fs;

use axum::http::StatusCode;
use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use serde_json::Value;

use super::{Answer, TestServer, cookie_of, poll};

const PATH: &str = "/en/polls/which/passport";

/// What the page's script works with.
fn check(page: &Answer) -> Value {
    let (_, data) =
        page.text().split_once("data-check=\"").unwrap_or_else(|| panic!("there is a check: {}", page.text()));
    let data = data.split('"').next().expect("an attribute's end");
    let text = data.replace("&quot;", "\"").replace("&lt;", "<").replace("&#39;", "'").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn has(page: &Answer, all: &[&str]) {
    // Dates do not break.
    let text = page.text().replace('\u{a0}', " ");
    for words in all {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// The votes that the page shows beside the options, in order.
fn votes(page: &Answer) -> Vec<&str> {
    let shown = page.text().split("class=\"passport__votes\">").skip(1);
    shown.map(|rest| rest.split('<').next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_passport_says_what_stands_behind_a_result() {
    let server = TestServer::start_with_polls(&[]).await;
    let before = server.get(PATH).await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(before.header("cache-control"), "no-store", "nobody keeps what one holds the log against");
    assert!(before.header("content-security-policy").contains("script-src 'self'"), "{:?}", before.headers);
    has(
        &before,
        &["noindex", "Nobody has voted on these words yet", "The log is empty so far.", "0 readers have voted"],
    );
    assert_eq!(check(&before)["log"], Value::Null);

    let cookie = cookie_of(&server.post("/en/polls/which/vote", "option=b", "").await);
    let passport: Value =
        serde_json::from_slice(&server.get("/api/v1/polls/which/passport?lang=en").await.body).expect("JSON");
    let page = server.get(PATH).await;
    let hash = passport["log"]["hash"].as_str().expect("a hash");
    has(
        &page,
        &[
            "How this result came about",
            "<a href=\"/en/polls/which\">Which?</a>",
            "1 reader has voted",
            "Choose one answer",
            "It can be changed and withdrawn while the poll is open",
            "Results are shown at all times",
            "On any site",
            "One vote for each browser, and a limit on the votes of one network",
            "In these words since May 10, 2026, from entry 1 of the log on",
            passport["wording"][0]["hash"].as_str().expect("a hash"),
            "Last entry: 2",
            hash,
            "href=\"/api/v1/polls/which/log\"",
            "href=\"/api/v1/polls/which/passport?lang=en\"",
            "href=\"/ar/polls/which/passport\"",
            "hustings log 1\nwhich\n{index}\n",
        ],
    );
    assert!(!page.text().contains("set aside"), "there are none");
    assert_eq!(votes(&page), ["0", "1"]);
    let data = check(&page);
    assert_eq!((&data["log"]["hash"], &data["voters"], &data["votes"]["b"]), (&hash.into(), &1.into(), &1.into()));
    assert_eq!(data["words"]["none"], "This browser has no vote of its own in this log.");
    let own = server.get_with(PATH, &[("cookie", &cookie)]).await;
    assert_eq!(own.text(), page.text(), "it says nothing of its reader");
}

#[tokio::test]
async fn each_language_has_its_passport_with_the_words_of_all() {
    let server = TestServer::start_with_polls(&[("english", &poll("kind = \"single\"", false))]).await;
    let page = server.get("/ar/polls/which/passport").await;
    has(&page, &["lang=\"ar\" dir=\"rtl\"", "أي؟", "كيف تكوّنت هذه النتيجة", "<summary lang=\"en\">", "Option A"]);
    let keys = page.text().replace("passport__", "").replace("passport_page", "").contains("passport_");
    assert!(!keys, "every message is there: {}", page.text());

    let missing = server.get("/ar/polls/english/passport").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    has(&missing, &["href=\"/en/polls/english/passport\"", "غير متاح بهذه اللغة"]);
    for path in ["/en/polls/none/passport", "/xx/polls/which/passport"] {
        let unknown = server.get(path).await;
        assert_eq!((unknown.status, unknown.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"), "{path}");
        has(&unknown, &["Page not found"]);
    }
}

#[tokio::test]
async fn while_results_are_hidden_the_passport_has_none() {
    let server =
        TestServer::start_with_polls(&[("hidden", &poll("kind = \"single\"\nresults = \"after_vote\"", false))]).await;
    let cookie = cookie_of(&server.post("/en/polls/hidden/vote", "option=a", "").await);
    for headers in [&[][..], &[("cookie", &*cookie)]] {
        let page = server.get_with("/en/polls/hidden/passport", headers).await;
        assert_eq!((votes(&page), &check(&page)["votes"]), (vec![], &Value::Null));
        has(&page, &["Results are shown once you have voted", "1 reader has voted"]);
    }
}

#[tokio::test]
async fn rules_dates_and_places_are_said_and_that_somebody_overruled_them() {
    let rules = "kind = \"multiple\"\nmin_choices = 1\nmax_choices = 2\nchangeable = false\nresults = \"after_close\"\n\
                 opens_at = 2026-05-01T00:00:00Z\ncloses_at = 2026-06-01T00:00:00Z\n\
                 allowed_origins = [\"https://partner.example\"]";
    let server = TestServer::start_with_polls(&[("ruled", &poll(rules, false))]).await;
    let path = "/en/polls/ruled/passport";
    let page = server.get(path).await;
    has(
        &page,
        &[
            "Choose up to 2 answers",
            "A vote in this poll is final",
            "Results are shown once the poll has closed",
            "Opened on May 1, 2026",
            "Closes on June 1, 2026",
            "https://partner.example",
        ],
    );
    assert!(!page.text().contains("by hand, whatever"), "nobody has");
    let forced = hustings_store::Mutation::ForcePoll {
        poll: "ruled".to_owned(),
        forced: Some(hustings_domain::Forced::Closed),
        schedule: hustings_domain::Schedule::default(),
    };
    server.state.routes.store.apply(forced).await.expect("taken");
    has(&server.get(path).await, &["The poll is closed", "Opened or closed by hand, whatever the dates say"]);
}

/// Readers vote, the owner says that other words are meant, readers vote again.
#[tokio::test]
async fn the_words_that_readers_voted_on_before_are_there() {
    let server = TestServer::start_with_polls(&[]).await;
    server.post("/en/polls/which/vote", "option=a", "").await;
    let file = server.folder.path().join("content/polls/which.toml");
    let saved = fs::read_to_string(&file).expect("read").replace("Option A", "Option Alpha");
    fs::write(&file, format!("wording_revision = 2\n{saved}")).expect("written");
    server.content.reload_if_changed();
    let changed = server.get(PATH).await;
    has(&changed, &["Nobody has voted on these words yet", "Earlier words", "Option Alpha", "Option A<"]);
    server.post("/en/polls/which/vote", "option=a", "").await;
    let page = server.get(PATH).await;
    has(&page, &["from entry 3 of the log on", "Earlier words", "from entry 1 of the log on", "Option A<"]);
}

#[tokio::test]
async fn a_poll_leads_to_its_passport() {
    let server = TestServer::start_with_polls(&[]).await;
    for path in ["/en/polls/which", "/en/articles/trains"] {
        has(&server.get(path).await, &["href=\"/en/polls/which/passport\">How this result came about</a>"]);
    }
}

/// Votes of new readers in this language.
async fn seed(server: &TestServer, poll: &str, (lang, option): (&str, &str), readers: usize) {
    let vote = || Mutation::seeded_vote_in(Some(lang), poll, vec![option.to_owned()]);
    for _ in 0..readers {
        server.state.routes.store.apply(vote()).await.expect("taken");
    }
}

#[tokio::test]
async fn results_by_language_are_tables_from_ten_voters_on_once_the_poll_is_closed() {
    let rules = "kind = \"single\"\nbreakdown = [\"language\"]";
    let server = TestServer::start_with_polls(&[("groups", &poll(rules, true))]).await;
    let path = "/en/polls/groups/passport";
    let force = async |forced| {
        let schedule = Schedule::default();
        let word = Mutation::ForcePoll { poll: "groups".to_owned(), forced: Some(forced), schedule };
        server.state.routes.store.apply(word).await.expect("taken");
    };
    let has_none = |page: &Answer| assert!(!page.text().contains("By language"), "{}", page.text());
    seed(&server, "groups", ("en", "a"), 9).await;
    force(Forced::Closed).await;
    has_none(&server.get(path).await);
    force(Forced::Open).await;
    seed(&server, "groups", ("en", "b"), 15).await;
    seed(&server, "groups", ("ar", "b"), 12).await;
    has_none(&server.get(path).await);

    force(Forced::Closed).await;
    let page = server.get(path).await;
    has(
        &page,
        &[
            "By language",
            "/style/passport_groups.css\"",
            "<bdi lang=\"en\" dir=\"ltr\">English</bdi>",
            "<bdi lang=\"ar\" dir=\"rtl\">العربية</bdi>",
            "24 readers have voted",
            "<th scope=\"col\">Answer</th>",
            "<td>9 (38%)</td>",
            "<td>15 (62%)</td>",
            "<td>12 (100%)</td>",
        ],
    );
    assert!(!page.text().contains("Other languages"), "there are none");
    let arabic = server.get("/ar/polls/groups/passport").await;
    has(&arabic, &["حسب اللغة", "<bdi lang=\"en\" dir=\"ltr\">English</bdi>"]);
    force(Forced::Open).await;
    seed(&server, "groups", ("fr", "a"), 3).await;
    force(Forced::Closed).await;
    has(&server.get(path).await, &["Other languages", "15 readers have voted", "<td>12 (80%)</td>"]);
    has_none(&server.get("/en/polls/which/passport").await);
}

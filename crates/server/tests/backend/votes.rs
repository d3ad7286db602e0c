//! Polls: seeing them and voting in them.

use axum::http::Method;
use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use hustings_wire::{ErrorCode, Seq, Timestamp};
use serde_json::{Value, json};

use crate::support::{TestApp, noon, request};

fn numbers(poll: &Value, key: &str) -> Vec<Option<u64>> {
    poll["options"].as_array().expect("options").iter().map(|option| option[key].as_u64()).collect()
}

fn seq(poll: &Value) -> Seq {
    poll["seq"].as_str().expect("a seq").parse().expect("a seq")
}

#[tokio::test]
async fn a_fresh_database_shows_the_demo_as_ordinary_votes() {
    let app = TestApp::start().await;
    let poll = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!(numbers(&poll, "votes"), [33, 30, 24, 21].map(Some));
    assert_eq!(numbers(&poll, "percent"), [31, 28, 22, 19].map(Some));
    assert_eq!((&poll["voters"], &poll["total_votes"]), (&108.into(), &108.into()));
    let poll = app.get("/api/v1/polls/multiple?lang=ru").await.ok().json();
    assert_eq!(numbers(&poll, "votes"), [2, 3, 1, 1].map(Some));
    assert_eq!(numbers(&poll, "percent"), [67, 100, 33, 33].map(Some));
    assert_eq!((&poll["voters"], &poll["total_votes"], &poll["question"]), (&3.into(), &7.into(), &"Что?".into()));
    assert_eq!(app.state.routes.store.recount(false).await.expect("counted"), []);
    assert_eq!(app.state.routes.store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn a_vote_is_the_readers_own_and_can_be_changed_and_withdrawn() {
    let app = TestApp::start().await;
    let before = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    let first = app.vote(None, "single", &["b"]).await.ok();
    let cookie = first.cookie().expect("a new reader gets a cookie");
    assert_eq!(numbers(&first.json(), "votes"), [33, 31, 24, 21].map(Some));
    assert_eq!(first.json()["my_vote"], json!(["b"]));
    assert!(seq(&first.json()).supersedes(&seq(&before)));

    let again = app.vote(Some(&cookie), "single", &["b"]).await.ok();
    assert_eq!(again.json(), first.json());
    let changed = app.vote(Some(&cookie), "single", &["d"]).await.ok();
    assert_eq!(numbers(&changed.json(), "votes"), [33, 30, 24, 22].map(Some));
    let own = app.get_as(&cookie, "/api/v1/polls/single?lang=en").await.ok();
    assert_eq!(own.json(), changed.json());
    assert!(app.get("/api/v1/polls/single?lang=en").await.ok().json()["my_vote"].is_null());

    let withdrawn = app.delete(Some(&cookie), "/api/v1/polls/single/vote?lang=ru").await.ok();
    assert_eq!(numbers(&withdrawn.json(), "votes"), [33, 30, 24, 21].map(Some));
    assert_eq!((&withdrawn.json()["my_vote"], &withdrawn.json()["lang"]), (&json!(null), &"ru".into()));
    app.delete(Some(&cookie), "/api/v1/polls/single/vote").await.ok();
}

/// The answer to a first vote may be lost with its cookie: the same word makes the same reader.
#[tokio::test]
async fn a_first_vote_resent_without_its_cookie_counts_once() {
    let app = TestApp::start().await;
    let vote = |word: &str| {
        let mut vote = request(Method::PUT, "/api/v1/polls/single/vote", None, Some("{\"options\":[\"b\"]}".into()));
        vote.headers_mut().insert("hustings-reader", word.parse().expect("a header"));
        vote
    };
    let word = "kLm3dA9_x-Zq27Bt0PwYvE";
    app.send(vote(word)).await.ok();
    let again = app.send(vote(word)).await.ok();
    assert_eq!(numbers(&again.json(), "votes"), [33, 31, 24, 21].map(Some));
    let other = app.send(vote("another-word-of-22-or-more")).await.ok();
    assert_eq!(numbers(&other.json(), "votes"), [33, 32, 24, 21].map(Some));
    // A word that could be guessed counts as none: every time another reader.
    for votes in [33, 34] {
        let short = app.send(vote("short")).await.ok();
        assert_eq!(numbers(&short.json(), "votes"), [33, votes, 24, 21].map(Some));
    }
}

#[tokio::test]
async fn a_multiple_choice_vote_keeps_the_polls_order() {
    let app = TestApp::start().await;
    let poll = app.vote(None, "multiple", &["d", "a", "b"]).await.ok().json();
    assert_eq!(poll["my_vote"], json!(["a", "b", "d"]));
    assert_eq!((&poll["voters"], &poll["total_votes"]), (&4.into(), &10.into()));
}

#[tokio::test]
async fn a_final_vote_stands() {
    let app = TestApp::start().await;
    let first = app.vote(None, "final", &["a"]).await.ok();
    let cookie = first.cookie().expect("a cookie");
    app.vote(Some(&cookie), "final", &["a"]).await.ok();
    app.vote(Some(&cookie), "final", &["b"]).await.problem(409, ErrorCode::VoteNotChangeable);
    app.delete(Some(&cookie), "/api/v1/polls/final/vote").await.problem(409, ErrorCode::VoteNotChangeable);
    assert_eq!(app.get_as(&cookie, "/api/v1/polls/final").await.ok().json()["my_vote"], json!(["a"]));
}

#[tokio::test]
async fn results_after_the_vote_show_to_those_who_voted() {
    let app = TestApp::start().await;
    let hidden = app.get("/api/v1/polls/after-vote?lang=en").await.ok().json();
    assert_eq!((&hidden["results_visible"], numbers(&hidden, "votes")), (&false.into(), vec![None; 4]));
    assert_eq!(numbers(&hidden, "percent"), [None; 4]);
    let voted = app.vote(None, "after-vote", &["a"]).await.ok();
    let cookie = voted.cookie().expect("a cookie");
    assert_eq!(numbers(&voted.json(), "votes"), [1, 0, 0, 0].map(Some));
    let other = app.get("/api/v1/polls/after-vote?lang=en").await.ok().json();
    assert_eq!((&other["voters"], &other["results_visible"]), (&1.into(), &false.into()));
    let withdrawn = app.delete(Some(&cookie), "/api/v1/polls/after-vote/vote").await.ok().json();
    assert_eq!(withdrawn["results_visible"], false);
}

#[tokio::test]
async fn results_after_closing_show_to_all_when_the_time_comes() {
    let app = TestApp::start().await;
    let voted = app.vote(None, "after-close", &["a"]).await.ok().json();
    assert_eq!((&voted["results_visible"], numbers(&voted, "votes")), (&false.into(), vec![None; 4]));
    app.clock.set(Timestamp::from_unix(noon().unix() + 3_600));
    let poll = app.get("/api/v1/polls/after-close?lang=en").await.ok().json();
    assert_eq!((&poll["state"], &poll["results_visible"]), (&"closed".into(), &true.into()));
    assert_eq!(numbers(&poll, "votes"), [1, 0, 0, 0].map(Some));
}

#[tokio::test]
async fn closed_and_scheduled_polls_take_no_votes_until_their_time() {
    let app = TestApp::start().await;
    app.vote(None, "closed", &["a"]).await.problem(409, ErrorCode::PollClosed);
    app.delete(None, "/api/v1/polls/closed/vote").await.problem(409, ErrorCode::PollClosed);
    app.vote(None, "scheduled", &["a"]).await.problem(409, ErrorCode::PollNotOpen);
    assert_eq!(app.get("/api/v1/polls/scheduled").await.ok().json()["state"], "scheduled");
    app.clock.set(Timestamp::from_unix(noon().unix() + 3_600));
    app.vote(None, "scheduled", &["a"]).await.ok();
}

#[tokio::test]
async fn the_operator_overrules_the_schedule() {
    let app = TestApp::start().await;
    let force =
        |poll: &str, forced| Mutation::ForcePoll { poll: poll.to_owned(), forced, schedule: Schedule::default() };
    app.state.routes.store.apply(force("single", Some(Forced::Closed))).await.expect("forced");
    app.vote(None, "single", &["a"]).await.problem(409, ErrorCode::PollClosed);
    assert_eq!(app.get("/api/v1/polls/single").await.ok().json()["state"], "closed");
    app.state.routes.store.apply(force("closed", Some(Forced::Open))).await.expect("forced");
    app.vote(None, "closed", &["a"]).await.ok();
    app.state.routes.store.apply(force("single", None)).await.expect("left to the schedule");
    app.vote(None, "single", &["a"]).await.ok();
    app.state.routes.store.apply(force("closed", None)).await.expect("left to the schedule");
    app.vote(None, "closed", &["a"]).await.problem(409, ErrorCode::PollClosed);
}

#[tokio::test]
async fn a_vote_can_be_changed_after_an_option_of_it_was_taken_out() {
    let app = TestApp::start().await;
    let cookie = app.vote(None, "multiple", &["a", "b"]).await.ok().cookie().expect("a cookie");
    let file = app.folder.path().join("content/polls/multiple.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    let (kept, removed) = text.split_at(text.find("\n[[options]]\nid = \"b\"").expect("an option"));
    let after = removed.find("\n[[options]]\nid = \"c\"").expect("the next option");
    std::fs::write(&file, format!("{kept}{}", &removed[after..])).expect("saved");
    assert!(app.state.routes.content.reload_if_changed());

    let seen = app.get_as(&cookie, "/api/v1/polls/multiple?lang=en").await.ok().json();
    assert_eq!(seen["my_vote"], json!(["a"]), "only what can be sent again");
    assert_eq!(seen["voters"], 4);
    let changed = app.vote(Some(&cookie), "multiple", &["a", "c"]).await.ok().json();
    assert_eq!((&changed["my_vote"], &changed["voters"]), (&json!(["a", "c"]), &4.into()));
    assert_eq!(app.state.routes.store.recount(false).await, Ok(Vec::new()));
    assert_eq!(app.state.routes.store.check_log().await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_forged_or_foreign_cookie_makes_a_new_reader_and_no_error() {
    let app = TestApp::start().await;
    let elsewhere = TestApp::start().await;
    let foreign = elsewhere.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    for cookie in ["hustings_reader=forged", "hustings_reader=", "hustings_reader=\u{e9}", &foreign] {
        let answer = app.vote(Some(cookie), "single", &["a"]).await.ok();
        let line = answer.header("set-cookie").to_owned();
        let new = answer.cookie().expect("a new cookie");
        assert_ne!(new, cookie);
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
            assert!(line.contains(attribute), "{line}");
        }
        assert!(!line.contains("Secure"), "{line}");
        assert_eq!(app.vote(Some(&new), "single", &["a"]).await.ok().cookie(), None);
        app.get_as(cookie, "/api/v1/polls/single").await.ok();
    }
    assert_eq!(app.get("/api/v1/polls/single").await.ok().json()["voters"], 112);
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let app = TestApp::start_with(|settings| settings.public_url = Some("https://news.example".to_owned())).await;
    let answer = app.vote(None, "single", &["a"]).await.ok();
    let line = answer.header("set-cookie");
    // What browsers ask of this prefix, so that no other host of the domain can set it (RFC 6265bis, section 4.1.3.2).
    assert!(line.starts_with("__Host-hustings_reader=") && line.contains("; Path=/;"), "{line}");
    assert!(line.ends_with("SameSite=Lax; Secure") && !line.contains("Domain"), "{line}");
    let cookie = answer.cookie().expect("a cookie");
    assert_eq!(app.vote(Some(&cookie), "single", &["b"]).await.ok().cookie(), None);
}

/// Readers who voted before there was the prefix, or before the publication was on HTTPS.
#[tokio::test]
async fn over_https_a_cookie_without_the_prefix_is_read_and_given_anew_with_it() {
    let app = TestApp::start_with(|settings| settings.public_url = Some("https://news.example".to_owned())).await;
    let cookie = app.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    let earlier = cookie.trim_start_matches("__Host-").to_owned();
    let seen = app.get_as(&earlier, "/api/v1/polls/single").await.ok();
    assert_eq!((&seen.json()["my_vote"], seen.cookie()), (&json!(["a"]), None), "a read gives no cookie");
    let changed = app.vote(Some(&earlier), "single", &["b"]).await.ok();
    assert_eq!((&changed.json()["voters"], changed.cookie().as_ref()), (&json!(109), Some(&cookie)), "the same reader");

    // Another host of the domain can set the one without the prefix: it counts for nothing beside the other.
    let planted = app.vote(None, "single", &["c"]).await.ok().cookie().expect("a cookie").replacen("__Host-", "", 1);
    for both in [format!("{planted}; {cookie}"), format!("{cookie}; {planted}")] {
        let answer = app.vote(Some(&both), "single", &["d"]).await.ok();
        assert_eq!((&answer.json()["voters"], answer.cookie()), (&json!(110), None), "{both}");
        assert_eq!(app.get_as(&cookie, "/api/v1/polls/single").await.ok().json()["my_vote"], json!(["d"]));
        assert_eq!(app.get_as(&planted, "/api/v1/polls/single").await.ok().json()["my_vote"], json!(["c"]));
    }
    let forged = format!("__Host-hustings_reader=forged; {earlier}");
    let known = app.vote(Some(&forged), "single", &["a"]).await.ok();
    assert_eq!((&known.json()["voters"], known.cookie()), (&json!(110), Some(cookie)));
}

#[tokio::test]
async fn results_are_there_as_data_and_as_a_table() {
    let app = TestApp::start().await;
    let json = app.get("/api/v1/polls/single/results.json?lang=ru").await.ok();
    assert_eq!(json.json()["options"][0], json!({"id": "a", "label": "Вариант a", "votes": 33, "percent": 31}));
    assert_eq!(json.json()["poll"], "single");
    let csv = app.get("/api/v1/polls/single/results.csv?lang=en").await.ok();
    assert_eq!(
        csv.body,
        "option,label,votes,percent\r\n\"a\",\"Option a\",33,31\r\n\"b\",\"Option b\",30,28\r\n\
         \"c\",\"Option c\",24,22\r\n\"d\",\"Option d\",21,19\r\n"
    );
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.header("content-disposition").contains("filename=\"single.csv\""));
    let hidden = app.get("/api/v1/polls/after-vote/results.json?lang=en").await.ok().json();
    assert_eq!((&hidden["results_visible"], &hidden["options"][0]["votes"]), (&false.into(), &json!(null)));
    let hidden = app.get("/api/v1/polls/after-vote/results.csv?lang=en").await.ok();
    assert!(hidden.body.contains("\"a\",\"Option a\",,\r\n"), "{}", hidden.body);
    app.get("/api/v1/polls/none/results.csv").await.problem(404, ErrorCode::NotFound);
    app.get("/api/v1/polls/single/results.json?lang=ar").await.problem(404, ErrorCode::TranslationMissing);
}

//! Rankings: readers put options in order, and every place that shows one says what the same count says.

use std::path::Path;

use hustings_wire::{ErrorCode, Poll, Round, Seq, tally};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    commands::{hustings, text},
    events::{Server, Stream},
    support::TestApp,
};

/// Writes a ranking of the options a, b, c and d, with `more` in its file.
pub(crate) fn write_ranking(content: &Path, id: &str, more: &str) {
    let options =
        ["a", "b", "c", "d"].map(|id| format!("[[options]]\nid = \"{id}\"\nlabel = {{ en = \"Option {id}\" }}\n"));
    let text = format!("kind = \"ranking\"\n{more}[question]\nen = \"Which, {id}?\"\n{}", options.concat());
    std::fs::write(content.join("polls").join(format!("{id}.toml")), text).expect("a file");
}

async fn start() -> TestApp {
    TestApp::start_on(|content| {
        write_ranking(content, "ranking", "max_choices = 3\n");
        write_ranking(content, "secret", "results = \"after_vote\"\n");
    })
    .await
}

/// Votes of which c has the fewest first choices, and b wins with what c passes on.
async fn vote(app: &TestApp) {
    for order in [&["a"][..], &["a", "b"], &["b"], &["b", "a"], &["c", "b"]] {
        app.vote(None, "ranking", order).await.ok();
    }
}

fn said(poll: &Value) -> Vec<String> {
    let rounds: Vec<Round> = serde_json::from_value(poll["rounds"].clone()).expect("rounds");
    let end = |round: &Round| {
        let votes: Vec<String> = round.votes.iter().map(|(id, votes)| format!("{id}{votes}")).collect();
        let [out, won] = [&round.eliminated, &round.elected].map(|id| id.as_deref().unwrap_or("-"));
        format!("{} {} {out} {won}", votes.concat(), round.exhausted)
    };
    rounds.iter().map(end).collect()
}

#[tokio::test]
async fn a_ranking_keeps_the_order_of_a_vote_and_shows_its_rounds() {
    let app = start().await;
    let none = app.get("/api/v1/polls/ranking").await.ok().json();
    assert_eq!((&none["kind"], &none["rounds"], &none["total_votes"]), (&json!("ranking"), &json!([]), &json!(0)));
    vote(&app).await;
    let voted = app.vote(None, "ranking", &["d", "c", "b"]).await.ok();
    let poll = voted.json();
    assert_eq!(poll["my_vote"], json!(["d", "c", "b"]));
    assert_eq!((&poll["voters"], &poll["total_votes"]), (&json!(6), &json!(6)));
    let rounds = said(&poll);
    // c and d have one each and never differed: who goes out first is drawn, and b has the votes of both in the end.
    assert_eq!((rounds[0][..9].to_owned(), rounds.len()), ("a2b2c1d1 ".to_owned(), 3));
    assert_eq!(rounds[2], "a2b4 0 - b");
    let of =
        |name: &str| poll["options"].as_array().expect("options").iter().map(|o| o[name].clone()).collect::<Vec<_>>();
    assert_eq!(
        (of("votes"), of("percent")),
        (vec![json!(2), json!(2), json!(1), json!(1)], vec![json!(33), json!(33), json!(17), json!(17)])
    );

    let cookie = voted.cookie().expect("a cookie");
    let turned = app.vote(Some(&cookie), "ranking", &["b", "c", "d"]).await.ok().json();
    assert_eq!(
        (said(&turned).join("; "), &turned["voters"]),
        ("a2b3c1d0 0 d -; a2b3c1 0 c -; a2b4 0 - b".to_owned(), &json!(6))
    );
    app.vote(Some(&cookie), "ranking", &["a", "b", "c", "d"]).await.problem(422, ErrorCode::TooManyOptions);
    app.vote(Some(&cookie), "ranking", &["a", "a"]).await.problem(422, ErrorCode::InvalidRequest);
    let other = app.get("/api/v1/polls/single").await.ok().json();
    assert_eq!(other.get("rounds"), None, "no other poll has rounds");
}

#[tokio::test]
async fn every_place_says_the_same_of_a_ranking() {
    let app = start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=ranking", "").await;
    assert_eq!(stream.poll().await.rounds, Some(Vec::new()));
    vote(&app).await;
    let poll: Poll = serde_json::from_str(&app.get("/api/v1/polls/ranking").await.ok().body).expect("a poll");
    let frame = stream.poll_until(|frame| frame.seq == poll.seq).await;
    let votes = frame.votes.expect("shown");
    assert!(poll.options.iter().all(|option| option.votes == votes.get(&option.id).copied()), "{votes:?}");
    assert_eq!((&frame.rounds, frame.total_votes, frame.voters), (&poll.rounds, 5, 5));

    let results = app.get("/api/v1/polls/ranking/results.json").await.ok().json();
    assert_eq!(results["rounds"], serde_json::to_value(&poll.rounds).expect("JSON"));
    let csv = app.get("/api/v1/polls/ranking/results.csv").await.ok().body;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(
        rows[..3],
        [
            "option,label,votes,percent,round_1,round_2,round_3",
            "\"a\",\"Option a\",2,40,2,2,2",
            "\"b\",\"Option b\",2,40,2,2,3"
        ]
    );
    let output = hustings(app.folder.path(), &["results", "ranking", "--format", "csv"]);
    assert_eq!(text(&output.stdout).trim_end(), csv.trim_end());

    let log = app.get("/api/v1/polls/ranking/log").await.ok().body;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let casts: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "cast").collect();
    assert_eq!(casts.last().map(|line| &line["options"]), Some(&json!(["c", "b"])), "in the voter's order");
    let passport = app.get("/api/v1/polls/ranking/passport").await.ok().json();
    assert_eq!(passport["drawing_seed"], casts[0]["hash"]);
    assert_eq!(passport["rounds"], app.get("/api/v1/polls/ranking").await.ok().json()["rounds"]);
    assert_eq!(passport["votes"], json!({ "a": 3, "b": 4, "c": 1, "d": 0 }), "how many have put an option in order");
    assert_eq!(app.get("/api/v1/polls/single/passport").await.ok().json().get("drawing_seed"), None);
    server.stop().await;
}

#[tokio::test]
async fn hidden_results_of_a_ranking_are_hidden_everywhere() {
    let app = start().await;
    let server = Server::start(app.state.clone()).await;
    let voted = app.vote(None, "secret", &["c", "a"]).await.ok();
    let cookie = voted.cookie().expect("a cookie");
    assert_eq!(said(&voted.json()), ["a0b0c1d0 0 - c"], "whoever has voted sees it at once");
    let mut own = Stream::open(server.address, "poll=secret", &cookie).await;
    let mut other = Stream::open(server.address, "poll=secret", "").await;
    assert!(own.poll().await.rounds.is_some());
    let hidden = other.poll().await;
    assert_eq!((hidden.rounds, hidden.votes, hidden.total_votes), (None, None, 1));
    for place in ["", "/results.json", "/passport"] {
        let answer = app.get(&format!("/api/v1/polls/secret{place}")).await.ok().json();
        assert_eq!((answer.get("rounds"), answer.get("drawing_seed")), (None, None), "{place}");
    }
    assert_eq!(app.get_as(&cookie, "/api/v1/polls/secret").await.ok().json()["voters"], 1);
    let withdrawn = app.delete(Some(&cookie), "/api/v1/polls/secret/vote").await.ok().json();
    assert_eq!((withdrawn.get("rounds"), &withdrawn["voters"]), (None, &json!(0)));
    server.stop().await;
}

/// Tally and votes are read one after the other, so that what is shown could be of two moments.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_shown_while_many_vote_is_of_one_moment() {
    let app = std::sync::Arc::new(start().await);
    let mut voting = JoinSet::new();
    for number in 0..60 {
        let app = std::sync::Arc::clone(&app);
        voting.spawn(async move {
            let order =
                ["a", "b", "c", "d"].into_iter().cycle().skip(number % 4).take(1 + number % 3).collect::<Vec<_>>();
            let voted = app.vote(None, "ranking", &order).await.ok();
            let cookie = voted.cookie().expect("a cookie");
            let seen = app.get_as(&cookie, "/api/v1/polls/ranking").await.ok();
            let polls = [voted, seen].map(|answer| serde_json::from_str::<Poll>(&answer.body).expect("a poll"));
            for poll in &polls {
                assert_eq!(poll.my_vote.as_ref().map(|vote| vote.join(">")), Some(order.join(">")));
                for round in poll.rounds.as_ref().expect("rounds") {
                    let votes: Vec<u64> = round.votes.iter().map(|(_, votes)| *votes).collect();
                    assert_eq!(tally::saturating_sum(&votes) + round.exhausted, poll.voters, "{poll:?}");
                }
                let first: Vec<u64> = poll.options.iter().filter_map(|option| option.votes).collect();
                assert_eq!((tally::saturating_sum(&first), poll.total_votes), (poll.voters, poll.voters));
            }
            polls.map(|poll| (poll.seq, poll.rounds))
        });
    }
    let mut seen: Vec<(Seq, Option<Vec<Round>>)> = voting.join_all().await.into_iter().flatten().collect();
    seen.sort_by_key(|(seq, _)| seq.number);
    for pair in seen.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert_eq!(pair[0].1, pair[1].1, "one count of one number");
    }
}

#[tokio::test]
async fn an_option_that_is_taken_out_passes_its_votes_on() {
    let app = start().await;
    vote(&app).await;
    let file = app.folder.path().join("content/polls/ranking.toml");
    let text = std::fs::read_to_string(&file).expect("a poll");
    let without = text.replacen("[[options]]\nid = \"a\"\nlabel = { en = \"Option a\" }\n", "", 1);
    std::fs::write(&file, without).expect("written");
    assert!(app.state.routes.content.reload_if_changed());
    let poll = app.get("/api/v1/polls/ranking").await.ok().json();
    assert_eq!(said(&poll), ["b3c1d0 1 - b"]);
    assert_eq!((&poll["voters"], &poll["total_votes"]), (&json!(5), &json!(5)));
}

#[tokio::test]
async fn the_description_says_what_a_round_is() {
    let app = start().await;
    let document = app.get("/api/v1/openapi.json").await.ok().json();
    let schemas = &document["components"]["schemas"];
    let votes = &schemas["Round"]["properties"]["votes"];
    assert_eq!(
        (&votes["type"], &votes["additionalProperties"]["type"]),
        (&json!("object"), &json!("integer")),
        "{votes}"
    );
    for schema in ["Poll", "PollFrame", "Results"] {
        assert!(schemas[schema]["properties"]["rounds"].is_object(), "{schema}: {}", schemas[schema]);
    }
}

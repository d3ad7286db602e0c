//! Servers of one database whose machines' clocks differ: all of them go by the database's.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::http::Method;
use hustings_domain::Clock;
use hustings_server::app;
use hustings_wire::Timestamp;
use serde_json::Value;
use tower::ServiceExt as _;

use super::Database;
use crate::support::request;

/// By how many seconds the clocks are wrong: so much more than this takes that no slow machine tells another time.
const WRONG: i64 = 2 * 60 * 60;

#[tokio::test]
async fn servers_with_wrong_clocks_open_close_and_show_a_poll_as_one() {
    let database = tokio::task::spawn_blocking(Database::empty).await.expect("made");
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("later").as_secs()).expect("a date");
    let polls = database.folder.path().join("content/polls");
    let words = fs::read_to_string(polls.join("untouched.toml")).expect("a poll");
    let words = words.replace("results = \"always\"", "results = \"after_close\"");
    for (name, field, at) in [
        ("ends-soon", "closes_at", now + WRONG / 2),
        ("has-ended", "closes_at", now - WRONG / 2),
        ("begins-soon", "opens_at", now + WRONG / 2),
        ("has-begun", "opens_at", now - WRONG / 2),
    ] {
        let file = polls.join(format!("{name}.toml"));
        fs::write(file, format!("{field} = {}\n{words}", Timestamp::from_unix(at))).expect("written");
    }
    let mut servers = Vec::new();
    for wrong_by in [WRONG, 0, -WRONG] {
        servers.push(database.open(&database.url, Clock::of_a_machine_that_is_ahead_by(wrong_by)).await);
    }
    for (name, state, shows, status) in [
        ("ends-soon", "open", false, 200),
        ("has-ended", "closed", true, 409),
        ("begins-soon", "scheduled", false, 409),
        ("has-begun", "open", false, 200),
    ] {
        for (server, wrong_by) in servers.iter().zip([WRONG, 0, -WRONG]) {
            let case = format!("{name}, by {wrong_by} s");
            let send = async |method: Method, path: String, json: Option<&str>| {
                let request = request(method, &path, None, json.map(str::to_owned));
                app(server.clone()).oneshot(request).await.expect("the router never fails")
            };
            let seen = send(Method::GET, format!("/api/v1/polls/{name}?lang=en"), None).await;
            let body = axum::body::to_bytes(seen.into_body(), usize::MAX).await.expect("a body");
            let seen: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!((&seen["state"], &seen["results_visible"]), (&state.into(), &shows.into()), "{case}: {seen}");
            let vote = Some("{\"options\": [\"a\"]}");
            let answer = send(Method::PUT, format!("/api/v1/polls/{name}/vote?lang=en"), vote).await;
            assert_eq!(answer.status().as_u16(), status, "{case}");
        }
    }
    for server in &servers {
        assert_eq!(server.routes.store.recount(false).await, Ok(Vec::new()));
        let difference = (server.routes.clock.now().unix() - servers[1].routes.clock.now().unix()).abs();
        assert!(difference <= 1, "they tell one time: {difference}");
    }
    let command = hustings_store::open_without_migrating(&database.url, Clock::of_a_machine_that_is_ahead_by(WRONG));
    let command = command.await.expect("opened");
    let difference = (command.clock.now().unix() - servers[1].routes.clock.now().unix()).abs();
    assert!(difference <= 1, "and so does a command: {difference}");
    command.store.close().await;
    for server in &servers {
        server.routes.store.close().await;
    }
}

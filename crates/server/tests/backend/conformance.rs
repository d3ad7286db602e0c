//! `hustings conformance` as a process: the reference backend keeps every promise of the contract that it checks.

use std::{process::Stdio, time::Duration};

use hustings_server::settings::Settings;
use hustings_wire::Timestamp;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    events::Server,
    partner_site::{canned, serve},
    rankings::write_ranking,
    support::TestApp,
};

const ORIGIN: &str = "https://app.example";

/// Exit code, standard output and standard error.
async fn conformance(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hustings"));
    let output = command.arg("conformance").args(arguments).stdin(Stdio::null()).output().await.expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_reference_backend_keeps_the_contract() {
    let more = |folder: &std::path::Path| {
        let text = std::fs::read_to_string(folder.join("polls/untouched.toml")).expect("a poll");
        for (name, more) in
            [("guarded", "guarding = \"guarded\""), ("drawn", "order = \"random\"\nask = \"before_and_after\"")]
        {
            std::fs::write(folder.join(format!("polls/{name}.toml")), format!("{more}\n{text}")).expect("a file");
        }
        write_ranking(folder, "ranking", "");
        std::fs::write(
            folder.join("polls/shy.toml"),
            format!("abstain = true\nwrite_in = true\n{}", text.replace("always", "after_vote")),
        )
        .expect("a file");
    };
    let allowed = |settings: &mut Settings| {
        settings.allow_origin = vec![ORIGIN.to_owned()];
        settings.push.no_push = false;
        (settings.guarded_share, settings.guarded_work, settings.guarded_iterations) = (0, 4, 10);
    };
    let app = TestApp::start_as(more, allowed).await;
    // A guarded poll takes nobody who comes at once.
    let (clock, mut second) = (app.clock.clone(), tokio::time::interval(Duration::from_secs(1)));
    let ticking = tokio::spawn(async move {
        loop {
            second.tick().await;
            clock.set(Timestamp::from_unix(clock.now().unix() + 1));
        }
    });
    let before = app.get("/api/v1/polls/single").await.ok().json();
    let server = Server::start(app.state.clone()).await;
    let url = format!("http://{}", server.address);
    let mut arguments = vec![url.as_str(), "--write", "--origin", ORIGIN, "--json"];
    for poll in [
        "multiple",
        "final",
        "after-vote",
        "after-close",
        "closed",
        "scheduled",
        "signed",
        "guarded",
        "ranking",
        "shy",
        "drawn",
    ] {
        arguments.extend(["--poll", poll]);
    }
    let (code, out, error) = conformance(&arguments).await;
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {out}{error}"));
    let cases = report["cases"].as_array().expect("cases");
    let others: Vec<&Value> = cases.iter().filter(|case| case["verdict"] != "holds").collect();
    assert!(others.is_empty() && cases.len() > 70, "{others:#?}");
    assert_eq!((code, &report["conforms"], error.as_str()), (0, &json!(true), ""));
    let after = app.get("/api/v1/polls/single").await.ok().json();
    assert_eq!(before["voters"], after["voters"], "what was said is taken back");
    ticking.abort();
    server.stop().await;
}

#[tokio::test]
async fn the_exit_code_tells_a_broken_promise_from_nothing_to_ask() {
    let poll = canned("application/json", json!({ "id": "trains", "question": "Which?" }).to_string());
    let list = canned("application/json", json!({ "items": [] }).to_string());
    let site = serve(&[("/api/v1/polls/trains", poll), ("/api/v1/articles", list)], None).await;
    let (code, out, _) = conformance(&[&site, "--poll", "trains"]).await;
    assert_eq!(code, 1, "{out}");
    for words in ["BROKEN    polls.shape", "missing field", "Verdict: the backend does not conform"] {
        assert!(out.contains(words), "{words}\n{out}");
    }
    let silent =
        std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port");
    for (arguments, words) in [
        (vec![site.clone()], "it has no article and no poll; name a poll with --poll"),
        (vec![format!("http://{silent}")], "nothing answers at http://127.0.0.1"),
        (vec!["polls.example".to_owned()], "is no URL"),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, out, error) = conformance(&arguments).await;
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert!(error.starts_with("hustings: ") && error.contains(words), "{error}");
    }
}

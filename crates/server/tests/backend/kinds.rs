//! Kinds of polls beside one choice and several: scales, and quizzes.

use std::{fs, path::Path};

use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use serde_json::json;

use crate::support::TestApp;

const SCALE: &str = r#"kind = "scale"
[question]
en = "How much?"
ru = "Сколько?"
[scale]
steps = 5
low = { en = "nothing", ru = "ничего" }
high = { en = "all", ru = "всё" }
"#;

const QUIZ: &str = r#"kind = "single"
results = "always"
changeable = false
correct = ["b"]
[question]
en = "Which is it?"
[explanation]
en = "Because the secret says so."
[[options]]
id = "a"
label = { en = "A" }
[[options]]
id = "b"
label = { en = "B" }
"#;

fn write(content: &Path) {
    for (id, text) in [("scale", SCALE), ("quiz", QUIZ)] {
        fs::write(content.join(format!("polls/{id}.toml")), text).expect("a file");
    }
}

#[tokio::test]
async fn votes_on_a_scale_are_summed_up_wherever_they_show() {
    let app = TestApp::start_on(write).await;
    let empty = app.get("/api/v1/polls/scale?lang=ru").await.ok().json();
    assert_eq!((&empty["kind"], empty.get("scale_summary")), (&json!("scale"), None));
    let labels: Vec<_> = empty["options"].as_array().expect("options").iter().map(|step| &step["label"]).collect();
    assert_eq!(labels, ["ничего", "2", "3", "4", "всё"]);
    for step in ["2", "4", "5", "5"] {
        app.vote(None, "scale", &[step]).await.ok();
    }
    let summary = json!({ "median": 4, "mean": 4.0, "spread": [2, 5] });
    for path in ["/api/v1/polls/scale?lang=en", "/api/v1/polls/scale/results.json?lang=en"] {
        assert_eq!(app.get(path).await.ok().json()["scale_summary"], summary, "{path}");
    }
    assert_eq!(app.get("/api/v1/polls/single?lang=en").await.ok().json().get("scale_summary"), None);
    let csv = app.get("/api/v1/polls/scale/results.csv?lang=en").await.ok().body;
    assert_eq!(
        csv,
        "option,label,votes,percent\r\n\"1\",\"nothing\",0,0\r\n\"2\",\"2\",1,25\r\n\"3\",\"3\",0,0\r\n\"4\",\"4\",1,25\r\n\"5\",\"all\",2,50\r\n"
    );
}

#[tokio::test]
async fn a_vote_on_a_scale_is_one_step() {
    let app = TestApp::start_on(write).await;
    for (options, code) in [(&["1", "2"][..], "too_many_options"), (&["6"], "unknown_option"), (&[], "invalid_request")]
    {
        let refused = app.vote(None, "scale", options).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (422, &json!(code)), "{options:?}");
    }
}

#[tokio::test]
async fn a_quiz_tells_what_is_right_after_the_answer() {
    let app = TestApp::start_on(write).await;
    let voter = app.vote(None, "quiz", &["a"]).await.ok();
    let told = json!({ "correct": ["b"], "explanation": "Because the secret says so." });
    assert_eq!(voter.json()["quiz"], told);
    let cookie = voter.cookie().expect("a cookie");
    assert_eq!(app.get_as(&cookie, "/api/v1/polls/quiz?lang=en").await.ok().json()["quiz"], told);
    let untold = json!({ "correct": null, "explanation": null });
    assert_eq!(app.get("/api/v1/polls/quiz?lang=en").await.ok().json()["quiz"], untold);
    assert_eq!(app.get("/api/v1/polls/single?lang=en").await.ok().json().get("quiz"), None);
}

#[tokio::test]
async fn a_quiz_that_is_closed_tells_everybody() {
    let app = TestApp::start_on(write).await;
    let close =
        Mutation::ForcePoll { poll: "quiz".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    app.state.routes.store.apply(close).await.expect("the store closes it");
    assert_eq!(app.get("/api/v1/polls/quiz?lang=en").await.ok().json()["quiz"]["correct"], json!(["b"]));
}

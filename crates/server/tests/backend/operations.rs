//! Health, metrics, the API's description.

use std::{collections::BTreeSet, net::SocketAddr};

use axum::http::{HeaderValue, Method, StatusCode};
use hustings_limits::network::Peer;
use sqlx::{Connection as _, SqliteConnection};
use tokio::time::timeout;

use crate::support::{Answer, PATIENCE, TestApp, request, sources};

#[tokio::test]
async fn a_healthy_server_is_alive_and_ready() {
    let app = TestApp::start().await;
    app.get("/healthz").await.ok();
    assert_eq!(app.get("/readyz").await.ok().json()["ready"], true);
}

#[tokio::test]
async fn a_server_whose_writer_has_ended_is_neither_healthy_nor_ready() {
    let app = TestApp::start().await;
    app.state.routes.store.close().await;
    assert_eq!(app.get("/healthz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_not_ready(&app.get("/readyz").await, "The writer of votes has ended");
}

#[tokio::test]
async fn a_server_whose_hub_has_ended_is_neither_healthy_nor_ready() {
    let app = TestApp::start().await;
    app.state.routes.hub.end();
    let told = async {
        while app.get("/healthz").await.status == StatusCode::OK {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, told).await.expect("the hub ends in time");
    assert_not_ready(&app.get("/readyz").await, "The hub of live updates has ended");
}

#[tokio::test]
async fn readiness_is_known_without_the_writer_and_comes_back_without_a_vote() {
    let app = TestApp::start().await;
    let url = sources(app.folder.path()).database;
    let mut other = SqliteConnection::connect(&url).await.expect("opened");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("locked");
    // The writer is busy with this vote until it gives up.
    let mut vote = Box::pin(app.vote(None, "single", &["a"]));
    let asked = async {
        for _ in 0..100 {
            app.get("/readyz").await.ok();
        }
    };
    tokio::select! {
        biased;
        _ = &mut vote => panic!("the database is locked"),
        () = asked => {}
    }
    vote.await.problem(503, hustings_wire::ErrorCode::Unavailable);
    assert_not_ready(&app.get("/readyz").await, "The database takes no votes");
    app.get("/healthz").await.ok();
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocked");
    let ready = async {
        while app.get("/readyz").await.status != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, ready).await.expect("ready again in time");
    app.vote(None, "single", &["a"]).await.ok();
}

#[track_caller]
fn assert_not_ready(answer: &Answer, fault: &str) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.json()["ready"], false);
    assert!(answer.body.contains(fault), "{}", answer.body);
}

#[tokio::test]
async fn measures_count_answers_by_route_and_commits() {
    let app = TestApp::start().await;
    app.get("/api/v1/polls/single").await.ok();
    app.get("/api/v1/polls/none").await;
    app.vote(None, "single", &["a"]).await.ok();
    let text = app.get("/metrics").await.ok().body;
    for line in [
        "hustings_requests_total{method=\"GET\",route=\"/api/v1/polls/{id}\",status=\"200\"} 1",
        "hustings_requests_total{method=\"GET\",route=\"/api/v1/polls/{id}\",status=\"404\"} 1",
        "hustings_commit_mutations_count 1",
        "hustings_viewers 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn strangers_see_no_metrics() {
    let app = TestApp::start().await;
    for (from, forwarded, status) in [
        ([127, 0, 0, 1], None, 200),
        ([10, 0, 0, 9], None, 200),
        ([127, 0, 0, 1], Some("203.0.113.9"), 404),
        ([203, 0, 113, 9], None, 404),
        ([203, 0, 113, 9], Some("127.0.0.1"), 404),
    ] {
        let mut request = request(Method::GET, "/metrics", None, None);
        request.extensions_mut().insert(Peer(SocketAddr::from((from, 4_711))));
        if let Some(forwarded) = forwarded {
            request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        }
        assert_eq!(app.send(request).await.status.as_u16(), status, "{from:?} {forwarded:?}");
    }
}

#[tokio::test]
async fn the_description_names_every_address_of_the_contract() {
    let app = TestApp::start().await;
    let document = app.get("/api/v1/openapi.json").await.ok().json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            operations.insert(format!("{method} {path}"));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, place) = (parameter["name"].as_str().expect("a name"), parameter["in"].as_str());
                let in_path = path.contains(&format!("{{{name}}}"));
                let expected = match name {
                    _ if name.starts_with("hustings-") => "header",
                    _ if in_path => "path",
                    _ => "query",
                };
                assert_eq!(place, Some(expected), "{method} {path} {name}");
            }
        }
    }
    let expected = [
        "delete /api/v1/articles/{slug}/rating",
        "delete /api/v1/me",
        "delete /api/v1/polls/{id}/notice",
        "delete /api/v1/polls/{id}/vote",
        "get /api/v1/articles",
        "get /api/v1/articles/{slug}",
        "get /api/v1/articles/{slug}/rating",
        "get /api/v1/events",
        "get /api/v1/me",
        "get /api/v1/polls",
        "get /api/v1/polls/{id}",
        "get /api/v1/polls/{id}/flow.svg",
        "get /api/v1/polls/{id}/log",
        "get /api/v1/polls/{id}/notice",
        "get /api/v1/polls/{id}/passport",
        "get /api/v1/polls/{id}/results.csv",
        "get /api/v1/polls/{id}/results.json",
        "get /api/v1/polls/{id}/results.svg",
        "get /api/v1/publication",
        "get /oembed",
        "put /api/v1/articles/{slug}/rating",
        "put /api/v1/polls/{id}/notice",
        "put /api/v1/polls/{id}/vote",
    ];
    assert_eq!(operations.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for schema in
        ["Article", "ArticleList", "Poll", "PollList", "Rating", "Problem", "PollFrame", "VoteRequest", "RatingRequest"]
    {
        assert!(document["components"]["schemas"][schema].is_object(), "{schema}");
    }
}

#[tokio::test]
async fn the_description_leaves_no_reference_open() {
    let app = TestApp::start().await;
    let text = app.get("/api/v1/openapi.json").await.ok().body;
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let references = text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next());
    let references: BTreeSet<&str> = references.collect();
    assert!(references.contains("/components/schemas/Poll"), "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference} is nowhere");
    }
}

#[tokio::test]
async fn the_api_docs_have_no_inline_code_and_all_files() {
    let app = TestApp::start().await;
    let page = app.get("/api/docs").await.ok();
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!page.body.contains("style=\"") && !page.body.contains("<script>"));
    for (file, kind) in [("/api/docs/docs.js", "text/javascript"), ("/api/docs/docs.css", "text/css")] {
        assert!(page.body.contains(file));
        assert!(app.get(file).await.ok().header("content-type").starts_with(kind));
    }
}

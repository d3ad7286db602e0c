//! What those get who come while every place for work that keeps a processor busy is taken, or while there is no front-end.

use std::sync::mpsc::{Sender, channel};

use axum::http::StatusCode;

use super::{Answer, TestServer, poll};

/// Takes every place for work, until the gates are dropped.
async fn take_all_places(server: &TestServer) -> Vec<Sender<()>> {
    let mut gates = Vec::new();
    while server.state.routes.cpu.free() > 0 {
        let (gate, closed) = channel::<()>();
        gates.push(gate);
        let cpu = server.state.routes.cpu.clone();
        tokio::spawn(async move { cpu.run(move || closed.recv()).await });
        tokio::task::yield_now().await;
    }
    gates
}

/// That a partner's browser shows the answer, and that it is worth asking again.
#[track_caller]
fn assert_shown_in_a_frame(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("frame-ancestors"), "{policy}");
    assert_eq!(answer.header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_ne!(answer.header("retry-after"), "");
}

#[tokio::test]
async fn who_waits_too_long_is_told_when_to_come_again() {
    let server = TestServer::start_with_polls(&[]).await;
    std::fs::remove_file(server.folder.path().join("dist/locales/ar.json")).unwrap();
    let gates = take_all_places(&server).await;
    let ready = tokio::select! {
        biased;
        _ = server.get("/locales/ar.json") => panic!("there is no room to look for it"),
        ready = server.get("/readyz") => ready,
    };
    assert_eq!(ready.status, StatusCode::OK, "what is known is said at once");
    // All wait at once, each as long as it is patient.
    let (frame, form, messages) = tokio::join!(
        server.get("/embed/polls/which?lang=en&host=https://partner.example"),
        server.post("/en/polls/nowhere/vote?partner=https%3A%2F%2Fpartner.example", "option=a", ""),
        server.get("/locales/ar.json"),
    );
    assert_shown_in_a_frame(&frame);
    assert_shown_in_a_frame(&form);
    assert_eq!(messages.status, StatusCode::SERVICE_UNAVAILABLE, "they are not gone");
    assert_ne!(messages.header("retry-after"), "");
    drop(gates);
}

#[tokio::test]
async fn a_frame_without_a_front_end_says_so_on_a_partner_s_page() {
    let server = TestServer::start_with(false).await;
    let frame = server.get("/embed/polls/which?lang=en&host=https://partner.example").await;
    assert_shown_in_a_frame(&frame);
    assert!(frame.text().contains("This poll cannot be shown"), "{}", frame.text());
}

#[tokio::test]
async fn a_frame_of_a_poll_that_cannot_be_read_is_worth_asking_for_again() {
    let server = TestServer::start_with_polls(&[("broken", "kind =")]).await;
    assert_shown_in_a_frame(&server.get("/embed/polls/broken?lang=en").await);
    let whole = poll("kind = \"single\"", true);
    std::fs::write(server.folder.path().join("content/polls/broken.toml"), whole).unwrap();
    server.content.reload_if_changed();
    assert_eq!(server.get("/embed/polls/broken?lang=en").await.status, StatusCode::OK);
}

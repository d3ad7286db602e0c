//! Readers who asked for it are told that a poll has ended.
//!
//! - `push_service`: a push service of the tests' own, and the browser's side of it,
//! - `contract`: how a reader asks and takes back, and what is refused,
//! - `sending`: who is told, when and how often.

mod contract;
mod push_service;
mod sending;

use std::path::PathBuf;

use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use hustings_wire::Timestamp;
use tokio::time::timeout;

use self::push_service::PushService;
use crate::support::{PATIENCE, TestApp, noon};

async fn world(service: &PushService) -> TestApp {
    TestApp::start_with(|settings| service.set(settings)).await
}

/// Looks once, as the server does every few seconds.
async fn turn(app: &TestApp) {
    let turn = app.state.routes.notices.as_ref().expect("notices").turn();
    timeout(PATIENCE, turn).await.expect("it ends in time").expect("the database answers");
}

async fn force(app: &TestApp, poll: &str, forced: Forced) {
    let force = Mutation::ForcePoll { poll: poll.to_owned(), forced: Some(forced), schedule: Schedule::default() };
    app.state.routes.store.apply(force).await.expect("forced");
}

async fn close(app: &TestApp, poll: &str) {
    force(app, poll, Forced::Closed).await;
}

/// How many wait for the end of the poll, and how many are being told.
async fn counts(app: &TestApp, poll: &str) -> (u64, u64) {
    let counts = app.state.routes.store.notice_counts(Some(poll)).await.expect("read");
    counts.first().map_or((0, 0), |count| (count.waiting, count.due))
}

/// Seconds after noon.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(noon().unix() + seconds)
}

/// The file of a poll.
fn file(app: &TestApp, poll: &str) -> PathBuf {
    app.folder.path().join(format!("content/polls/{poll}.toml"))
}

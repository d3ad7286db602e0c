//! What a viewer is sent of a round: all of it, in one piece, whenever it looks.

use std::{
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use futures_util::{Stream as _, StreamExt as _, future::join_all};
use hustings_content::ContentStore;
use hustings_domain::Clock;
use hustings_live::{
    hub::{Hub, Topic},
    metrics::LiveMetrics,
    viewer::Viewer,
};
use hustings_store::{Mutation, SqliteStore, Store as _, Tuning};
use hustings_wire::PollKind;
use tempfile::TempDir;
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

/// The most that any test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A hub on the demo.
struct Demo {
    store: Arc<SqliteStore>,
    hub: Hub,
    /// Polls that are counted by adding up, each with its first option.
    polls: Vec<(String, String)>,
    _folder: TempDir,
}

impl Demo {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("votes.db").display());
        let opened = SqliteStore::open(&url, Clock::system(), Tuning::default()).await.expect("made");
        let (store, content) = (Arc::new(opened.0), Path::new("../../content"));
        let content = ContentStore::open(content).expect("the demo");
        let polls = content.current().polls.values().cloned().collect::<Vec<_>>();
        let polls = polls.iter().filter(|poll| poll.kind != PollKind::Ranking && !poll.asks_twice);
        let polls = polls.map(|poll| (poll.id.clone(), poll.options[0].id.clone())).collect();
        let hub = Hub::start(store.clone(), content, Clock::system(), LiveMetrics::default());
        Self { store, hub, polls, _folder: folder }
    }

    /// A viewer of all the polls.
    async fn viewer(&self) -> Viewer {
        let topics = self.polls.iter().map(|(id, _)| (Topic::Poll(id.clone()), None)).collect();
        Viewer::join(&self.hub, topics, 5, None).await.expect("readable")
    }

    /// A vote in each poll, all by one commit.
    async fn vote_in_all(&self) {
        let vote = |(id, option): &(String, String)| Mutation::seeded_vote(id, vec![option.clone()]);
        let votes = join_all(self.polls.iter().map(|poll| self.store.apply(vote(poll)))).await;
        assert!(votes.iter().all(Result::is_ok), "{votes:?}");
    }
}

/// How many snapshots are in a piece.
fn snapshots(piece: &[u8]) -> usize {
    String::from_utf8_lossy(piece).matches("event: poll\n").count()
}

/// The order that would be wrong: the hub publishes the first poll, the viewer looks, and the hub publishes the others. So
/// somebody looks without a pause.
#[tokio::test]
async fn a_viewer_who_looks_all_the_time_never_sees_half_of_a_round() {
    let demo = Demo::new().await;
    assert!(demo.polls.len() > 3, "{:?}", demo.polls);
    let mut viewer = demo.viewer().await;
    let (say, mut pieces) = mpsc::unbounded_channel();
    let runtime = Handle::current();
    let looking = thread::spawn(move || {
        let _within = runtime.enter();
        let mut cx = Context::from_waker(Waker::noop());
        while !say.is_closed() {
            if let Poll::Ready(Some(Ok(piece))) = Pin::new(&mut viewer).poll_next(&mut cx) {
                // Nobody hears it at the end.
                let _ = say.send(piece);
            }
        }
    });
    for round in 0..6 {
        if round > 0 {
            demo.vote_in_all().await;
        }
        let whole = async {
            let (mut parts, mut seen) = (0, 0);
            while seen < demo.polls.len() {
                let of_piece = snapshots(&pieces.recv().await.expect("somebody looks"));
                parts += usize::from(of_piece > 0);
                seen += of_piece;
            }
            (parts, seen)
        };
        let (parts, seen) = timeout(PATIENCE, whole).await.expect("sent in time");
        // What is read again every second may have been read while the votes were committed, and is a round of its own.
        assert!(parts <= 2 && seen == demo.polls.len(), "round {round}: {seen} in {parts} pieces");
    }
    drop(pieces);
    looking.join().expect("no panic");
}

/// The order that would be wrong: the hub says that viewers are to end, and a viewer that has not looked yet sleeps afterwards.
#[tokio::test]
async fn who_joins_before_or_after_the_end_was_said_ends() {
    let demo = Demo::new().await;
    let join = async || Viewer::join(&demo.hub, Vec::new(), 0, None).await.expect("readable");
    let (mut sleeps, not_asked) = (join().await, join().await);
    sleeps.next().await.expect("greeted").expect("never fails");
    let sleeping = tokio::spawn(async move { sleeps.count().await });
    tokio::task::yield_now().await;
    demo.hub.drain();
    let later = join().await;
    for viewer in [not_asked, later] {
        timeout(PATIENCE, viewer.count()).await.expect("it ends");
    }
    timeout(PATIENCE, sleeping).await.expect("it ends").expect("no panic");
}

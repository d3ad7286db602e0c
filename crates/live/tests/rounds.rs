//! What a viewer is sent of a round: all of it, in one piece, whenever it looks.

mod support;

use std::{
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread,
    time::Duration,
};

use futures_util::{Stream as _, StreamExt as _};
use hustings_content::ContentStore;
use hustings_domain::Clock;
use hustings_live::{
    hub::{Hub, Topic},
    metrics::LiveMetrics,
    viewer::Viewer,
};
use hustings_store::StoreError;
use hustings_wire::PollKind;
use tokio::{
    runtime::Handle,
    sync::mpsc,
    time::{Instant, timeout},
};

use support::NumberStore;

/// The most that any test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A hub on the demo. Within one thread what it reads again is one round, since the store answers at once.
struct Demo {
    store: Arc<NumberStore>,
    hub: Hub,
    /// Polls that are counted by adding up.
    polls: Vec<String>,
}

impl Demo {
    fn new() -> Self {
        let (store, content) = (Arc::<NumberStore>::default(), Path::new("../../content"));
        let content = ContentStore::open(content).expect("the demo");
        let polls = content.current().polls.values().cloned().collect::<Vec<_>>();
        let polls = polls.iter().filter(|poll| poll.kind != PollKind::Ranking && !poll.asks_twice);
        let polls: Vec<String> = polls.map(|poll| poll.id.clone()).collect();
        assert!(polls.len() > 3, "{polls:?}");
        let hub = Hub::start(store.clone(), content, Clock::system(), LiveMetrics::default());
        Self { store, hub, polls }
    }

    /// A viewer of these polls.
    async fn viewer_of(&self, polls: impl IntoIterator<Item = &String>) -> Viewer {
        let topics = polls.into_iter().map(|id| (Topic::Poll(id.clone()), None)).collect();
        Viewer::join(&self.hub, topics, 5, None).await.expect("readable")
    }

    /// A viewer of all the polls.
    async fn viewer(&self) -> Viewer {
        self.viewer_of(&self.polls).await
    }
}

/// How many snapshots are in a piece.
fn snapshots(piece: &[u8]) -> usize {
    String::from_utf8_lossy(piece).matches("event: poll\n").count()
}

/// How many are in the next piece that has any.
async fn next(viewer: &mut Viewer) -> usize {
    let next = async {
        loop {
            let piece = viewer.next().await.expect("it goes on").expect("never fails");
            match snapshots(&piece) {
                0 => {}
                some => return some,
            }
        }
    };
    timeout(PATIENCE, next).await.expect("sent in time")
}

/// The order that would be wrong: the hub publishes the first poll, the viewer looks, and the hub publishes the others. So
/// somebody looks without a pause.
#[tokio::test]
async fn a_viewer_who_looks_all_the_time_never_sees_half_of_a_round() {
    let demo = Demo::new();
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
    for round in 0..4 {
        if round > 0 {
            demo.store.change_all();
        }
        let next = async {
            loop {
                match snapshots(&pieces.recv().await.expect("somebody looks")) {
                    0 => {}
                    some => return some,
                }
            }
        };
        let of_piece = timeout(PATIENCE, next).await.expect("sent in time");
        assert_eq!(of_piece, demo.polls.len(), "round {round}");
    }
    drop(pieces);
    looking.join().expect("no panic");
}

/// The database's machine loses its power after the second poll was read.
#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_holds_back_neither_what_was_read_before_nor_what_is_read_after() {
    let demo = Demo::new();
    let mut viewer = demo.viewer().await;
    let all = demo.polls.len();
    assert_eq!(next(&mut viewer).await, all);
    demo.store.change_all();
    demo.store.skip_one_after(2);
    let began = Instant::now();
    assert_eq!(next(&mut viewer).await, 2);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(next(&mut viewer).await, all - 3);
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
    assert_eq!(next(&mut viewer).await, 1, "the one that was not answered, once it is read again");
    assert!(demo.hub.health().since_round < Duration::from_secs(1));
}

/// Who joins while the database says nothing would hold a place for as long as that takes, and is told to come again.
#[tokio::test(start_paused = true)]
async fn who_joins_while_the_database_is_silent_is_told_so() {
    let demo = Demo::new();
    demo.store.skip_one_after(1);
    let topics = || demo.polls.iter().map(|id| (Topic::Poll(id.clone()), None)).collect();
    let joined = timeout(PATIENCE, Viewer::join(&demo.hub, topics(), 5, None)).await.expect("answered in time");
    assert!(matches!(joined, Err(StoreError::Unavailable(_))), "{:?}", joined.err());
    assert_eq!(next(&mut demo.viewer().await).await, demo.polls.len(), "once it answers");
}

/// A viewer that looks within its waker, and sleeps again.
struct Eager {
    /// None once it has gone.
    viewer: Mutex<Option<Viewer>>,
    /// How many pieces there were each time.
    found: Mutex<Vec<usize>>,
}

impl Wake for Eager {
    fn wake(self: Arc<Self>) {
        let waker = Waker::from(Arc::clone(&self));
        let mut cx = Context::from_waker(&waker);
        let mut viewer = self.viewer.lock().expect("no panic");
        let Some(viewer) = &mut *viewer else { return };
        let mut found = 0;
        while Pin::new(&mut *viewer).poll_next(&mut cx).is_ready() {
            found += 1;
        }
        self.found.lock().expect("no panic").push(found);
    }
}

/// Were those of one poll woken before those of the next are known, who looks at once would be woken again for nothing.
#[tokio::test(start_paused = true)]
async fn a_viewer_of_many_polls_is_woken_once_a_round() {
    let demo = Demo::new();
    let eager = Arc::new(Eager { viewer: Mutex::new(Some(demo.viewer().await)), found: Mutex::default() });
    let mut other = demo.viewer().await;
    next(&mut other).await;
    Arc::clone(&eager).wake();
    for _ in 0..3 {
        demo.store.change_all();
        next(&mut other).await;
    }
    eager.viewer.lock().expect("no panic").take();
    let found = eager.found.lock().expect("no panic").clone();
    assert!(found.len() > 3 && !found.contains(&0), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_a_poll_twice_is_sent_it_once() {
    let demo = Demo::new();
    let mut viewer = demo.viewer_of(demo.polls.iter().chain(&demo.polls)).await;
    for _ in 0..2 {
        assert_eq!(next(&mut viewer).await, demo.polls.len());
        demo.store.change_all();
    }
}

/// The order that would be wrong: the hub says that viewers are to end, and a viewer that has not looked yet sleeps afterwards.
#[tokio::test]
async fn who_joins_before_or_after_the_end_was_said_ends() {
    let demo = Demo::new();
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

//! `cargo xtask bench crowd`: a crowd that follows one poll, on the hub as it is and without sockets: how long it takes until all have
//! a change, and what each of them costs in time and memory. Everything that a socket costs comes on top of this; it shows what
//! the hub itself allows. Not a test: it fails only when it cannot be measured.

#[path = "../../store/examples/votes/arguments.rs"]
mod arguments;

use std::{
    error::Error,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use arguments::numbers;
use futures_util::StreamExt as _;
use hustings_content::ContentStore;
use hustings_domain::Clock;
use hustings_live::{
    hub::{Hub, Topic},
    metrics::LiveMetrics,
    viewer::Viewer,
};
use hustings_store::{Mutation, SqliteStore, Store as _, Tuning};
use tokio::sync::Notify;

const WHAT_TO_GIVE: &str = "give how many viewers and how many changes, both above zero, or the first of these: cargo xtask bench crowd 100000 20";
/// The poll of the demo that everybody follows.
const POLL: &str = "night-trains";
/// Between two changes, so that each is a round of its own.
const PAUSE: Duration = Duration::from_millis(300);

/// What all viewers together have received.
#[derive(Default)]
struct Received {
    events: AtomicUsize,
    /// When that many are there.
    wanted: AtomicUsize,
    news: Notify,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [viewers, changes] = numbers(WHAT_TO_GIVE, [100_000, 20], 2);
    let folder = tempfile::tempdir_in(".")?;
    let url = format!("sqlite:{}", folder.path().join("votes.db").display());
    let (store, _) = SqliteStore::open(&url, Clock::system(), Tuning::default()).await?;
    let store = Arc::new(store);
    let content = ContentStore::open(Path::new("content"))?;
    let hub = Hub::start(store.clone(), content, Clock::system(), LiveMetrics::default());
    let received = Arc::new(Received::default());
    let vote = async || store.apply(Mutation::seeded_vote(POLL, vec!["cabin".to_owned()])).await;
    vote().await?;
    // It is old news by then.
    tokio::time::sleep(4 * PAUSE).await;

    let (memory, began) = (status("VmRSS:")?, Instant::now());
    // The word about coming back, and the tally as it is.
    let greeted = received.wait_for(2 * viewers);
    for _ in 0..viewers {
        let topics = vec![(Topic::Poll(POLL.to_owned()), None)];
        let viewer = Viewer::join(&hub, topics, 5, None).await?;
        let received = Arc::clone(&received);
        tokio::spawn(async move {
            let mut viewer = viewer;
            while viewer.next().await.is_some() {
                received.add();
            }
        });
    }
    greeted.await;
    let joined = began.elapsed();
    let bytes = (status("VmRSS:")? - memory) * 1024.0 / viewers as f64;

    let (mut took, before) = (Vec::new(), processor_time()?);
    for change in 1..=changes {
        let all = received.wait_for((2 + change) * viewers);
        let said = Instant::now();
        vote().await?;
        all.await;
        took.push(said.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(PAUSE).await;
    }
    let processor = processor_time()? - before;
    took.sort_by(f64::total_cmp);
    println!(
        "{viewers} viewers of one poll joined in {:.2} s, with {bytes:.0} bytes of memory each",
        joined.as_secs_f64()
    );
    println!(
        "{changes} changes: all have one after {:.0} ms (median; {:.0} to {:.0}), {:.0} deliveries for each second of the processor",
        took[took.len() / 2],
        took[0],
        took[took.len() - 1],
        (viewers * changes) as f64 / processor
    );
    Ok(())
}

impl Received {
    fn add(&self) {
        if self.events.fetch_add(1, Ordering::AcqRel) + 1 == self.wanted.load(Ordering::Acquire) {
            self.news.notify_one();
        }
    }

    /// Waits for so many in all, which are not there yet.
    fn wait_for(&self, events: usize) -> impl Future<Output = ()> + '_ {
        self.wanted.store(events, Ordering::Release);
        self.news.notified()
    }
}

/// Kilobytes from the line `name` of what Linux says of this process (proc_pid_status(5)).
fn status(name: &str) -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("this needs Linux")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Seconds of processor time of this process so far (proc_pid_stat(5), utime and stime in ticks of a hundredth).
fn processor_time() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit_once(')').ok_or("a process' state")?.1;
    Ok(fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

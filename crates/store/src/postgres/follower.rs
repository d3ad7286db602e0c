//! What other servers have committed, so that viewers here see it too: a notification is only a hint to look, and twice a second
//! is looked without one. A look finds whatever was committed since the last one by the transactions that did it, so that none
//! is missed whose commit took longer than another's.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use hustings_domain::{Clock, Forced};
use sqlx::{
    PgPool, Row,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::Notify,
    task::AbortHandle,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use super::{SharedEpoch, clocks, epoch, open::CONNECTING};
use crate::{
    changes::{Changed, Changes},
    types::{PollTally, RatingTally},
};

/// The channel of notifications.
const CHANNEL: &str = "hustings_committed";
/// Between two looks where nobody says anything.
const SWEEP: Duration = Duration::from_millis(500);
/// Between two looks, or two notifications, however much is committed. A notification takes a lock of the whole cluster.
const GAP: Duration = Duration::from_millis(50);
/// Before another try when the database could not be reached.
const PAUSE: Duration = Duration::from_millis(500);

/// $1: the oldest transaction that may not have been seen. One statement, and so a snapshot.
const LOOK: &str = "
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (extract(epoch FROM clock_timestamp()) * 1000)::int8,
           (SELECT coalesce(json_agg(json_build_array(poll, voters, number, forced, votes::json)), '[]')::text
            FROM poll_tally WHERE changed >= $1::xid8),
           (SELECT coalesce(json_agg(json_build_array(article, histogram::json, number)), '[]')::text
            FROM rating_tally WHERE changed >= $1::xid8)";

type PollRow = (String, u64, u64, Option<String>, BTreeMap<String, u64>);
type RatingRow = (String, [u64; 5], u64);

/// Follows the database.
pub(super) struct Follower {
    listening: PgPool,
    readers: PgPool,
    changes: Arc<Changes>,
    epoch: SharedEpoch,
    clock: Clock,
    /// Something was committed here.
    committed: Arc<Notify>,
    /// A word that tells this process' notifications from those of others.
    id: String,
}

impl Follower {
    pub(super) fn new(
        options: &PgConnectOptions,
        readers: PgPool,
        changes: Arc<Changes>,
        epoch: SharedEpoch,
        clock: Clock,
    ) -> Self {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECTING);
        let listening = pool.connect_lazy_with(options.clone());
        let id = hex::encode(rand::random::<[u8; 8]>());
        Self { listening, readers, changes, epoch, clock, committed: Arc::default(), id }
    }

    /// Who commits something here says so by it.
    pub(super) fn committed(&self) -> &Arc<Notify> {
        &self.committed
    }

    /// Follows from the transaction `seen` on, until the handles are aborted.
    pub(super) fn spawn(self, seen: String, listens: bool) -> Vec<AbortHandle> {
        let hints = Arc::new(Notify::new());
        let mut tasks = Vec::new();
        if listens {
            let listening = listen(self.listening.clone(), self.id.clone(), Arc::clone(&hints));
            tasks.push(tokio::spawn(listening).abort_handle());
        }
        tasks.push(tokio::spawn(self.run(seen, hints)).abort_handle());
        tasks
    }

    async fn run(self, mut seen: String, hints: Arc<Notify>) {
        let mut sweep = interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let committed = tokio::select! {
                () = self.committed.notified() => true,
                () = hints.notified() => false,
                _ = sweep.tick() => false,
            };
            let done = match committed {
                true => timeout(CONNECTING, self.tell()).await,
                false => timeout(CONNECTING, self.look(&mut seen)).await,
            };
            if !matches!(done, Ok(Ok(()))) {
                // The database may come back as another one, whose numbers have gone back.
                sleep(PAUSE).await;
                if matches!(timeout(CONNECTING, self.begin_anew()).await, Ok(Ok(()))) {
                    "0".clone_into(&mut seen);
                }
            }
            sleep(GAP).await;
        }
    }

    /// Tells the others that something was committed here.
    async fn tell(&self) -> Result<(), sqlx::Error> {
        let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(&self.id);
        notify.execute(&self.readers).await.map(drop)
    }

    /// Hands on what was committed since the transaction `seen`.
    async fn look(&self, seen: &mut String) -> Result<(), sqlx::Error> {
        // First, so that what is measured is how long the answer takes, and not how long a connection does.
        let mut connection = self.readers.acquire().await?;
        let asked = self.clock.of_the_machine();
        let row = sqlx::query(LOOK).bind(&*seen).fetch_one(&mut *connection).await?;
        clocks::go_by(&self.clock, asked, row.try_get(1)?);
        drop(connection);
        let decoded = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        let polls: Vec<PollRow> = serde_json::from_str(row.try_get(2)?).map_err(decoded)?;
        let ratings: Vec<RatingRow> = serde_json::from_str(row.try_get(3)?).map_err(decoded)?;
        let poll = |(poll, voters, number, forced, votes): PollRow| {
            let forced = forced.as_deref().and_then(Forced::parse);
            (poll, Arc::new(PollTally { voters, votes, number, forced }))
        };
        let rating = |(article, histogram, number): RatingRow| (article, RatingTally { histogram, number });
        self.changes.add_from_elsewhere(Changed {
            polls: polls.into_iter().map(poll).collect(),
            ratings: ratings.into_iter().map(rating).collect(),
            voters: BTreeMap::new(),
        });
        *seen = row.try_get(0)?;
        Ok(())
    }

    /// Asks of which epoch the database is now.
    async fn begin_anew(&self) -> Result<(), sqlx::Error> {
        let epoch = epoch::current(&mut *self.readers.acquire().await?).await?;
        let mut held = self.epoch.write().unwrap_or_else(PoisonError::into_inner);
        if **held != epoch {
            tracing::warn!(
                "the database was restored, or another of its servers has taken over; its numbers begin anew"
            );
            *held = epoch.into();
            self.changes.forget();
        }
        Ok(())
    }
}

/// Wakes `hints` whenever another process than `id` says that it has committed something, or may have said so unheard.
async fn listen(pool: PgPool, id: String, hints: Arc<Notify>) {
    loop {
        let heard: Result<(), sqlx::Error> = async {
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen(CHANNEL).await?;
            loop {
                // None where the connection was lost and made anew.
                let notification = listener.try_recv().await?;
                if notification.is_none_or(|notification| notification.payload() != id) {
                    hints.notify_one();
                }
            }
        }
        .await;
        tracing::debug!(error = ?heard.err(), "the connection that listens was lost");
        sleep(PAUSE).await;
    }
}

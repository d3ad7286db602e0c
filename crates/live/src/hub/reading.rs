//! What is followed is read again, since not all that changes it is told: the clock, other servers, the publication. A database
//! that is slow or silent holds nothing back that is known.

use std::{mem, pin::pin, time::Duration};

use hustings_store::{Answered, StoreError};
use hustings_wire::moment::poll_of;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Hub, ROUND, Round, Topic, Voter, locked};
use crate::{followed::Followed, watched::Said};

/// The most that what has been read waits for what has not: then it is published, and the rest is another round.
const HELD: Duration = ROUND;
/// The most that is waited for one answer of the store. A connection whose other end has lost its power says nothing for a quarter
/// of an hour.
const PATIENCE: Duration = Duration::from_secs(5);

/// A round that is read topic by topic.
struct Reading<'a> {
    hub: &'a Hub,
    /// What has been read and not published.
    round: Round,
    /// Until when it is held back.
    until: Instant,
}

impl<'a> Reading<'a> {
    fn begin(hub: &'a Hub) -> Self {
        Self { hub, round: Round::default(), until: Instant::now() + HELD }
    }

    /// Waits for an answer of the store; `None` where it failed or did not come. Where that takes long, what has been read before is
    /// published meanwhile, and so is whatever changes.
    async fn wait<T>(&mut self, answer: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let mut answer = pin!(in_time(answer));
        let answered = loop {
            if let Ok(answered) = timeout_at(self.until, answer.as_mut()).await {
                break answered;
            }
            self.hub.publish(mem::take(&mut self.round));
            self.hub.publish(self.hub.changed());
            self.until = Instant::now() + HELD;
        };
        answered.inspect_err(|error| tracing::warn!(%error, "what viewers follow cannot be read")).ok()
    }
}

/// An answer of the store, or that it did not come.
pub(super) async fn in_time<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let silent = |_| Err(StoreError::Unavailable("it has not answered".to_owned()));
    timeout(PATIENCE, answer).await.unwrap_or_else(silent)
}

impl Hub {
    /// Reads all topics with subscribers again: a poll opens or closes by the clock, another process may have written,
    /// the publication may have been saved. Drops topics without subscribers. Returns whether
    /// all could be read.
    pub(super) async fn reread(&self) -> bool {
        locked(&self.0.voters).retain(|_, voter| voter.has_followers());
        let topics: Vec<Topic> = {
            let mut topics = locked(&self.0.topics);
            topics.retain(|_, topic| topic.has_followers());
            topics.keys().cloned().collect()
        };
        self.count_followed();
        let (mut all_read, mut reading) = (true, Reading::begin(self));
        for topic in topics {
            match &topic {
                Topic::Poll(id) => match reading.wait(self.0.store.poll(poll_of(id), None)).await {
                    Some(record) => reading.round.snapshots.extend(self.standing(id.clone(), record.tally)),
                    None => all_read = false,
                },
                Topic::Rating(slug) => match reading.wait(self.0.store.rating(slug, None)).await {
                    Some(record) => {
                        let snapshot = self.rating_snapshot(slug, record.tally);
                        reading.round.snapshots.push((topic, snapshot));
                    }
                    None => all_read = false,
                },
            }
        }
        if self.0.store.is_shared() {
            match reading.wait(self.reread_voters()).await {
                Some(voters) => reading.round.voters = voters,
                None => all_read = false,
            }
        }
        self.publish(reading.round);
        all_read
    }

    /// Asks who has voted at another server meanwhile. Who takes a vote back there goes on seeing the results here.
    async fn reread_voters(&self) -> Result<Vec<(Voter, Answered)>, StoreError> {
        let known = |voter: &Followed<Said>| voter.look(Said::answered);
        let waiting: Vec<Voter> = {
            let voters = locked(&self.0.voters);
            voters.iter().filter(|(_, voter)| known(voter) != Answered::After).map(|(voter, _)| voter.clone()).collect()
        };
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let mut voted = self.0.store.voted(&waiting).await?;
        let voters = locked(&self.0.voters);
        // Where a reader has voted here meanwhile, that is newer.
        voted.retain(|(voter, answered)| voters.get(voter).is_some_and(|voter| known(voter) < *answered));
        Ok(voted)
    }
}

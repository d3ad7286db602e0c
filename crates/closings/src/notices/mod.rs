//! Tells readers who asked for it that a poll has ended, by one message to the push service of their browser.
//!
//! A task of its own, beside that of the webhook: what is due and who is at it stands in the database, so that a restart loses nothing
//! and several servers tell once. It looks by reading alone; only where a poll has ended, it asks the one writer for anything.
//!
//! - `body`: what a message says,
//! - `ends`: which polls have ended, and what nobody waits for any more,
//! - `options`: what the operator says, and the key that signs messages.

mod body;
mod ends;
mod options;

use std::{sync::Arc, time::Duration};

use hustings_content::ContentStore;
use hustings_domain::Clock;
use hustings_identity::keys::KeyRing;
use hustings_push::{
    retry,
    sender::{Failure, Message, Sender},
    services::PushServices,
    subscription::{BadSubscription, Subscription},
};
use hustings_store::{Later, Notice, NoticeChange, Store, StoreError};
use hustings_webhook::client::PATIENCE;
use hustings_wire::NoticeRequest;
use tokio::sync::oneshot;

use self::ends::Ends;
use crate::{MessageMetrics, Pages, turns};
pub use options::PushOptions;

/// How often it is looked for polls that have ended, and messages that are due.
const EVERY: Duration = Duration::from_secs(2);
/// Messages under way at once.
const AT_ONCE: u32 = 32;
/// Seconds for which attempts are this server's alone: enough for them, with an earlier key or two, and for the database.
const LEASE: u32 = 6 * PATIENCE;

/// Tells readers.
pub struct EndNotices {
    sender: Sender,
    key: String,
    services: PushServices,
    content: ContentStore,
    store: Arc<dyn Store>,
    clock: Clock,
    pages: Pages,
    metrics: MessageMetrics,
    ends: Ends,
}

/// The parts of the server that they depend on.
pub struct NoticeParts {
    /// The publication, whose words the messages say.
    pub content: ContentStore,
    /// Who is to be told, and who is at it.
    pub store: Arc<dyn Store>,
    /// The clock by which polls end.
    pub clock: Clock,
    /// Where the messages lead.
    pub pages: Pages,
    /// Counts what is sent.
    pub metrics: MessageMetrics,
}

/// What came of an attempt.
enum Attempt {
    /// It was told, or never will be.
    Done(Notice),
    /// It is tried again.
    Later(Later),
}

impl EndNotices {
    /// One that sends to `services` by keys that are derived from `keys`, as soon as [`Self::run`] or [`Self::turn`] is called.
    /// Push services reach its operators at `contact`.
    pub fn new(keys: &KeyRing, services: PushServices, contact: String, parts: NoticeParts) -> Self {
        let (sender, key) = options::sender(keys, contact);
        let NoticeParts { content, store, clock, pages, metrics } = parts;
        Self { sender, key, services, content, store, clock, pages, metrics, ends: Ends::default() }
    }

    /// The public key with which browsers subscribe.
    pub fn key(&self) -> String {
        self.key.clone()
    }

    /// Whether messages can be sent to the browser of `request`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, request: &NoticeRequest) -> Result<(), BadSubscription> {
        Subscription::parse(&request.endpoint, &request.keys.p256dh, &request.keys.auth, &self.services).map(drop)
    }

    /// Goes on until it is dropped.
    pub async fn run(&self) {
        let away = "readers are not told which polls have ended until the database is back";
        turns::take(EVERY, away, || self.turn()).await;
    }

    /// Looks which polls have ended, and tells whoever is due, some at a time.
    ///
    /// # Errors
    /// When the database cannot be read or written. Nothing is lost by it.
    pub async fn turn(&self) -> Result<(), StoreError> {
        // Its writer tries every second whether it takes votes again, and voters wait for that already.
        if self.store.health().has_failed {
            return Ok(());
        }
        let now = self.clock.now();
        let work = self.store.notice_work(now).await?;
        let changes = self.ends.changes(work.waiting, &self.content.current(), now);
        let is_due = work.is_due || !changes.is_empty();
        for change in changes {
            self.store.change_notices(change).await?;
        }
        if !is_due {
            return Ok(());
        }
        loop {
            let claim = NoticeChange::Claim { lease: LEASE, most: AT_ONCE };
            let claimed = self.store.change_notices(claim).await?;
            if claimed.is_empty() {
                return Ok(());
            }
            self.tell(claimed).await?;
        }
    }

    /// Makes an attempt for each of `claimed`, all at once, and says what came of them.
    async fn tell(&self, claimed: Vec<Notice>) -> Result<(), StoreError> {
        let content = self.content.current();
        let mut answers = Vec::with_capacity(claimed.len());
        for notice in claimed {
            let body = body::body(&content, &self.pages, &notice);
            let (sender, now) = (self.sender.clone(), self.clock.now().unix());
            let to = Subscription::parse(&notice.endpoint, &notice.p256dh, &notice.auth, &self.services);
            let (reply, answer) = oneshot::channel();
            let subject = notice.poll.clone();
            // Not among the runtime's own threads: a server that shuts down would wait for those.
            std::thread::spawn(move || {
                let _ = reply.send(match (to, body) {
                    // The operator may have taken its push service away.
                    (Err(bad), _) => Err(Failure::Refused(bad.words)),
                    (_, Err(reason)) => Err(Failure::Later(reason.to_owned())),
                    (Ok(to), Ok(body)) => sender.send(&to, Message { subject: &subject, body: &body }, now),
                });
            });
            answers.push((notice, answer));
        }
        drop(content);
        let (mut done, mut later) = (Vec::new(), Vec::new());
        for (notice, answer) in answers {
            let ended = || Err(Failure::Later("the attempt has ended without an answer".to_owned()));
            match self.outcome(notice, answer.await.unwrap_or_else(|_| ended())) {
                Attempt::Done(notice) => done.push(notice),
                Attempt::Later(attempt) => later.push(attempt),
            }
        }
        self.store.change_notices(NoticeChange::Settle { done, later }).await.map(drop)
    }

    /// Counts what came of an attempt. The log says nothing of the reader, and of the endpoint the host alone.
    fn outcome(&self, notice: Notice, answer: Result<(), Failure>) -> Attempt {
        let reason = match answer {
            Ok(()) => {
                self.metrics.sent.inc();
                return Attempt::Done(notice);
            }
            // The reader has switched it off in the browser: nothing has failed.
            Err(Failure::Gone) => return Attempt::Done(notice),
            Err(Failure::Refused(reason)) => Err(reason),
            Err(Failure::Later(reason)) => Ok(reason),
        };
        self.metrics.failed.inc();
        let (poll, attempts) = (&notice.poll, notice.attempts);
        let wait = retry::wait(attempts, rand::random());
        match (reason, wait) {
            (Ok(reason), Some(wait)) => {
                tracing::debug!(poll, attempts, wait, reason, "a reader is told later that a poll has ended");
                Attempt::Later(Later { notice, wait })
            }
            (Ok(reason) | Err(reason), _) => {
                self.metrics.given_up.inc();
                tracing::warn!(poll, attempts, reason, "a reader is not told that a poll has ended");
                Attempt::Done(notice)
            }
        }
    }
}

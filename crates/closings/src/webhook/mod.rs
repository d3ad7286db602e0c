//! Tells the publication's owner of each poll that has closed, by a signed message to a URL that the operator has set.
//!
//! A task of its own, which has one message under way at a time and never more: voting neither waits for it nor knows of it. What
//! is to be told, what was, and who is at it, is in the database, so that a restart loses nothing and several servers tell once.
//! A message may arrive twice all the same, when its answer was lost; its id is the same then.
//!
//! - `body`: what a message says,
//! - `options`: the operator's URL and secret, and what is wrong with them.

mod body;
mod options;

use std::{sync::Arc, time::Duration};

use hustings_content::{Content, ContentStore};
use hustings_domain::Clock;
use hustings_store::{Closing, ClosingChange, ClosingState, Store, StoreError};
use hustings_webhook::{
    client::PATIENCE,
    delivery::{Delivery, Failure, Message},
    retry,
};
use hustings_wire::Timestamp;
use tokio::sync::oneshot;

use crate::{MessageMetrics, Pages, turns};
pub use options::WebhookOptions;

/// How often polls are looked at that may have closed, and messages that may be due.
const EVERY: Duration = Duration::from_secs(2);
/// Seconds for which an attempt is this server's alone: enough for the attempt and for the database before and after it.
const LEASE: u32 = 4 * PATIENCE;
/// Seconds after which nobody is told any more of what nobody was told of, as when the webhook was taken away and set again.
const STALE: i64 = 3 * 86_400;
/// Seconds by which a clock of the database may be ahead of this one, so that it is asked of polls that close that soon.
const AHEAD: i64 = 60;
/// Name of the database's fact since when closings are told: what had closed before is nobody's news.
const SINCE: &str = "webhook_since";

/// Tells of closings.
pub struct ClosingWebhook {
    delivery: Delivery,
    content: ContentStore,
    store: Arc<dyn Store>,
    clock: Clock,
    pages: Pages,
    metrics: MessageMetrics,
    since: Timestamp,
}

impl ClosingWebhook {
    /// One that sends by `delivery`, as soon as [`Self::run`] or [`Self::turn`] is called. What closes from now on is told.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn open(
        delivery: Delivery,
        content: ContentStore,
        store: Arc<dyn Store>,
        clock: Clock,
        pages: Pages,
        metrics: MessageMetrics,
    ) -> Result<Self, StoreError> {
        store.set_first_fact(SINCE, &clock.now().to_string()).await?;
        let since = store.fact(SINCE).await?.and_then(|since| since.parse().ok());
        let since = since.unwrap_or_else(|| clock.now());
        Ok(Self { delivery, content, store, clock, pages, metrics, since })
    }

    /// Goes on until it is dropped.
    pub async fn run(&self) {
        // Voters are told so, too.
        let away = "which polls have closed is not known, and nobody is told of it, until the database is back";
        turns::take(EVERY, away, || self.turn()).await;
    }

    /// Notes which polls have closed, and tells of each that is due, one after another.
    ///
    /// # Errors
    /// When the database cannot be read or written. Nothing is lost by it.
    pub async fn turn(&self) -> Result<(), StoreError> {
        // Its writer tries every second whether it takes votes again, and voters wait for that already.
        if self.store.health().has_failed {
            return Ok(());
        }
        let now = self.clock.now().unix();
        let not_before = self.since.max(Timestamp::from_unix(now - STALE));
        let content = self.content.current();
        let scheduled = scheduled(&content, not_before, Timestamp::from_unix(now + AHEAD));
        drop(content);
        if !scheduled.is_empty() {
            self.store.change_closing(ClosingChange::Note(scheduled)).await?;
        }
        let claim = ClosingChange::Claim { lease: LEASE, not_before };
        while let Some(closing) = self.store.change_closing(claim.clone()).await? {
            self.tell(closing).await?;
        }
        Ok(())
    }

    /// Makes an attempt, and says what came of it.
    async fn tell(&self, closing: Closing) -> Result<(), StoreError> {
        let Closing { id, poll, attempts, .. } = &closing;
        let host = self.delivery.target().host();
        let (state, wait, outcome) = match self.attempt(&closing).await? {
            Ok(()) => {
                self.metrics.sent.inc();
                tracing::info!(poll, id, host, attempts, "the webhook has taken that a poll has closed");
                (ClosingState::Sent, 0, "it was taken".to_owned())
            }
            Err(failure) => {
                self.metrics.failed.inc();
                let next = retry::wait(*attempts, rand::random()).filter(|_| !failure.is_final);
                let reason = failure.reason;
                if let Some(seconds) = next {
                    tracing::warn!(poll, id, host, attempts, seconds, reason, "the webhook is tried again");
                    (ClosingState::Waiting, seconds, reason)
                } else {
                    self.metrics.given_up.inc();
                    tracing::error!(
                        poll,
                        id,
                        host,
                        attempts,
                        reason,
                        "the webhook is given up; `hustings webhook send` sends it again"
                    );
                    (ClosingState::GivenUp, 0, reason)
                }
            }
        };
        let settle = ClosingChange::Settle { id: id.clone(), attempt: *attempts, state, wait, outcome };
        self.store.change_closing(settle).await.map(drop)
    }

    async fn attempt(&self, closing: &Closing) -> Result<Result<(), Failure>, StoreError> {
        let id = closing.id.clone();
        let body = match &closing.body {
            Some(body) => body.clone(),
            None => {
                let content = self.content.current();
                let body = match body::body(&content, self.store.as_ref(), &self.pages, closing).await? {
                    Ok(body) => body,
                    Err(reason) => return Ok(Err(Failure { reason: reason.to_owned(), is_final: false })),
                };
                let kept = self.store.change_closing(ClosingChange::KeepBody { id: id.clone(), body: body.clone() });
                kept.await?.and_then(|closing| closing.body).unwrap_or(body)
            }
        };
        let (delivery, now) = (self.delivery.clone(), self.clock.now().unix());
        let (reply, answer) = oneshot::channel();
        // Not among the runtime's own threads: a server that shuts down would wait for those.
        std::thread::spawn(move || {
            let message = Message { id: &id, body: &body };
            let _ = reply.send(delivery.send(message, now));
        });
        Ok(answer.await.unwrap_or_else(|_| {
            Err(Failure { reason: "the attempt has ended without an answer".to_owned(), is_final: false })
        }))
    }
}

/// Polls that close by their schedule in this time.
fn scheduled(content: &Content, from: Timestamp, to: Timestamp) -> Vec<(String, Timestamp)> {
    let closes = content.polls.values().filter_map(|poll| Some((poll.id.clone(), poll.closes_at?)));
    closes.filter(|(_, at)| (from..=to).contains(at)).collect()
}

//! The queue before the single writer: bounded, so that overload is an error and not a backlog, and emptied in batches,
//! so that many votes share one sync of the disk.

use tokio::sync::{mpsc, oneshot};

use crate::{
    closings::{Closing, ClosingChange},
    mutation::{Mutation, Outcome},
    notices::{Notice, NoticeChange},
    store::StoreError,
    types::Difference,
};

/// The queue's capacity; further mutations fail with [`StoreError::Overloaded`].
const WAITING: usize = 8_192;
/// Most mutations in one commit. Larger batches are not faster and only add latency.
pub(super) const BATCH: usize = 1_024;

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// A job for the writer.
pub(super) enum Job {
    Apply(Mutation, Reply<Outcome>),
    Seed(Vec<Mutation>, Reply<()>),
    Recount {
        repair: bool,
        reply: Reply<Vec<Difference>>,
    },
    /// See [`crate::Store::change_closing`].
    ChangeClosing(ClosingChange, Reply<Option<Closing>>),
    /// See [`crate::Store::change_notices`].
    ChangeNotices(NoticeChange, Reply<Vec<Notice>>),
    /// See [`crate::Store::set_fact`].
    SetFact {
        name: String,
        value: String,
        /// Whether in the place of what is there.
        replaces: bool,
        reply: Reply<()>,
    },
    /// The last job: everything before it is written, nothing after it.
    Close(Reply<()>),
}

/// The sender of the queue.
#[derive(Clone, Debug)]
pub(super) struct Queue(mpsc::Sender<Job>);

impl Queue {
    /// A queue, and the writer's receiver.
    pub(super) fn new() -> (Self, mpsc::Receiver<Job>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        (Self(sender), receiver)
    }

    /// Whether there still is a writer that takes jobs.
    pub(super) fn has_writer(&self) -> bool {
        !self.0.is_closed()
    }

    /// Sends a job and waits for its result. Dropping the future does not cancel the job: the vote is committed all the
    /// same.
    pub(super) async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send(job(reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Unavailable("the writer has ended".to_owned()),
        })?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the writer gave no answer".to_owned())))
    }
}

//! The queue before the single writer: bounded, so that overload is an error and not a backlog, and emptied in batches,
//! so that many votes share one sync of the disk.

use tokio::sync::{mpsc, oneshot};

use crate::{
    mutation::{Mutation, Outcome},
    store::StoreError,
    types::Difference,
};

/// Mutations that may wait; more are refused as [`StoreError::Overloaded`].
const WAITING: usize = 8_192;
/// Mutations in one commit at most. Larger ones gain nothing more and make everybody wait longer.
pub(super) const BATCH: usize = 1_024;

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked for.
pub(super) enum Job {
    Apply(Mutation, Reply<Outcome>),
    Seed(Vec<Mutation>, Reply<()>),
    Recount {
        repair: bool,
        reply: Reply<Vec<Difference>>,
    },
    /// Answered when the writer gets to it.
    Ping(Reply<()>),
    /// Everything before it is written, nothing after it.
    Close(Reply<()>),
}

/// The end of the queue where jobs are put in.
#[derive(Clone, Debug)]
pub(super) struct Queue(mpsc::Sender<Job>);

impl Queue {
    /// A queue, and the end where the writer takes jobs out.
    pub(super) fn new() -> (Self, mpsc::Receiver<Job>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        (Self(sender), receiver)
    }

    /// Puts in a job and waits for its answer. A request that is dropped while it waits does not
    /// take its job back: the vote is committed all the same.
    pub(super) async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send(job(reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Unavailable("the writer has ended".to_owned()),
        })?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the writer gave no answer".to_owned())))
    }
}

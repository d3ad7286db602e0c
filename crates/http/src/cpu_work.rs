//! A bounded place for work that keeps a processor busy: pages are rendered, bodies compressed, pictures drawn and
//! indexes searched here, and not on the threads that serve connections.
//!
//! A permit belongs to the work and not to who asked for it: a request that is cancelled drops its future, but its work
//! runs to the end, and only then may other work begin. It knows nothing of what the work is.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// How long work waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// A bounded place for work. Clones share it.
#[derive(Clone, Debug)]
pub struct CpuWork(Arc<Semaphore>);

impl CpuWork {
    /// So much work at once; further work waits.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once.max(1))))
    }

    /// As much at once as there are processors.
    pub fn for_this_machine() -> Self {
        Self::new(std::thread::available_parallelism().map_or(2, usize::from))
    }

    /// Does `work` on a thread of its own, after what was there before it.
    ///
    /// # Errors
    /// `unavailable` when its turn does not come in time, or when it panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        Place(self.permit().await?).run(work).await
    }

    /// A place for work that is not worth waiting for; none when all are taken.
    pub fn free_place(&self) -> Option<Place> {
        Arc::clone(&self.0).try_acquire_owned().ok().map(Place)
    }

    /// How much more work could begin now.
    pub fn free(&self) -> usize {
        self.0.available_permits()
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or_else(ApiError::unavailable)
    }
}

/// A place that is kept for work.
#[derive(Debug)]
pub struct Place(OwnedSemaphorePermit);

impl Place {
    /// Does `work` on a thread of its own.
    ///
    /// # Errors
    /// `unavailable` when it panics.
    pub async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        let done = tokio::task::spawn_blocking(move || {
            let _permit = self.0;
            work()
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "work in the background failed");
            ApiError::unavailable()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_permit_is_kept_until_its_work_has_ended() {
        let cpu = CpuWork::new(1);
        let (started, has_started) = oneshot::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let first = cpu.run(move || {
            let _ = started.send(());
            let _ = may_finish.recv();
        });
        // The reader goes while the work is under way.
        tokio::select! {
            _ = first => panic!("the work ends only when it may"),
            _ = has_started => {}
        }
        assert_eq!(cpu.free(), 0, "the work goes on, so its place is taken");
        let second = tokio::spawn({
            let cpu = cpu.clone();
            async move { cpu.run(|| "done").await }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        finish.send(()).expect("the work waits");
        assert_eq!(second.await.expect("no panic"), Ok("done"));
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_place_back() {
        let cpu = CpuWork::new(1);
        assert_eq!(cpu.run(|| panic!("a fault")).await, Err::<(), _>(ApiError::unavailable()));
        assert_eq!(cpu.run(|| 1).await, Ok(1));
    }
}

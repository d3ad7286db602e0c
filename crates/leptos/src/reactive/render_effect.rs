//! What happens at once, and again when signals change.

use std::{future::poll_fn, marker::PhantomData, sync::Arc};

use any_spawner::Executor;

use super::{graph::Subscriber, owner::Owner};

/// Acts in the browser alone, until it is dropped. Effects of all types are of one type inside.
#[must_use = "dropping it ends it"]
pub struct RenderEffect<T>(
    #[expect(dead_code, reason = "it ends when this is dropped")] Arc<Subscriber>,
    PhantomData<fn() -> T>,
);

impl<T: 'static> RenderEffect<T> {
    /// Runs `act` now, and again in a moment whenever a signal that it has read changes, with what it has returned last.
    pub fn new(mut act: impl FnMut(Option<T>) -> T + 'static) -> Self {
        let mut last = None;
        Self(start(Box::new(move || last = Some(act(last.take())))), PhantomData)
    }
}

impl RenderEffect<()> {
    /// One that hands nothing from one run to the next.
    pub(crate) fn boxed(act: Box<dyn FnMut()>) -> Self {
        Self(start(act), PhantomData)
    }
}

#[inline(never)]
fn start(mut act: Box<dyn FnMut()>) -> Arc<Subscriber> {
    let subscriber = Arc::new(Subscriber::default());
    if cfg!(feature = "csr") {
        let owner = Owner::new();
        owner.with(|| subscriber.observe(&mut act));
        let running = Arc::downgrade(&subscriber);
        Executor::spawn_local(async move {
            while let Some(subscriber) = poll_fn(|task| Subscriber::poll_due(&running, task)).await {
                owner.with_cleanup(|| subscriber.observe(&mut act));
            }
        });
    }
    subscriber
}

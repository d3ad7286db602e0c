//! What is to happen once the page stands, and again when signals change.

use any_spawner::Executor;

use super::arena::Kept;
use crate::reactive::{
    RenderEffect,
    owner::{Owner, on_cleanup},
};

/// Acts in the browser alone, after the view has been drawn, for as long as its owner lives.
#[derive(Clone, Copy, Debug)]
pub struct Effect;

impl Effect {
    /// Runs `act` in a moment, and again whenever a signal that it has read changes. It is given nothing of the time
    /// before.
    pub fn new(act: impl FnMut(Option<()>) + 'static) -> Self {
        if cfg!(feature = "csr") {
            // Goes when what is drawn now goes, be it that the same owner draws again.
            let wanted = Kept::new(());
            let owner = Owner::current().map(|owner| owner.downgrade());
            Executor::spawn_local(async move {
                let Some(owner) = owner.and_then(|owner| owner.upgrade()) else { return };
                if wanted.try_with(|()| ()).is_some() {
                    owner.with(|| {
                        let effect = RenderEffect::new(act);
                        on_cleanup(move || drop(effect));
                    });
                }
            });
        }
        Self
    }
}

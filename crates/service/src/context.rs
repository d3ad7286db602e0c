//! What a call of the service depends on: content, store, clock.

use hustings_content::Content;
use hustings_domain::{Clock, Forced, PollDefinition, Schedule};
use hustings_identity::keys::KeyRing;
use hustings_store::Store;
use hustings_wire::PollState;

/// The publication at one moment, which a request takes once and keeps, and what else its answer is made of.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The publication.
    pub content: &'a Content,
    /// Votes and ratings.
    pub store: &'a dyn Store,
    /// What time it is.
    pub clock: &'a Clock,
    /// Hash readers.
    pub keys: &'a KeyRing,
}

impl Context<'_> {
    /// The state of `poll` now, by its schedule and the operator's word over it.
    pub(crate) fn state_of(&self, poll: &PollDefinition, forced: Option<Forced>) -> PollState {
        Schedule::from(poll).state_at(self.clock.now(), forced)
    }
}

//! What a call of the service depends on: content, store, clock.

use hustings_content::Content;
use hustings_domain::Clock;
use hustings_store::Store;

use crate::identity::keys::KeyRing;

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

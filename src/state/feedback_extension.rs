//! An extension point for feedback besides polls: the reader app's ratings.
//!
//! A poll's frame has none, and never names the implementation, so that the linker leaves it out
//! (`docs/adr/0014-the-bytes-of-the-frame.md`).

use hustings_core::model::{ballot::Delivery, outbox::Intent};

use crate::api::{Api, ApiError, Request, events::Topics};

/// Feedback of readers besides votes. `slug` is the article that it is about.
pub trait FeedbackExtension: Send + Sync {
    /// Applies an event of the live stream.
    fn hear(&self, name: &str, data: &str);
    /// Fetches what the stream would have sent.
    fn ask(&self, api: &Api, topics: &Topics);
    /// Applies an unacknowledged intent to its target.
    fn show_pending(&self, slug: &str, intent: &Intent);
    /// The request for an intent.
    fn request(&self, api: &Api, slug: &str, intent: &Intent) -> Request;
    /// Reads the response to an intent, and applies it if that is still pending.
    ///
    /// # Errors
    /// When the response cannot be read.
    fn acknowledge(&self, slug: &str, answer: &str, is_pending: bool) -> Result<(), ApiError>;
    /// Shows the delivery status of an intent.
    fn set_delivery(&self, slug: &str, delivery: Delivery);
    /// Shows what the server has, in the place of an intent that is shown as on its way.
    fn let_go(&self, api: &Api, slug: &str);
}

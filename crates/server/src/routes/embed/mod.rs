//! Polls on other sites: the frame, what others need to show one, and the page that helps partners.

pub mod check;
pub(crate) mod frozen;
pub mod oembed;
pub mod poll;
pub(crate) mod poll_url;
mod query;

//! Routes of polls on other sites: the frame, what others need to show one, and the page that helps partners.
//!
//! The server alone imports it. It may import the routes of pages: a frame is a page with one poll, and its forms are theirs.
//! Deliberately absent: whether a partner's page lets a poll work, which `hustings-partner-check` says.

pub mod check;
mod frozen;
pub mod oembed;
pub mod poll;
mod poll_url;
mod query;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

//! Tells that polls have closed: the publication's owner by a webhook, and readers who asked for it by their browser's push
//! service.
//!
//! `hustings-server` starts both, and `hustings-routes-state` has it for the route by which readers ask, which looks whether there is
//! anybody to ask. It may import wire, core, domain, content, store, identity, service and render, and what sends one message
//! (`hustings-webhook`, `hustings-push`). Deliberately absent: HTTP, other than as a client; whether a poll has closed, which the rules of polls say.
//!
//! - [`webhook`]: the owner; [`notices`]: readers,
//! - `turns`: both are done in turns; `metrics`: what became of their messages; `pages`: where messages lead.

mod metrics;
pub mod notices;
mod pages;
mod turns;
pub mod webhook;

pub use metrics::MessageMetrics;
pub use pages::Pages;

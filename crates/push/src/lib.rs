//! Messages to browsers through the push services of their makers: [RFC 8030](https://www.rfc-editor.org/rfc/rfc8030), encrypted by
//! [RFC 8291](https://www.rfc-editor.org/rfc/rfc8291) and signed by [RFC 8292](https://www.rfc-editor.org/rfc/rfc8292).
//!
//! `hustings-closings` and `hustings-server` import it. Requests go out by `hustings-webhook`, which judges addresses. Deliberately absent: what a
//! message is about, when one is due and whom it is for, which the store knows.
//!
//! - [`services`]: which push services there are, since strangers name them,
//! - [`subscription`]: where a browser is reached, and what is wrong with one that a stranger has sent,
//! - [`vapid`]: the key by which a push service knows the server,
//! - [`sender`]: one attempt,
//! - [`retry`]: when the next one is.

pub mod retry;
pub mod sender;
pub mod services;
pub mod subscription;
pub mod vapid;

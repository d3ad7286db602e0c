//! Who somebody is: readers, voters and partners. It decides that, never what they may do, which is the domain's and the
//! store's; and it knows neither the publication nor the votes.
//!
//! - [`secret`]: what signs and hashes,
//! - [`headers`]: the request headers by which a frame and an app say who is there,
//! - [`context`]: what it takes to know somebody on this server,
//! - [`reader`]: a reader known by a cookie, or by the id that a browser has made up,
//! - [`partner`]: which page frames the poll,
//! - [`receipt`]: a vote's key, signed, for browsers that refuse cookies in frames,
//! - [`signed_id`]: ids of a partner's own readers,
//! - [`voter`]: all of these put together.

pub mod context;
pub mod headers;
pub mod partner;
pub mod reader;
pub mod receipt;
pub mod secret;
pub mod signed_id;
pub mod voter;

//! Identity: who a reader, voter or partner is. Not what they may do, which the domain and the store decide; and it
//! knows neither the publication nor the votes.
//!
//! - [`secret`]: what signs and hashes,
//! - [`headers`]: the request headers by which frames and the app identify the reader,
//! - [`context`]: what identification depends on,
//! - [`reader`]: a reader, by cookie or by client id,
//! - [`partner`]: which page frames the poll,
//! - [`receipt`]: a vote's key, signed, for browsers that refuse cookies in frames,
//! - [`signed_id`]: ids of a partner's own readers,
//! - [`voter`]: a voter, by any of these.

pub mod context;
pub mod headers;
pub mod partner;
pub mod reader;
pub mod receipt;
pub mod secret;
pub mod signed_id;
pub mod voter;

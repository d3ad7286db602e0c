//! Identity: who a reader, voter or partner is. Not what they may do, which the domain and the store decide; and it
//! knows neither the publication nor the votes.
//!
//! - [`keys`]: what signs and hashes, a key for each purpose; [`key_file`]: where they are kept; [`key_binding`]: which
//!   belong to which database,
//! - [`headers`]: the request headers by which frames and the app identify the reader,
//! - [`context`]: what identification depends on,
//! - [`reader`]: a reader, by cookie and client id; [`reader_or_new`]: one who sends something,
//! - [`partner`]: which page frames the poll,
//! - [`receipt`]: that somebody has voted, signed, for browsers that keep nothing for a frame,
//! - [`signed_id`]: ids of a partner's own readers,
//! - [`voter`]: a voter, by any of these.

pub mod context;
pub mod headers;
pub mod key_binding;
pub mod key_file;
pub mod keys;
pub mod partner;
pub mod reader;
pub mod reader_or_new;
pub mod receipt;
pub mod signed_id;
pub mod voter;

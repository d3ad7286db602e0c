//! Identity: who a reader, voter or partner is.
//!
//! The guard, the service and the backend import it. Deliberately absent: what readers may do, which the domain and the store decide; the
//! publication and the votes; where keys are kept.
//!
//! - [`keys`]: what signs and hashes, a key for each purpose,
//! - [`headers`]: the request headers by which frames and the app identify the reader,
//! - [`context`]: what identification depends on,
//! - [`reader`]: a reader, by cookie and client id; [`reader_or_new`]: one who sends something,
//! - [`partner`]: which page frames the poll,
//! - [`receipt`]: that somebody has voted, signed, for browsers that keep nothing for a frame,
//! - [`signed_id`]: ids of a partner's own readers,
//! - [`voter`]: a voter, by any of these.

pub mod context;
pub mod headers;
pub mod keys;
pub mod partner;
pub mod reader;
pub mod reader_or_new;
pub mod receipt;
pub mod signed_id;
pub mod voter;

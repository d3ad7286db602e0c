//! The database and its keys as files beside each other: they belong together, are saved together and restored together.
//!
//! `hustings-server` and `hustings-export` import it; it may import `hustings-domain`, `hustings-store` and
//! `hustings-identity`. Deliberately absent: what is in a database, which the store knows; HTTP.
//!
//! - [`sources`]: the options that say where they and the publication are,
//! - [`key_file`]: where keys are kept; [`key_binding`]: which belong to which database,
//! - [`backup`]: both as one file, and back,
//! - `files`: names and folders of files that are put in place whole.

pub mod backup;
mod files;
pub mod key_binding;
pub mod key_file;
pub mod sources;

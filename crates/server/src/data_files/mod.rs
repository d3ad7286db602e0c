//! The database and its keys as files beside each other: they belong together, are saved together and restored together.
//!
//! - [`key_file`]: where keys are kept; [`key_binding`]: which belong to which database,
//! - [`backup`]: both as one file, and back,
//! - `files`: names and folders of files that are put in place whole.

pub mod backup;
pub(crate) mod files;
pub mod key_binding;
pub mod key_file;

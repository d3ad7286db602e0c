//! Routes of files: the built front-end and pictures, and what machines read of the publication.
//!
//! The routes of pages import it, for URLs at which a page or a file may be, and the server. Deliberately absent: which files there are,
//! which the content and the build say.

pub mod assets;
pub mod feeds;
mod kept;
pub mod manifest;

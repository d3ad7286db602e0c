//! Files: the built front-end and pictures, and what machines read of the publication.

pub mod assets;
pub mod feeds;
mod kept;
pub mod manifest;

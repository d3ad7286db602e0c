//! The reference backend.

pub mod content;

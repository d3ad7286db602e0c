//! The reference backend.

pub mod content;
pub mod render;

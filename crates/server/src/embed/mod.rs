//! What others must know to embed a poll: which poll an address of ours leads to, and how much room its
//! frame takes. Neither HTTP nor the frame's own page.

pub mod address;

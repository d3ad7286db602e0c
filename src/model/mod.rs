//! Pure rules: no DOM, no network, no signals.

pub mod page;

//! Tables of policies and pages.

mod pages;
mod policies;

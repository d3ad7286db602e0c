//! The front-end of Hustings: a publication whose readers answer.
//!
//! Modules in reading order:
//!
//! - `boot` (feature `browser`): from a bare or served page to the running app,
//! - `frame_boot` (feature `browser`): the same for a poll's frame on a partner's page,
//! - [`app`]: the root, which shows the site's current page,
//! - [`pages`]: join state to components,
//! - [`components`]: views without state of their own,
//! - [`state`]: signals and tasks that join `api` to `model`,
//! - [`api`]: the only network code,
//! - [`dom`]: the only other web-sys code,
//! - `render` (feature `ssr`): natively, a page as text.

// With Leptos as it is, a view is a type, and a page's is a deep one.
#![recursion_limit = "512"]

#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod api;
pub mod app;
#[cfg(feature = "browser")]
pub mod boot;
pub mod components;
pub mod dom;
#[cfg(feature = "browser")]
pub mod frame_boot;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod render;
pub mod state;

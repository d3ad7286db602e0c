//! Signals of reading features for pages. `reading` sets them.

use leptos::prelude::ArcRwSignal;

/// Signals of reading.
#[derive(Default)]
pub struct Reading {
    /// Whether the app runs. What only scripts can do is not drawn before.
    pub alive: ArcRwSignal<bool>,
    /// The words of what the reader has set; see [`hustings_core::model::reading_settings`].
    pub settings: ArcRwSignal<String>,
    /// The id of the heading whose section is on the screen; empty before the first.
    pub section: ArcRwSignal<String>,
    /// Whether to offer that the reader goes on where they were.
    pub offer: ArcRwSignal<bool>,
}

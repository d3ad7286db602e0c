//! Signals of reading features for pages. `reading` sets them.

use std::sync::Mutex;

use hustings_core::model::article_bar::BarRule;
use leptos::prelude::ArcRwSignal;

/// Signals of reading.
#[derive(Default)]
pub struct Reading {
    /// Whether the app runs. Parts that need scripts are not drawn before.
    pub alive: ArcRwSignal<bool>,
    /// Whether what only the app can fill is drawn above an article: after all else.
    pub above: ArcRwSignal<bool>,
    /// The words of what the reader has set; see [`hustings_core::model::reading_settings`].
    pub settings: ArcRwSignal<String>,
    /// The id of the heading whose section is on the screen; empty before the first.
    pub section: ArcRwSignal<String>,
    /// Whether to offer to continue at the reading place.
    pub offer: ArcRwSignal<bool>,
    /// Where the bar of the article is, in the words of [`hustings_core::model::article_bar`].
    pub bar: ArcRwSignal<String>,
    pub(super) bar_rule: Mutex<BarRule>,
}

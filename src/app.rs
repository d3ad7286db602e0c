//! The app: whatever page the site shows. Nothing else.

use leptos::prelude::*;

use crate::{pages::frame::frame, state::Site};

/// The reader app for `site`.
#[component]
pub fn App(
    /// The state that everything joins.
    site: Site,
) -> impl IntoView {
    move || frame(&site, &site.shown.get())
}

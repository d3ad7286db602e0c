//! The app's root: shows the site's current page.

use leptos::prelude::*;

use crate::{pages::layout::layout, state::Site};

/// The reader app for `site`.
#[component]
pub fn App(
    /// The state that everything joins.
    site: Site,
) -> impl IntoView {
    move || layout(&site, &site.shown.get())
}

//! The app: whatever page the site shows. Nothing else.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, region},
    pages::frame::frame,
    state::Site,
};

/// The reader app for `site`.
#[component]
pub fn App(
    /// The state that everything joins.
    site: Site,
) -> Markup {
    region(move || frame(&site, &site.shown.get()))
}

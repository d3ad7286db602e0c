//! A page as text, rendered natively by the very components that run in the browser. No effect
//! runs, nothing is fetched: the page's data is all there is.

use leptos::prelude::*;

use crate::{
    api::Api,
    app::App,
    config::Config,
    i18n::{Catalogue, Locale},
    model::page::PageData,
    state::Site,
};

/// The inner HTML of the page's root element, ready to be hydrated.
#[must_use]
pub fn render_page(page: &PageData, config: &Config, catalogue: &Catalogue) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        let api = Api::new(&config.api_base, "/");
        let site = Site::new(config.clone(), api, "/", page.clone(), Locale::new(catalogue.clone()));
        view! { <App site=site/> }.to_html()
    });
    drop(owner);
    html
}

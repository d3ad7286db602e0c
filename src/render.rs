//! A page as text, rendered natively by the very components that run in the browser.

use crate::{config::Config, i18n::Catalogue, model::page::PageData};

/// The inner HTML of the page's root element.
#[must_use]
pub fn render_page(page: &PageData, _config: &Config, _catalogue: &Catalogue) -> String {
    format!("<p>{}</p>", page.publication.name)
}

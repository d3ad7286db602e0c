//! Pages: they join state to components. One file for each kind of page, and [`frame`] around all.

pub mod article;
pub mod elsewhere;
pub mod frame;
pub mod list;
pub mod loading;
pub mod poll;

mod poll_section;
mod share_targets;

use leptos::prelude::*;

use crate::{
    model::page::View,
    state::{Shown, Site},
};

/// The page that `shown` asks for.
pub fn page(site: &Site, shown: &Shown) -> AnyView {
    match &shown.page.view {
        View::List { audience, items, next_cursor } => {
            list::list_page(site, shown, audience.as_deref(), items, next_cursor.as_deref()).into_any()
        }
        View::Article { article, .. } => article::article_page(site, shown, article).into_any(),
        View::Poll { poll } => poll::poll_page(site, shown, poll).into_any(),
        View::Loading => loading::loading_page(shown).into_any(),
        View::NotFound => elsewhere::not_found_page(site, shown).into_any(),
        View::TranslationMissing { available, path } => {
            elsewhere::translation_missing_page(site, shown, available, path).into_any()
        }
        View::Failed { code } => elsewhere::failed_page(site, shown, *code).into_any(),
    }
}

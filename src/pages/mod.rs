//! Pages: they join state to components. One file for each kind of page, and [`layout`] around all but
//! [`poll_frame`], which stands alone on a partner's page.

pub mod article;
pub mod elsewhere;
#[cfg(feature = "ssr")]
pub mod held;
pub mod layout;
pub mod list;
pub mod loading;
#[cfg(feature = "ssr")]
pub mod passport;
pub mod poll;
pub mod poll_frame;
pub mod polls;
pub mod search;

mod article_bar;
mod asking_articles;
mod card_section;
mod languages;
mod list_frame;
#[cfg(feature = "ssr")]
mod passport_breakdowns;
#[cfg(feature = "ssr")]
mod passport_flow;
#[cfg(feature = "ssr")]
mod passport_rounds;
#[cfg(feature = "ssr")]
mod passport_rules;
#[cfg(feature = "ssr")]
mod passport_words;
mod poll_flow;
mod poll_parts;
mod poll_section;
#[cfg(feature = "ssr")]
mod server_page;
mod share_targets;

use std::sync::Arc;

use hustings_core::model::page::View;
use leptos::prelude::*;

use crate::state::{Shown, Site};

/// The page that `shown` asks for.
pub fn page(site: &Site, shown: &Arc<Shown>) -> AnyView {
    match &shown.page.view {
        View::List { audience, items, next_cursor } => {
            list::list_page(site, shown, audience.as_deref(), items, next_cursor.as_deref())
        }
        View::Article { article, .. } => article::article_page(site, shown, article).into_any(),
        View::Poll { poll, articles } => poll::poll_page(site, shown, poll, articles).into_any(),
        View::Polls { items, next_cursor } => polls::polls_page(site, shown, items.is_empty(), next_cursor.as_deref()),
        View::Search { query, found } => search::search_page(site, shown, query, found.as_ref()).into_any(),
        View::Loading => loading::loading_page(shown).into_any(),
        View::NotFound | View::TranslationMissing { .. } | View::Failed { .. } => {
            elsewhere::elsewhere_page(site, shown).into_any()
        }
    }
}

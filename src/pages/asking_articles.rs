//! The articles that ask a poll.

use hustings_core::model::route::Route;
use hustings_wire::AskingArticle;
use leptos::prelude::*;

use crate::{
    components::section_links::{SectionLink, SectionLinks},
    state::{Shown, Site},
};

/// Links to the articles in one line; nothing without any.
pub(super) fn asking_articles(site: &Site, shown: &Shown, articles: &[AskingArticle]) -> Option<impl IntoView + use<>> {
    let link = |article: &AskingArticle| {
        let route = Route::Article { lang: shown.page.lang.clone(), slug: article.slug.clone() };
        SectionLink { href: site.href(&route), label: article.title.clone() }
    };
    let links = articles.iter().map(link).collect();
    (!articles.is_empty()).then(|| {
        view! {
            <div class="asking-articles">
                <p>{shown.locale.t("poll_asked_in")}</p>
                <SectionLinks sections=links/>
            </div>
        }
    })
}

//! The bar of an article: its languages, its contents, its stars, and sharing it.

use hustings_core::model::{page::View, share::Subject};
use leptos::prelude::*;

use super::languages::languages;
use crate::{
    components::{
        article_bar::{ArticleBar, BarMenu},
        language_switcher::LanguageList,
        share_dialog::SHARE_DIALOG_ID,
        table_of_contents::{ContentsLinks, has_contents},
    },
    dom::document,
    state::{Shown, Site},
};

/// The bar of the article on the screen.
pub(super) fn article_bar(site: &Site, shown: &Shown) -> Option<impl IntoView + use<>> {
    let (View::Article { article, .. }, Some(route)) = (&shown.page.view, shown.route()) else { return None };
    let locale = shown.locale.clone();
    let mut menus = Vec::new();
    let languages = languages(site, shown);
    // Without another language there is nothing to choose.
    if let Some(here) = languages.iter().find(|language| language.lang == article.lang && languages.len() > 1) {
        let words = here.name.clone();
        let panel = view! { <LanguageList languages=languages/> }.into_any();
        menus.push(BarMenu { name: "languages", purpose: locale.t("languages"), words, panel });
    }
    if site.config.reading_features.contents && has_contents(&article.toc) {
        let current = site.reading.section.clone();
        let panel = view! { <ContentsLinks headings=article.toc.clone() current=current/> }.into_any();
        menus.push(BarMenu { name: "contents", purpose: String::new(), words: locale.t("contents"), panel });
    }
    let stars = site.stars.get(&article.slug)?;
    let mean = Signal::derive(move || {
        stars.with(|stars| stars.rating.mean).map(|mean| locale.decimal(mean)).unwrap_or_default()
    });
    let (sharing, url, title) = (site.sharing.clone(), site.url(&route), article.title.clone());
    let on_share = Callback::new(move |()| {
        sharing.set(Some(Subject { url: url.clone(), title: title.clone() }));
        document::show_dialog(SHARE_DIALOG_ID);
    });
    let state = site.reading.bar.clone();
    Some(view! { <ArticleBar state=state menus=menus mean=mean on_share=on_share/> })
}

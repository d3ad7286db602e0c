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
    let all = languages(site, shown);
    let here = all.iter().find(|language| language.lang == article.lang).map(|language| language.name.clone());
    // Without another language there is nothing to choose.
    let languages = here.filter(|_| all.len() > 1).map(|name| {
        view! {
            <BarMenu name="languages" label=name purpose=Some(locale.t("languages"))>
                <LanguageList languages=all/>
            </BarMenu>
        }
    });
    let listed = site.config.reading_features.contents && has_contents(&article.toc);
    let contents = listed.then(|| {
        let (headings, current) = (article.toc.clone(), site.reading.section.clone());
        view! {
            <BarMenu name="contents" label=locale.t("contents") purpose=None>
                <ContentsLinks headings=headings current=current/>
            </BarMenu>
        }
    });
    let stars = site.stars.get(&article.slug).map(|stars| {
        let (speaking, name) = (locale.clone(), locale.t("rating_legend"));
        let mean = move || stars.with(|stars| stars.rating.mean).map(|mean| speaking.decimal(mean));
        view! {
            <a class="article-bar__item article-bar__item--stars" href="#rating">
                <span class="article-bar__unseen">{name} " "</span>
                {mean}
            </a>
        }
    });
    let (sharing, url, title) = (site.sharing.clone(), site.url(&route), article.title.clone());
    let on_share = move |_| {
        sharing.set(Some(Subject { url: url.clone(), title: title.clone() }));
        document::show_dialog(SHARE_DIALOG_ID);
    };
    let state = site.reading.bar.clone();
    Some(view! {
        <ArticleBar state=state>
            {languages}
            {contents}
            {stars}
            <button class="article-bar__item article-bar__item--share" type="button" on:click=on_share>
                <span class="article-bar__word">{locale.t("share")}</span>
            </button>
        </ArticleBar>
    })
}

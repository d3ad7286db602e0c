//! The languages of the page on the screen, for every place that offers them.

use hustings_core::model::{page::View, route::Route};

use crate::{
    components::language_switcher::LanguageLink,
    state::{Shown, Site},
};

/// The languages of the publication that the interface speaks, in the configured order.
pub(super) fn languages(site: &Site, shown: &Shown) -> Vec<LanguageLink> {
    let spoken = site.config.languages.iter();
    let known = spoken.filter_map(|lang| shown.page.publication.languages.iter().find(|l| l.lang == *lang));
    let route_in = |lang: &str| match (&shown.page.view, shown.route()) {
        (View::Article { article, .. }, _) if !article.languages.iter().any(|l| l == lang) => None,
        (_, Some(route)) => Some(route.in_lang(lang)),
        (_, None) => Some(Route::List { lang: lang.to_owned(), audience: None }),
    };
    known
        .map(|language| LanguageLink {
            lang: language.lang.clone(),
            dir: language.dir.as_str(),
            name: language.name.clone(),
            label: language.switch_label.clone(),
            href: route_in(&language.lang).map(|route| site.href(&route)),
        })
        .collect()
}

//! What stands around the pages that the server alone has, on which no app runs: header, languages and footer.

use leptos::prelude::*;

use super::layout::{feed, home, logo, polls, sections};
use crate::{
    components::{
        language_switcher::{LanguageLink, LanguageSwitcher},
        site_footer::SiteFooter,
        site_header::SiteHeader,
    },
    state::{Shown, Site},
};

/// The path of the page about its reader in this language.
pub(super) fn held_path(lang: &str) -> String {
    format!("/{lang}/me")
}

/// The whole screen around `content`. `path` is where the page is in a language; none where it is not.
pub(super) fn server_page(
    site: &Site,
    shown: &Shown,
    path: &dyn Fn(&str) -> Option<String>,
    content: AnyView,
) -> AnyView {
    let (locale, publication, lang) = (&shown.locale, &shown.page.publication, &shown.page.lang);
    let (name, tagline) = (publication.name.clone(), publication.tagline.clone());
    let languages = publication.languages.iter().map(|language| LanguageLink {
        lang: language.lang.clone(),
        dir: language.dir.as_str(),
        name: language.name.clone(),
        label: language.switch_label.clone(),
        href: path(&language.lang),
    });
    let languages: Vec<_> = languages.collect();
    // A host of files has no page about its reader; its backend has.
    let is_there = !site.config.is_static() || site.has_server_pages();
    let held = is_there.then(|| [site.api.backend(), &held_path(lang)].concat());
    view! {
        <a class="skip-link" href="#content">{locale.t("skip_to_content")}</a>
        <SiteHeader name=name.clone() logo=logo(site, &name) home=home(site, lang) sections=sections(site, shown)>
            <LanguageSwitcher languages=languages/>
        </SiteHeader>
        <main class="page" id="content">{content}</main>
        <SiteFooter name=name tagline=tagline polls=polls(site, shown) feed=feed(site, shown) held=held/>
    }
    .into_any()
}

//! The layout of every page: header, language switcher, footer and announcements.

use std::sync::Arc;

use hustings_core::{
    i18n::speak,
    model::{page::View, route::Route},
};
use leptos::prelude::*;

use super::{article_bar::article_bar, languages::languages, share_targets::share_targets};
use crate::{
    components::{
        announcer::Announcer,
        continue_offer::ContinueOffer,
        footnote_note::FootnoteNote,
        language_switcher::LanguageSwitcher,
        loading_bar::LoadingBar,
        reading_progress::ReadingProgress,
        reading_settings::ReadingSettings,
        share_dialog::ShareDialog,
        site_footer::SiteFooter,
        site_header::{Logo, NavLink, SiteHeader},
        update_notice::UpdateNotice,
    },
    dom::{document, history},
    state::{Shown, Site},
};

/// The whole screen for `shown`.
pub fn layout(site: &Site, shown: &Arc<Shown>) -> impl IntoView + use<> {
    let locale = shown.locale.clone();
    speak(&locale);
    let name = shown.page.publication.name.clone();
    let (home, logo, feed) = (home(site, locale.lang()), logo(site, &name), feed(site, shown));
    let polls = polls(site, shown);
    let held = site.has_server_pages().then(|| [site.api.backend(), "/", locale.lang(), "/me"].concat());
    let (sections, languages) = (sections(site, shown), languages(site, shown));
    let search = site.config.reading_features.search.then(|| {
        let route = Route::Search { lang: shown.page.lang.clone(), query: String::new() };
        view! { <a class="site-header__search" href=site.href(&route)>{locale.t("search")}</a> }
    });
    let settings = settings(site);
    let newer = site.newer.clone();
    let on_reload = Callback::new(|()| history::reload());
    let on_dismiss = Callback::new(move |()| {
        newer.set(false);
        // The button that had the focus is gone.
        document::focus("h1");
    });
    let tagline = shown.page.publication.tagline.clone();
    // In a closure, so that it is taken over in a slice of its own.
    let (here, what) = (site.clone(), Arc::clone(shown));
    let page = move || super::page(&here, &what);
    view! {
        <a class="skip-link" href="#content">{locale.t("skip_to_content")}</a>
        <Announcer text=site.announcement.clone()/>
        <SiteHeader name=name.clone() logo=logo home=home sections=sections>
            {search}
            {settings}
            <LanguageSwitcher languages=languages/>
        </SiteHeader>
        {above_article(site, shown)}
        <main class="page" id="content">
            // What is on its way will be here; and outside of all landmarks it would be overlooked.
            <LoadingBar loading=site.loading.clone()/>
            {page}
        </main>
        <SiteFooter name=name tagline=tagline polls=polls feed=feed held=held/>
        <UpdateNotice ready=site.newer.clone() on_reload=on_reload on_dismiss=on_dismiss/>
        {sharing(site)}
    }
}

/// The dialog that shares a part of an article. Nobody can open it before the app runs.
fn sharing(site: &Site) -> impl IntoView + use<> {
    let (shared, alive, targets) = (site.sharing.clone(), site.reading.alive.clone(), share_targets(&site.config));
    let subject = Signal::derive(move || shared.get().unwrap_or_default());
    move || alive.get().then(|| view! { <ShareDialog subject=subject targets=targets.clone()/> })
}

/// The reader's own settings, where they can be set.
fn settings(site: &Site) -> Option<impl IntoView + use<>> {
    if !site.config.reading_features.settings {
        return None;
    }
    let (settings, alive, site) = (site.reading.settings.clone(), site.reading.alive.clone(), site.clone());
    let on_choose = Callback::new(move |(group, index)| site.choose_setting(group, index));
    Some(view! { <ReadingSettings settings=settings alive=alive on_choose=on_choose/> })
}

/// What an article has that stands out of its text. What only the app can fill is drawn once it runs.
fn above_article(site: &Site, shown: &Arc<Shown>) -> Option<impl IntoView + use<>> {
    let features = site.config.reading_features;
    if !matches!(shown.page.view, View::Article { .. }) {
        return None;
    }
    let progress = features.progress.then(|| view! { <ReadingProgress/> });
    let (site, shown) = (site.clone(), Arc::clone(shown));
    let running = move || {
        site.reading.above.get().then(|| {
            // Right before the text, where one key leads back to it.
            let bar = features.bar.then(|| article_bar(&site, &shown));
            let note = features.footnotes.then(|| view! { <FootnoteNote/> });
            let offer = features.resume.then(|| offer(&site));
            view! {
                {offer}
                {note}
                {bar}
            }
        })
    };
    Some(view! {
        {progress}
        {running}
    })
}

/// The offer to go on where one was.
fn offer(site: &Site) -> impl IntoView + use<> {
    let (going, staying) = (site.clone(), Arc::clone(&site.reading));
    let on_continue = Callback::new(move |()| going.continue_reading());
    let on_dismiss = Callback::new(move |()| staying.offer.set(false));
    let offered = site.reading.offer.clone();
    view! { <ContinueOffer offered=offered on_continue=on_continue on_dismiss=on_dismiss/> }
}

/// Where the publication's name leads.
pub(super) fn home(site: &Site, lang: &str) -> String {
    let set = &site.config.brand.home;
    if set.is_empty() { site.href(&Route::List { lang: lang.to_owned(), audience: None }) } else { set.clone() }
}

/// The picture in the place of the publication's name.
pub(super) fn logo(site: &Site, name: &str) -> Option<Logo> {
    let brand = &site.config.brand;
    (!brand.logo.is_empty()).then(|| Logo {
        src: site.file_href(&brand.logo),
        alt: if brand.alt.is_empty() { name.to_owned() } else { brand.alt.clone() },
    })
}

/// The URL of the list of polls.
pub(super) fn polls(site: &Site, shown: &Shown) -> String {
    site.href(&Route::Polls { lang: shown.page.lang.clone() })
}

/// The URL of the feed of what is shown: that of a section or of the polls, else that of all articles.
pub(super) fn feed(site: &Site, shown: &Shown) -> String {
    match shown.route() {
        Some(own @ (Route::List { audience: Some(_), .. } | Route::Polls { .. })) => {
            let list = site.href(&own);
            [list.strip_suffix("/").unwrap_or(&list), "/feed.xml"].concat()
        }
        _ => {
            let everything = Route::List { lang: shown.page.lang.clone(), audience: None };
            [&site.href(&everything), "feed.xml"].concat()
        }
    }
}

pub(super) fn sections(site: &Site, shown: &Shown) -> Vec<NavLink> {
    let lang = &shown.page.lang;
    let here = shown.route();
    let link = |audience: Option<String>, label: String| {
        let route = Route::List { lang: lang.clone(), audience };
        NavLink { href: site.href(&route), label, current: here.as_ref() == Some(&route) }
    };
    let audiences = shown.page.publication.audiences.iter().map(|a| link(Some(a.id.clone()), a.label.clone()));
    std::iter::once(link(None, shown.locale.t("all_articles"))).chain(audiences).collect()
}

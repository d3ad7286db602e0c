//! `/{lang}/me`: what is held about the reader of a browser. The server alone draws it, and no app runs on it: there is
//! nothing on it that moves, and it is in nobody's WASM.

use hustings_core::i18n::{Locale, Zone, speak};
use hustings_wire::{Held, HeldNotice, HeldRating, HeldVote};
use leptos::prelude::*;

use super::server_page::{held_path, server_page};
use crate::state::{Shown, Site};
use hustings_core::model::route::Route;

/// The whole screen. `erased` says that everything was, but for so many votes that stay counted. `shown` has no view that
/// matters.
pub fn held_page(site: &Site, shown: &Shown, held: &Held, erased: Option<u64>) -> AnyView {
    let locale = shown.locale.clone();
    speak(&locale);
    let lang = &shown.page.lang;
    let is_empty = held.votes.is_empty() && held.ratings.is_empty() && held.notices.is_empty();
    let nothing =
        (is_empty && erased.is_none()).then(|| view! { <p class="held-page__nothing">{locale.t("me_nothing")}</p> });
    let said = erased.map(|kept| said(&locale, kept));
    let votes = held.votes.iter().map(|held| vote(site, &locale, held)).collect();
    let votes = (!held.votes.is_empty()).then(|| list("held-votes", locale.t("me_votes"), votes));
    let ratings = held.ratings.iter().map(|held| rating(site, &locale, held)).collect();
    let ratings = (!held.ratings.is_empty()).then(|| list("held-ratings", locale.t("me_ratings"), ratings));
    let notices = held.notices.iter().map(|held| notice(site, &locale, held)).collect();
    let notices = (!held.notices.is_empty()).then(|| {
        view! {
            {list("held-notices", locale.t("me_notices"), notices)}
            <p class="held-page__note">{locale.t("me_notices_note")}</p>
        }
    });
    let ways = (!is_empty).then(|| ways(&locale, lang));
    let content = view! {
            <div class="held-page" data-no-app="">
                <h1 class="held-page__title">{locale.t("me_title")}</h1>
                {said}
                <p class="held-page__intro">{locale.t("me_intro")}</p>
                {nothing}
                {votes}
                {ratings}
                {notices}
                {ways}
                <p class="held-page__note">{locale.t("me_elsewhere")}</p>
            </div>
    };
    server_page(site, shown, &|lang| Some(held_path(lang)), content.into_any())
}

/// What became of everything.
fn said(locale: &Locale, kept: u64) -> impl IntoView + use<> {
    let kept = (kept > 0).then(|| {
        let count = locale.number(kept);
        view! { <p>{locale.t_with("me_kept", &[("count", &count)])}</p> }
    });
    view! { <div class="held-page__erased" role="status"><p>{locale.t("me_erased")}</p> {kept}</div> }
}

fn list(id: &'static str, title: String, entries: Vec<AnyView>) -> impl IntoView {
    view! {
        <section aria-labelledby=id>
            <h2 class="held-page__heading" id=id>{title}</h2>
            <ul class="held-page__list">{entries}</ul>
        </section>
    }
}

fn vote(site: &Site, locale: &Locale, held: &HeldVote) -> AnyView {
    let route = Route::Poll { lang: locale.lang().to_owned(), id: held.poll.clone() };
    let options = held.options.iter().map(|option| view! { <li>{option.label.clone()}</li> }).collect_view();
    let own = held.write_in.as_ref().map(|words| {
        let quoted = view! { <bdi>{words.clone()}</bdi> };
        view! { <p class="held-page__words">{locale.t("poll_other")} ": " {quoted}</p> }
    });
    let before: Vec<&str> = held.before.iter().map(|option| &*option.label).collect();
    let before = (!before.is_empty()).then(|| {
        view! { <p class="held-page__words">{locale.t("flow_before")} ": " {before.join(", ")}</p> }
    });
    let looked = held.abstained.then(|| view! { <p>{locale.t("poll_abstained_own")}</p> });
    let is_aside = held.set_aside.then(|| view! { <span class="held-page__final">{locale.t("me_set_aside")}</span> });
    let is_final = (!held.withdrawable).then(|| view! { <span class="held-page__final">{locale.t("me_final")}</span> });
    view! {
        <li class="held-page__entry">
            <a href=site.href(&route)>{held.question.clone()}</a>
            {looked}
            <ul class="held-page__options">{options}</ul>
            {own}
            {before}
            <p class="held-page__day">{day(locale, &held.cast_on)} {is_final} {is_aside}</p>
        </li>
    }
    .into_any()
}

fn rating(site: &Site, locale: &Locale, held: &HeldRating) -> AnyView {
    let route = Route::Article { lang: locale.lang().to_owned(), slug: held.article.clone() };
    view! {
        <li class="held-page__entry">
            <a href=site.href(&route)>{held.title.clone()}</a>
            <p>{locale.t_count("rating_stars", held.stars.into(), &[])}</p>
            <p class="held-page__day">{day(locale, &held.cast_on)}</p>
        </li>
    }
    .into_any()
}

fn notice(site: &Site, locale: &Locale, held: &HeldNotice) -> AnyView {
    let route = Route::Poll { lang: locale.lang().to_owned(), id: held.poll.clone() };
    view! {
        <li class="held-page__entry">
            <a href=site.href(&route)>{held.question.clone()}</a>
            <p class="held-page__day">{day(locale, &held.asked_on)}</p>
        </li>
    }
    .into_any()
}

/// A day as the language writes it.
fn day(locale: &Locale, cast_on: &str) -> impl IntoView + use<> {
    let words = format!("{cast_on}T00:00:00Z").parse().map(|at| locale.date(at, Zone::Utc));
    view! { <time datetime=cast_on.to_owned()>{words.unwrap_or_else(|_| cast_on.to_owned())}</time> }
}

/// Taking it along, and erasing it.
fn ways(locale: &Locale, lang: &str) -> impl IntoView + use<> {
    let file = format!("/api/v1/me?lang={lang}");
    view! {
        <p class="held-page__ways">
            <a class="button button--quiet" href=file download="hustings.json">{locale.t("me_download")}</a>
        </p>
        <details class="held-page__erase">
            <summary>{locale.t("me_erase")}</summary>
            <p>{locale.t("me_erase_note")}</p>
            <form method="post" action=held_path(lang)>
                <button class="button" type="submit">{locale.t("me_erase_now")}</button>
            </form>
        </details>
    }
}

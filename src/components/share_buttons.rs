//! Share buttons for a page or a part of one: plain links, and what `public/share.js` does; nothing is loaded from other hosts.
//!
//! The system's share sheet, the clipboard and the reader's own Mastodon server take a script, few readers, and no state of the
//! app's. That script shows and hides what is drawn here, says what came of it, and fills in the links' URLs. Fields to type
//! into are the script's as well: Chromium's autofill lays out a closed `<details>` once for each field in it.

use hustings_core::{
    i18n::use_locale,
    model::share::{Subject, Target},
};
use leptos::prelude::*;

/// How links that leave the publication relate to it.
const OUTWARD: &str = "noopener noreferrer nofollow";

/// A button that opens a list of ways to share.
#[component]
pub fn ShareButtons(
    /// What is shared.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Which ways, in order.
    targets: Vec<Target>,
    /// The words on the button that opens the list.
    label: String,
    /// Whether the list stands open from the start.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let way = |target: Target| {
        let way = match target {
            Target::Native => view! { <NativeShare/> }.into_any(),
            Target::Copy => view! { <CopyLink/> }.into_any(),
            Target::Mastodon => view! { <MastodonShare/> }.into_any(),
            target => view! { <ShareLink subject=subject target=target/> }.into_any(),
        };
        view! { <li class="share-buttons__item" data-target=target.as_str()>{way}</li> }
    };
    let ways = targets.into_iter().map(way).collect_view();
    let url = move || subject.with(|subject| subject.url.clone());
    let title = move || subject.with(|subject| subject.title.clone());
    view! {
        <details class="share-buttons" open=open data-url=url data-title=title>
            <summary class="share-buttons__open button button--quiet">{label}</summary>
            <ul class="share-buttons__list">{ways}</ul>
            <p class="share-buttons__status" role="status"></p>
        </details>
    }
}

#[component]
fn ShareLink(subject: Signal<Subject>, target: Target) -> impl IntoView {
    let label = target.brand().map_or_else(|| use_locale().t("share_email"), str::to_owned);
    let href = move || subject.with(|subject| target.link(subject));
    view! { <a class="share-buttons__way" href=href target="_blank" rel=OUTWARD>{label}</a> }
}

#[component]
fn NativeShare() -> impl IntoView {
    // The script knows whether the system has a sheet.
    view! { <button class="share-buttons__way" type="button" hidden=true>{use_locale().t("share_native")}</button> }
}

#[component]
fn CopyLink() -> impl IntoView {
    view! {
        <button class="share-buttons__way share-buttons__copy" type="button">{use_locale().t("share_copy")}</button>
    }
}

/// Mastodon has no one URL: the reader names their own server, which stays on the device. Until then the link is a place for
/// one.
#[component]
fn MastodonShare() -> impl IntoView {
    let locale = use_locale();
    view! {
        <details class="share-buttons__mastodon">
            <summary class="share-buttons__way">{Target::Mastodon.brand()}</summary>
            <div class="share-buttons__server">
                <label class="share-buttons__server-label">{locale.t("share_mastodon_server")}</label>
                <a class="button share-buttons__go" role="link" aria-disabled="true">{locale.t("share_mastodon_go")}</a>
                <p class="share-buttons__fault" role="status"></p>
            </div>
        </details>
    }
}

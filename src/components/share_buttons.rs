//! Share buttons for a page or a part of one: plain links and three small helpers; nothing is loaded from other hosts.

use hustings_core::{
    i18n::use_locale,
    model::share::{Subject, Target, mastodon_link, mastodon_server},
};
use leptos::{prelude::*, task::spawn_local};

use crate::dom::{clipboard, storage, timer, web_share};

const MASTODON_KEY: &str = "hustings.mastodon";
/// How links that leave the publication relate to it.
const OUTWARD: &str = "noopener noreferrer nofollow";

/// What the reader sees of copying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Copying {
    #[default]
    NotTried,
    Copied,
    /// The clipboard refused: the URL stands in a field, selected.
    ByHand,
}

/// A button that opens a list of ways to share.
#[component]
pub fn ShareButtons(
    /// What is shared.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Tells several of them on one page apart; the beginning of element ids.
    name: String,
    /// Which ways, in order.
    targets: Vec<Target>,
    /// The words on the button that opens the list.
    label: String,
    /// Whether the list stands open from the start.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let locale = use_locale();
    let copying = RwSignal::new(Copying::NotTried);
    let way = |target: Target| {
        let way = match target {
            Target::Native => view! { <NativeShare subject=subject/> }.into_any(),
            Target::Copy => {
                view! { <CopyLink subject=subject copying=copying field=[&*name, "-address"].concat()/> }.into_any()
            }
            Target::Mastodon => {
                view! { <MastodonShare subject=subject field=[&*name, "-mastodon"].concat()/> }.into_any()
            }
            target => view! { <ShareLink subject=subject target=target/> }.into_any(),
        };
        view! { <li class="share-buttons__item" data-target=target.as_str()>{way}</li> }
    };
    let ways = targets.into_iter().map(way).collect_view();
    let status = move || match copying.get() {
        Copying::NotTried => String::new(),
        Copying::Copied => locale.t("share_copied"),
        Copying::ByHand => locale.t("share_copy_by_hand"),
    };
    view! {
        <details class="share-buttons" open=open>
            <summary class="share-buttons__open button button--quiet">{label}</summary>
            <ul class="share-buttons__list">{ways}</ul>
            <p class="share-buttons__status" role="status">{status}</p>
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
fn NativeShare(subject: Signal<Subject>) -> impl IntoView {
    // Known in the browser only, and after hydration, so that the first rendering is the same.
    let available = RwSignal::new(false);
    Effect::new(move |_| available.set(web_share::is_available()));
    let share = move |_| {
        let subject = subject.get_untracked();
        spawn_local(async move { web_share::share(&subject).await });
    };
    view! {
        <button class="share-buttons__way" type="button" hidden=move || !available.get() on:click=share>
            {use_locale().t("share_native")}
        </button>
    }
}

#[component]
fn CopyLink(subject: Signal<Subject>, copying: RwSignal<Copying>, field: String) -> impl IntoView {
    let locale = use_locale();
    let url = Signal::derive(move || subject.with(|subject| subject.url.clone()));
    let field_id = field.clone();
    let copy = move |_| {
        let url = url.get_untracked();
        let field = field_id.clone();
        copying.set(Copying::NotTried);
        spawn_local(async move {
            let outcome = if clipboard::copy(&url).await { Copying::Copied } else { Copying::ByHand };
            // The page may have gone meanwhile, and this signal with it.
            if copying.try_set(outcome).is_none() && outcome == Copying::ByHand {
                timer::sleep(0).await;
                clipboard::select_field(&field);
            }
        });
    };
    view! {
        <button class="share-buttons__way share-buttons__copy" type="button" on:click=copy>
            {locale.t("share_copy")}
        </button>
        <input
            class="share-buttons__address"
            id=field
            type="text"
            readonly=true
            dir="ltr"
            aria-label=locale.t("share_address")
            value=move || url.get()
            hidden=move || copying.get() != Copying::ByHand
        />
    }
}

/// Mastodon has no one URL: the reader names their own server, which stays on the device.
#[component]
fn MastodonShare(subject: Signal<Subject>, field: String) -> impl IntoView {
    let locale = use_locale();
    let typed = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    Effect::new(move |_| typed.set(storage::get(MASTODON_KEY).unwrap_or_default()));
    let server = Signal::derive(move || typed.with(|typed| mastodon_server(typed)));
    let is_missing = move || server.with(Option::is_none);
    let href = move || server.get().map(|server| subject.with(|subject| mastodon_link(&server, subject)));
    // Without a URL it is a place for a link, which HTML gives neither a target nor a relation.
    let if_named = move |value: &'static str| move || (!is_missing()).then_some(value);
    let go = move |_| match server.get_untracked() {
        Some(server) => storage::set(MASTODON_KEY, &server),
        None => tried.set(true),
    };
    let fault = locale.t("share_mastodon_fault");
    view! {
        <details class="share-buttons__mastodon">
            <summary class="share-buttons__way">{Target::Mastodon.brand()}</summary>
            <div class="share-buttons__server">
                <label class="share-buttons__server-label" for=field.clone()>{locale.t("share_mastodon_server")}</label>
                <input
                    class="share-buttons__field"
                    id=field
                    type="text"
                    inputmode="url"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="ltr"
                    placeholder="mastodon.example"
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <a
                    class="button share-buttons__go"
                    href=href
                    target=if_named("_blank")
                    rel=if_named(OUTWARD)
                    role="link"
                    aria-disabled=move || if is_missing() { "true" } else { "false" }
                    on:click=go
                >
                    {locale.t("share_mastodon_go")}
                </a>
                <p class="share-buttons__fault" role="status">
                    {move || if tried.get() && is_missing() { fault.clone() } else { String::new() }}
                </p>
            </div>
        </details>
    }
}

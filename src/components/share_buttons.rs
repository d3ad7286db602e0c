//! Handing a page, or a part of one, to others. Plain links and three small helpers; nothing is
//! loaded from anybody.

use leptos::{either::EitherOf4, prelude::*, task::spawn_local};

use crate::{
    dom::{clipboard, storage, web_share},
    i18n::{Locale, use_locale},
    model::share::{Subject, Target, mastodon_link, mastodon_server},
};

const MASTODON_KEY: &str = "hustings.mastodon";

/// What the reader sees of copying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Copying {
    #[default]
    NotTried,
    Copied,
    /// The clipboard refused: the address stands in a field, selected.
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
    let items = targets
        .into_iter()
        .map(|target| {
            let item = match target {
                Target::Native => EitherOf4::A(view! { <NativeShare subject=subject/> }),
                Target::Copy => {
                    EitherOf4::B(view! { <CopyLink subject=subject copying=copying field=format!("{name}-address")/> })
                }
                Target::Mastodon => EitherOf4::C(view! { <MastodonShare subject=subject name=name.clone()/> }),
                target => EitherOf4::D(share_link(&locale, target, subject)),
            };
            view! { <li class="share-buttons__item" data-target=target.as_str()>{item}</li> }
        })
        .collect_view();
    view! {
        <details class="share-buttons" open=open>
            <summary class="share-buttons__open button button--quiet">{label}</summary>
            <ul class="share-buttons__list">{items}</ul>
            <p class="share-buttons__status" role="status">
                {move || match copying.get() {
                    Copying::NotTried => String::new(),
                    Copying::Copied => locale.t("share_copied"),
                    Copying::ByHand => locale.t("share_copy_by_hand"),
                }}
            </p>
        </details>
    }
}

fn share_link(locale: &Locale, target: Target, subject: Signal<Subject>) -> impl IntoView + use<> {
    let label = target.brand().map_or_else(|| locale.t("share_email"), str::to_owned);
    let href = move || subject.with(|subject| target.link(subject));
    view! {
        <a class="share-buttons__way" href=href target="_blank" rel="noopener noreferrer nofollow">
            {label}
        </a>
    }
}

#[component]
fn NativeShare(subject: Signal<Subject>) -> impl IntoView {
    // Known in the browser only, and after hydration, so that the first rendering is the same.
    let available = RwSignal::new(false);
    Effect::new(move |_| available.set(web_share::is_available()));
    view! {
        <button
            class="share-buttons__way"
            type="button"
            hidden=move || !available.get()
            on:click=move |_| {
                let subject = subject.get_untracked();
                spawn_local(async move { web_share::share(&subject).await });
            }
        >
            {use_locale().t("share_native")}
        </button>
    }
}

#[component]
fn CopyLink(subject: Signal<Subject>, copying: RwSignal<Copying>, field: String) -> impl IntoView {
    let locale = use_locale();
    let field_id = field.clone();
    let copy = move |_| {
        let url = subject.with_untracked(|subject| subject.url.clone());
        let field = field_id.clone();
        copying.set(Copying::NotTried);
        spawn_local(async move {
            let outcome = if clipboard::copy(&url).await { Copying::Copied } else { Copying::ByHand };
            // The page may have gone meanwhile, and this signal with it.
            if copying.try_set(outcome).is_none() && outcome == Copying::ByHand {
                gloo_timers::future::TimeoutFuture::new(0).await;
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
            readonly
            dir="ltr"
            aria-label=locale.t("share_address")
            value=move || subject.with(|subject| subject.url.clone())
            hidden=move || copying.get() != Copying::ByHand
        />
    }
}

/// Mastodon has no one address: the reader names their own server, which stays on the device.
#[component]
fn MastodonShare(subject: Signal<Subject>, name: String) -> impl IntoView {
    let locale = use_locale();
    let typed = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    Effect::new(move |_| typed.set(storage::get(MASTODON_KEY).unwrap_or_default()));
    let server = Memo::new(move |_| mastodon_server(&typed.get()));
    let href = move || server.get().map(|server| subject.with(|subject| mastodon_link(&server, subject)));
    let field = format!("{name}-mastodon");
    view! {
        <details class="share-buttons__mastodon">
            <summary class="share-buttons__way">{Target::Mastodon.brand()}</summary>
            <div class="share-buttons__server">
                <label class="share-buttons__server-label" for=field.clone()>
                    {locale.t("share_mastodon_server")}
                </label>
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
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    role="link"
                    aria-disabled=move || server.get().is_none().to_string()
                    on:click=move |_| match server.get_untracked() {
                        Some(server) => storage::set(MASTODON_KEY, &server),
                        None => tried.set(true),
                    }
                >
                    {locale.t("share_mastodon_go")}
                </a>
                <p class="share-buttons__fault" role="status">
                    {move || {
                        (tried.get() && server.get().is_none()).then(|| locale.t("share_mastodon_fault"))
                    }}
                </p>
            </div>
        </details>
    }
}

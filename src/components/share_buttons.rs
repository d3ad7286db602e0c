//! Handing a page, or a part of one, to others. Plain links and three small helpers; nothing is
//! loaded from anybody.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    dom::{
        clipboard,
        markup::{Element, Markup, Reading, el},
        storage, timer, web_share,
    },
    i18n::{Locale, use_locale},
    model::share::{Subject, Target, mastodon_link, mastodon_server},
};

const MASTODON_KEY: &str = "hustings.mastodon";
/// How links that leave the publication relate to it.
const OUTWARD: &str = "noopener noreferrer nofollow";

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
    subject: Reading<Subject>,
    /// Tells several of them on one page apart; the beginning of element ids.
    name: String,
    /// Which ways, in order.
    targets: Vec<Target>,
    /// The words on the button that opens the list.
    label: String,
    /// Whether the list stands open from the start.
    #[prop(optional)]
    open: bool,
) -> Markup {
    let locale = use_locale();
    let copying = RwSignal::new(Copying::NotTried);
    let items: Vec<Element> = targets
        .into_iter()
        .map(|target| {
            let item: Markup = match target {
                Target::Native => native_share(&locale, subject.clone()),
                Target::Copy => copy_link(&locale, &subject, copying, [&*name, "-address"].concat()),
                Target::Mastodon => mastodon_share(&locale, &subject, &name),
                target => share_link(&locale, target, subject.clone()),
            };
            el("li").class("share-buttons__item").attr("data-target", target.as_str()).child(item)
        })
        .collect();
    let status = move || match copying.get() {
        Copying::NotTried => String::new(),
        Copying::Copied => locale.t("share_copied"),
        Copying::ByHand => locale.t("share_copy_by_hand"),
    };
    el("details")
        .class("share-buttons")
        .attr("open", open)
        .child(el("summary").class("share-buttons__open button button--quiet").child(label))
        .child(el("ul").class("share-buttons__list").child(items))
        .child(el("p").class("share-buttons__status").attr("role", "status").words(status))
        .into()
}

fn share_link(locale: &Locale, target: Target, subject: Reading<Subject>) -> Markup {
    let label = target.brand().map_or_else(|| locale.t("share_email"), str::to_owned);
    el("a")
        .class("share-buttons__way")
        .live("href", move || subject.with(|subject| target.link(subject)))
        .attr("target", "_blank")
        .attr("rel", OUTWARD)
        .child(label)
        .into()
}

fn native_share(locale: &Locale, subject: Reading<Subject>) -> Markup {
    // Known in the browser only, and after hydration, so that the first rendering is the same.
    let available = RwSignal::new(false);
    Effect::new(move |_| available.set(web_share::is_available()));
    el("button")
        .class("share-buttons__way")
        .attr("type", "button")
        .live_if("hidden", move || !available.get())
        .on("click", move |_| {
            let subject = subject.get_untracked();
            spawn_local(async move { web_share::share(&subject).await });
        })
        .child(locale.t("share_native"))
        .into()
}

fn copy_link(locale: &Locale, subject: &Reading<Subject>, copying: RwSignal<Copying>, field: String) -> Markup {
    let field_id = field.clone();
    let url = subject.map(|subject| subject.url.clone());
    let address = url.clone();
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
    let button = el("button")
        .class("share-buttons__way share-buttons__copy")
        .attr("type", "button")
        .on("click", copy)
        .child(locale.t("share_copy"));
    let address = el("input")
        .class("share-buttons__address")
        .attr("id", field)
        .attr("type", "text")
        .attr("readonly", true)
        .attr("dir", "ltr")
        .attr("aria-label", locale.t("share_address"))
        .live("value", move || Some(address.get()))
        .live_if("hidden", move || copying.get() != Copying::ByHand);
    vec![button, address].into()
}

/// Mastodon has no one address: the reader names their own server, which stays on the device.
fn mastodon_share(locale: &Locale, subject: &Reading<Subject>, name: &str) -> Markup {
    let typed = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    Effect::new(move |_| typed.set(storage::get(MASTODON_KEY).unwrap_or_default()));
    let server = Reading::derive(move || typed.with(|typed| mastodon_server(typed)));
    let is_missing = server.map(Option::is_none);
    let link = {
        let (server, subject) = (server.clone(), subject.clone());
        move || server.get().map(|server| subject.with(|subject| mastodon_link(&server, subject)))
    };
    let is_disabled = is_missing.clone();
    let field = [name, "-mastodon"].concat();
    let label = el("label")
        .class("share-buttons__server-label")
        .attr("for", field.clone())
        .child(locale.t("share_mastodon_server"));
    let input = el("input")
        .class("share-buttons__field")
        .attr("id", field)
        .attr("type", "text")
        .attr("inputmode", "url")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("dir", "ltr")
        .attr("placeholder", "mastodon.example")
        .value(move || typed.get())
        .on("input", move |event| typed.set(event_target_value(&event)));
    // Without an address it is a place for a link, which HTML gives neither a target nor a relation.
    let if_named = |value: &'static str| {
        let server = server.clone();
        move || server.get().map(|_| value.to_owned())
    };
    let go = el("a")
        .class("button share-buttons__go")
        .live("href", link)
        .live("target", if_named("_blank"))
        .live("rel", if_named(OUTWARD))
        .attr("role", "link")
        .live("aria-disabled", move || Some(if is_disabled.get() { "true" } else { "false" }.to_owned()))
        .on("click", move |_| match server.get_untracked() {
            Some(server) => storage::set(MASTODON_KEY, &server),
            None => tried.set(true),
        })
        .child(locale.t("share_mastodon_go"));
    let fault = locale.t("share_mastodon_fault");
    let fault = move || if tried.get() && is_missing.get() { fault.clone() } else { String::new() };
    let status = el("p").class("share-buttons__fault").attr("role", "status").words(fault);
    let summary = el("summary").class("share-buttons__way").child(Target::Mastodon.brand());
    let form = el("div").class("share-buttons__server").child(label).child(input).child(go).child(status);
    el("details").class("share-buttons__mastodon").child(summary).child(form).into()
}

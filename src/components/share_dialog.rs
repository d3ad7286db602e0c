//! The dialog that shares one heading or one quote of an article.

use leptos::prelude::*;

use super::share_buttons::ShareButtons;
use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::use_locale,
    model::share::{Subject, Target},
};

/// The dialog's element id.
pub const SHARE_DIALOG_ID: &str = "share-dialog";

/// A modal dialog with the ways to share `subject`. Whoever renders it opens it.
#[component]
pub fn ShareDialog(
    /// What is shared.
    #[prop(into)]
    subject: Reading<Subject>,
    /// Which ways, in order.
    targets: Vec<Target>,
) -> Markup {
    let locale = use_locale();
    let quoted = subject.map(|subject| subject.title.clone());
    let title = el("h2").class("share-dialog__title").attr("id", "share-dialog-title").child(locale.t("share_part"));
    let words = el("blockquote").class("share-dialog__words").words(move || quoted.get());
    let buttons = view! {
        <ShareButtons subject=subject name="share-part".to_owned() targets=targets label=locale.t("share") open=true/>
    };
    let close = el("button").class("button button--quiet share-dialog__close").child(locale.t("close"));
    el("dialog")
        .class("share-dialog")
        .attr("id", SHARE_DIALOG_ID)
        .attr("aria-labelledby", "share-dialog-title")
        .child(title)
        .child(words)
        .child(buttons)
        .child(el("form").attr("method", "dialog").child(close))
        .into()
}

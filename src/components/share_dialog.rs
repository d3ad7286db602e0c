//! The dialog that shares an article, or one heading or quote of it.

use hustings_core::{
    i18n::use_locale,
    model::share::{Subject, Target},
};
use leptos::prelude::*;

use super::share_buttons::ShareButtons;

/// The dialog's element id.
pub const SHARE_DIALOG_ID: &str = "share-dialog";

/// A modal dialog with the ways to share `subject`. Whoever renders it opens it.
#[component]
pub fn ShareDialog(
    /// What is shared.
    #[prop(into)]
    subject: Signal<Subject>,
    /// Which ways, in order.
    targets: Vec<Target>,
) -> impl IntoView {
    let locale = use_locale();
    let quoted = move || subject.with(|subject| subject.title.clone());
    view! {
        <dialog class="share-dialog" id=SHARE_DIALOG_ID aria-labelledby="share-dialog-title">
            <h2 class="share-dialog__title" id="share-dialog-title">{locale.t("share")}</h2>
            <blockquote class="share-dialog__words">{quoted}</blockquote>
            <ShareButtons subject=subject targets=targets label=locale.t("share") open=true/>
            <form method="dialog">
                <button class="button button--quiet share-dialog__close">{locale.t("close")}</button>
            </form>
        </dialog>
    }
}

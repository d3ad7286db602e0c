//! The popover that shows a footnote beside its mark. `dom::note` fills and opens it.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

use crate::dom::note::NOTE_ID;

const TITLE_ID: &str = "note-title";

/// An empty note: a popover with its number, its words, and a button that closes it.
#[component]
pub fn FootnoteNote() -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="footnote-note" id=NOTE_ID popover=true role="dialog" tabindex="-1" aria-labelledby=TITLE_ID>
            <h2 class="footnote-note__title" id=TITLE_ID>
                {locale.t("note")}
                " "
                <span class="footnote-note__number"></span>
            </h2>
            <div class="footnote-note__text"></div>
            <button
                class="button button--quiet footnote-note__close"
                type="button"
                popovertarget=NOTE_ID
                popovertargetaction="hide"
            >
                {locale.t("close")}
            </button>
        </div>
    }
}

//! The place where a footnote is shown beside its mark. `dom::note` fills it and opens it.

use leptos::prelude::*;

use crate::{
    dom::{
        markup::{Markup, el},
        note::NOTE_ID,
    },
    i18n::use_locale,
};

const TITLE_ID: &str = "note-title";

/// An empty note: a popover with its number, its words, and a button that closes it.
#[component]
pub fn FootnoteNote() -> Markup {
    let locale = use_locale();
    let title = el("h2")
        .class("footnote-note__title")
        .attr("id", TITLE_ID)
        .child(locale.t("note"))
        .child(" ")
        .child(el("span").class("footnote-note__number"));
    let close = el("button")
        .class("button button--quiet footnote-note__close")
        .attr("type", "button")
        .attr("popovertarget", NOTE_ID)
        .attr("popovertargetaction", "hide")
        .child(locale.t("close"));
    el("div")
        .class("footnote-note")
        .attr("id", NOTE_ID)
        .attr("popover", true)
        .attr("role", "dialog")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", TITLE_ID)
        .child(title)
        .child(el("div").class("footnote-note__text"))
        .child(close)
        .into()
}

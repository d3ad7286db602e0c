//! The page while the first page is on its way.

use crate::{
    dom::markup::{Markup, el},
    state::Shown,
};

/// Grey lines where words will be, and a word for those who hear.
pub(super) fn loading_page(shown: &Shown) -> Markup {
    let line = |class| el("div").class(class);
    el("div")
        .class("loading-page")
        .attr("role", "status")
        .child(el("p").class("loading-page__word").child(shown.locale.t("loading")))
        .child(line("loading-page__line loading-page__line--title"))
        .child(line("loading-page__line"))
        .child(line("loading-page__line"))
        .child(line("loading-page__line loading-page__line--short"))
        .into()
}

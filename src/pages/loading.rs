//! The page while the first page is loading.

use leptos::prelude::*;

use crate::state::Shown;

/// Grey lines where words will be, and a word for those who hear.
pub(super) fn loading_page(shown: &Shown) -> impl IntoView + use<> {
    view! {
        <div class="loading-page" role="status">
            <p class="loading-page__word">{shown.locale.t("loading")}</p>
            <div class="loading-page__line loading-page__line--title"></div>
            <div class="loading-page__line"></div>
            <div class="loading-page__line"></div>
            <div class="loading-page__line loading-page__line--short"></div>
        </div>
    }
}

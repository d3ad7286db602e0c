//! A bar along the top while the next page is loading.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// Hidden unless `loading`.
#[component]
pub fn LoadingBar(
    /// Whether something is on its way.
    #[prop(into)]
    loading: Signal<bool>,
) -> impl IntoView {
    let label = use_locale().t("loading");
    view! { <div class="loading-bar" role="progressbar" aria-label=label hidden=move || !loading.get()></div> }
}

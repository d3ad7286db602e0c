//! Offers to reload when a newer version of the app is ready, and never reloads by itself. `public/offline.js` detects
//! the version, and `announcer` announces it.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// Nothing until `ready`; then a sentence and two buttons.
#[component]
pub fn UpdateNotice(
    /// Whether there is something to offer.
    #[prop(into)]
    ready: Signal<bool>,
    /// Reported when the reader wants the newer version now.
    on_reload: Callback<()>,
    /// Reported when the reader does not want to be asked.
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    move || {
        ready.get().then(|| {
            let words = locale.t("update_ready");
            view! {
                <aside class="update-notice" aria-label=words>
                    <p class="update-notice__words">{words.clone()}</p>
                    <button class="button" type="button" on:click=move |_| on_reload.run(())>
                        {locale.t("update_reload")}
                    </button>
                    <button class="button button--quiet" type="button" on:click=move |_| on_dismiss.run(())>
                        {locale.t("update_dismiss")}
                    </button>
                </aside>
            }
        })
    }
}

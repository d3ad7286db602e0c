//! The offer to go on where one was. It never moves the page by itself.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// Two buttons, hidden unless there is something to offer. The element around them is always shown, so that what
/// appears in it is spoken.
#[component]
pub fn ContinueOffer(
    /// Whether there is a place to go to.
    #[prop(into)]
    offered: Signal<bool>,
    /// Reported when the reader wants to go there.
    on_continue: Callback<()>,
    /// Reported when they do not.
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="continue-offer" role="status">
            <div class="continue-offer__buttons" hidden=move || !offered.get()>
                <button class="button" type="button" on:click=move |_| on_continue.run(())>
                    {locale.t("continue_reading")}
                </button>
                " "
                <button class="button button--quiet" type="button" on:click=move |_| on_dismiss.run(())>
                    {locale.t("continue_dismiss")}
                </button>
            </div>
        </div>
    }
}

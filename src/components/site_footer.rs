//! The bottom of every page.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// The publication's name and sentence, its polls and its feed.
#[component]
pub fn SiteFooter(
    /// The publication's name.
    name: String,
    /// One sentence about it; may be empty.
    tagline: String,
    /// URL of the list of polls.
    polls: String,
    /// URL of the Atom feed.
    feed: String,
    /// URL of the page that says what is held about the reader. The server alone has it.
    held: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    let held = held.map(|held| {
        view! { <p><a class="site-footer__link" href=held rel="external">{locale.t("me_title")}</a></p> }
    });
    view! {
        <footer class="site-footer">
            <p class="site-footer__name">{name}</p>
            <p class="site-footer__tagline">{tagline}</p>
            <p><a class="site-footer__link" href=polls>{locale.t("all_polls")}</a></p>
            <p><a class="site-footer__link" href=feed rel="external">{locale.t("feed")}</a></p>
            {held}
        </footer>
    }
}

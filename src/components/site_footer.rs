//! The bottom of every page.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// The publication's name and sentence, and its feed.
#[component]
pub fn SiteFooter(
    /// The publication's name.
    name: String,
    /// One sentence about it; may be empty.
    tagline: String,
    /// URL of the Atom feed.
    feed: String,
) -> impl IntoView {
    let feed_label = use_locale().t("feed");
    view! {
        <footer class="site-footer">
            <p class="site-footer__name">{name}</p>
            <p class="site-footer__tagline">{tagline}</p>
            <p><a class="site-footer__link" href=feed rel="external">{feed_label}</a></p>
        </footer>
    }
}

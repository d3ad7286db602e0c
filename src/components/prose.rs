//! A part of an article's text. The only module that sets inner HTML, and only from [`TrustedHtml`].

use hustings_core::model::trusted_html::TrustedHtml;
use leptos::prelude::*;

/// Sanitised HTML, set with the publication's type.
#[component]
pub fn Prose(
    /// The text.
    html: TrustedHtml,
) -> impl IntoView {
    view! { <div class="prose" inner_html=inner(html)></div> }
}

/// What [`TrustedHtml`] becomes for `inner_html`, which takes no text.
#[cfg(not(feature = "stock"))]
struct Sanitised(TrustedHtml);

#[cfg(not(feature = "stock"))]
impl leptos::InnerHtml for Sanitised {
    fn into_html(self) -> String {
        self.0.as_str().to_owned()
    }
}

#[cfg(not(feature = "stock"))]
fn inner(html: TrustedHtml) -> Sanitised {
    Sanitised(html)
}

/// Leptos as it is takes any text.
#[cfg(feature = "stock")]
fn inner(html: TrustedHtml) -> String {
    html.as_str().to_owned()
}

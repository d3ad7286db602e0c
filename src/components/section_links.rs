//! Links to the sections (audiences) of an article.

use leptos::prelude::*;

/// A section of the publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionLink {
    /// Its URL.
    pub href: String,
    /// What it is called: "For business".
    pub label: String,
}

/// Links to sections in one line; nothing without any.
#[component]
pub fn SectionLinks(
    /// The sections, in order.
    sections: Vec<SectionLink>,
) -> impl IntoView {
    if sections.is_empty() {
        return None;
    }
    let link = |(index, SectionLink { href, label })| {
        let between = (index > 0).then_some(" · ");
        view! {
            {between}
            <a class="section-links__link" href=href>{label}</a>
        }
    };
    let links = sections.into_iter().enumerate().map(link).collect_view();
    Some(view! { <p class="section-links">{links}</p> })
}

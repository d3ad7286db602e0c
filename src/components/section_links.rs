//! Whom an article is for, each leading to the articles for the same readers.

use leptos::prelude::*;

use crate::dom::markup::{Markup, el};

/// A section of the publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionLink {
    /// Its address.
    pub href: String,
    /// What it is called: "For business".
    pub label: String,
}

/// Links to sections in one line; nothing without any.
#[component]
pub fn SectionLinks(
    /// The sections, in order.
    sections: Vec<SectionLink>,
) -> Markup {
    if sections.is_empty() {
        return Markup::Many(Vec::new());
    }
    let mut links: Vec<Markup> = Vec::new();
    for SectionLink { href, label } in sections {
        if !links.is_empty() {
            links.push(" · ".into());
        }
        links.push(el("a").class("section-links__link").attr("href", href).child(label).into());
    }
    el("p").class("section-links").child(links).into()
}

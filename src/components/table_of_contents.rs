//! The headings of an article as links.

use hustings_wire::Heading;
use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, el},
    i18n::use_locale,
};

/// A folding list of links to `headings`. Shows nothing for fewer than two.
#[component]
pub fn TableOfContents(
    /// The headings, in order.
    headings: Vec<Heading>,
) -> Markup {
    let title = use_locale().t("contents");
    let name = title.clone();
    if headings.len() < 2 {
        return None::<Markup>.into();
    }
    let item = |heading: Heading| {
        let class = if heading.level > 2 { "toc__item toc__item--sub" } else { "toc__item" };
        let link = el("a").class("toc__link").attr("href", format!("#{}", heading.id)).child(heading.text);
        el("li").class(class).child(link)
    };
    let items: Vec<Element> = headings.into_iter().map(item).collect();
    let fold = el("details")
        .class("toc__fold")
        .child(el("summary").class("toc__title").child(title))
        .child(el("ol").class("toc__list").child(items));
    el("nav").class("toc").attr("aria-label", name).child(fold).into()
}

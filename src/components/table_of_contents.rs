//! The headings of an article as links, with a mark at the one whose section is on the screen.

use hustings_wire::Heading;
use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, Reading, el},
    i18n::use_locale,
};

/// An article of fewer sections is read without a list of them.
const ENOUGH: usize = 3;

/// A list of links to `headings`: folded above the text, and open beside it where there is room. Which of the two is
/// shown is the style sheet's. Shows nothing for an article of one or two sections.
#[component]
pub fn TableOfContents(
    /// The headings, in order.
    headings: Vec<Heading>,
    /// The id of the heading whose section is on the screen.
    #[prop(into)]
    current: Reading<String>,
) -> Markup {
    let title = use_locale().t("contents");
    if headings.len() < ENOUGH {
        return None::<Markup>.into();
    }
    let fold = el("details")
        .class("toc__fold")
        .child(el("summary").class("toc__title").child(title.clone()))
        .child(list(&headings, &current));
    let side = el("div")
        .class("toc__side")
        .child(el("p").class("toc__title").child(title.clone()))
        .child(list(&headings, &current));
    el("nav").class("toc").attr("aria-label", title).child(fold).child(side).into()
}

fn list(headings: &[Heading], current: &Reading<String>) -> Element {
    let item = |heading: &Heading| {
        let class = if heading.level > 2 { "toc__item toc__item--sub" } else { "toc__item" };
        let (id, current) = (heading.id.clone(), current.clone());
        let link = el("a")
            .class("toc__link")
            .attr("href", ["#", &id].concat())
            .live("aria-current", move || current.with(|current| *current == id).then(|| "location".to_owned()))
            .child(heading.text.clone());
        el("li").class(class).child(link)
    };
    let items: Vec<Element> = headings.iter().map(item).collect();
    el("ol").class("toc__list").child(items)
}

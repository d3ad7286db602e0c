//! The headings of an article as links; the current section is marked.

use hustings_core::i18n::use_locale;
use hustings_wire::Heading;
use leptos::prelude::*;

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
    current: Signal<String>,
) -> impl IntoView {
    let title = use_locale().t("contents");
    has_contents(&headings).then(|| {
        view! {
            <nav class="toc" aria-label=title>
                <details class="toc__fold">
                    <summary class="toc__title">{title.clone()}</summary>
                    <ContentsLinks headings=headings.clone() current=current/>
                </details>
                <div class="toc__side">
                    <p class="toc__title">{title.clone()}</p>
                    <ContentsLinks headings=headings current=current/>
                </div>
            </nav>
        }
    })
}

/// Whether an article of these headings has a list of them.
pub fn has_contents(headings: &[Heading]) -> bool {
    headings.len() >= ENOUGH
}

/// The links alone.
#[component]
pub fn ContentsLinks(
    /// The headings, in order.
    headings: Vec<Heading>,
    /// The id of the heading whose section is on the screen.
    #[prop(into)]
    current: Signal<String>,
) -> impl IntoView {
    let item = |Heading { id, level, text }| {
        let class = if level > 2 { "toc__item toc__item--sub" } else { "toc__item" };
        let href = ["#", &id].concat();
        let is_current = move || current.with(|current| *current == id).then_some("location");
        view! {
            <li class=class>
                <a class="toc__link" href=href aria-current=is_current>{text}</a>
            </li>
        }
    };
    view! { <ol class="toc__list">{headings.into_iter().map(item).collect_view()}</ol> }
}

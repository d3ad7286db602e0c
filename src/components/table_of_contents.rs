//! The headings of an article as links.

use hustings_wire::Heading;
use leptos::prelude::*;

use crate::i18n::use_locale;

/// A folding list of links to `headings`. Shows nothing for fewer than two.
#[component]
pub fn TableOfContents(
    /// The headings, in order.
    headings: Vec<Heading>,
) -> impl IntoView {
    let title = use_locale().t("contents");
    let name = title.clone();
    (headings.len() > 1).then(|| {
        let items = headings
            .into_iter()
            .map(|heading| {
                let class = if heading.level > 2 { "toc__item toc__item--sub" } else { "toc__item" };
                view! {
                    <li class=class>
                        <a class="toc__link" href=format!("#{}", heading.id)>
                            {heading.text}
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <nav class="toc" aria-label=name>
                <details class="toc__fold">
                    <summary class="toc__title">{title}</summary>
                    <ol class="toc__list">{items}</ol>
                </details>
            </nav>
        }
    })
}

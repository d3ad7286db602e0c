//! The top of every page: the publication's name, and its sections.

use leptos::prelude::*;

use crate::i18n::use_locale;

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavLink {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Whether it leads to the page on the screen.
    pub current: bool,
}

/// Name, sections, and whatever else belongs at the top.
#[component]
pub fn SiteHeader<V: IntoView + 'static>(
    /// The publication's name.
    name: String,
    /// Where the name leads.
    home: String,
    /// The sections.
    sections: Vec<NavLink>,
    /// What stands at the end of the line, such as the language switcher.
    children: TypedChildren<V>,
) -> impl IntoView {
    let label = use_locale().t("sections");
    let sections = sections
        .into_iter()
        .map(|link| {
            let current = link.current.then_some("page");
            view! {
                <li>
                    <a class="site-header__link" href=link.href aria-current=current>
                        {link.label}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <header class="site-header">
            <div class="site-header__line">
                <a class="site-header__name" href=home>
                    {name}
                </a>
                {children.into_inner()()}
            </div>
            <nav class="site-header__sections" aria-label=label>
                <ul class="site-header__list">{sections}</ul>
            </nav>
        </header>
    }
}

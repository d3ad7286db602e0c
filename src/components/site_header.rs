//! The top of every page: the publication's name, and its sections.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavLink {
    /// Its URL.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Whether it leads to the page on the screen.
    pub current: bool,
}

/// A picture in the place of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its URL.
    pub src: String,
    /// What it says, for those who do not see it.
    pub alt: String,
}

/// Name or logo, sections, and whatever else belongs at the top.
#[component]
pub fn SiteHeader(
    /// The publication's name.
    name: String,
    /// What stands in its place.
    #[prop(default = None)]
    logo: Option<Logo>,
    /// Where the name leads.
    home: String,
    /// The sections.
    sections: Vec<NavLink>,
    /// What stands at the end of the line, such as the language switcher.
    children: Children,
) -> impl IntoView {
    let label = use_locale().t("sections");
    let link = |NavLink { href, label, current }| {
        view! { <li><a class="site-header__link" href=href aria-current=current.then_some("page")>{label}</a></li> }
    };
    let sections = sections.into_iter().map(link).collect_view();
    // The name is not known before the publication is, and a link without words is none.
    let link_home = (!name.is_empty()).then(|| {
        // Its height is the style sheet's, so that the page does not move when it comes.
        let sign = match logo {
            Some(Logo { src, alt }) => view! { <img class="site-header__logo" src=src alt=alt/> }.into_any(),
            None => name.into_any(),
        };
        view! { <a class="site-header__name" href=home>{sign}</a> }
    });
    view! {
        <header class="site-header">
            <div class="site-header__line">{link_home} {children()}</div>
            <nav class="site-header__sections" aria-label=label>
                <ul class="site-header__list">{sections}</ul>
            </nav>
        </header>
    }
}

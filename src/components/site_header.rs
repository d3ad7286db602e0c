//! The top of every page: the publication's name, and its sections.

use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, el},
    i18n::use_locale,
};

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

/// A picture in the place of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its address.
    pub src: String,
    /// What it says, for those who do not see it.
    pub alt: String,
}

/// Name or logo, sections, and whatever else belongs at the top.
#[component]
pub fn SiteHeader<V: Into<Markup> + 'static>(
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
    children: TypedChildren<V>,
) -> Markup {
    let label = use_locale().t("sections");
    let link = |link: NavLink| {
        let current = link.current.then_some("page");
        let link =
            el("a").class("site-header__link").attr("href", link.href).attr("aria-current", current).child(link.label);
        el("li").child(link)
    };
    let sections: Vec<Element> = sections.into_iter().map(link).collect();
    // Its height is the style sheet's, so that the page does not move when it comes.
    let sign: Markup = match logo {
        Some(logo) => el("img").class("site-header__logo").attr("src", logo.src).attr("alt", logo.alt).into(),
        None => name.clone().into(),
    };
    // The name is not known before the publication is, and a link without words is none.
    let is_named = !name.is_empty();
    let link_home = is_named.then(|| el("a").class("site-header__name").attr("href", home).child(sign));
    let line = el("div").class("site-header__line").child(link_home).child(children.into_inner()());
    let sections = el("nav")
        .class("site-header__sections")
        .attr("aria-label", label)
        .child(el("ul").class("site-header__list").child(sections));
    el("header").class("site-header").child(line).child(sections).into()
}

//! The bottom of every page.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, el},
    i18n::use_locale,
};

/// The publication's name and sentence, and its feed.
#[component]
pub fn SiteFooter(
    /// The publication's name.
    name: String,
    /// One sentence about it; may be empty.
    tagline: String,
    /// Address of the Atom feed.
    feed: String,
) -> Markup {
    let feed_label = use_locale().t("feed");
    let feed = el("a").class("site-footer__link").attr("href", feed).attr("rel", "external").child(feed_label);
    el("footer")
        .class("site-footer")
        .child(el("p").class("site-footer__name").child(name))
        .child(el("p").class("site-footer__tagline").child(tagline))
        .child(el("p").child(feed))
        .into()
}

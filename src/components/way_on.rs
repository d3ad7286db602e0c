//! A page that is not the one the reader wanted: what happened, and where to go from here.

use leptos::prelude::*;

use crate::dom::markup::{Element, Markup, el};

/// A place to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// BCP 47 tag of the label, when it differs from the page's.
    pub lang: Option<String>,
}

/// A title, a sentence, and ways on.
#[component]
pub fn WayOn(
    /// What happened, in a few words.
    title: String,
    /// What it means.
    explanation: String,
    /// Where to go.
    ways: Vec<Way>,
    /// Reported when the reader wants to try again; without it nothing can be tried.
    on_retry: Option<(String, Callback<()>)>,
) -> Markup {
    let retry = on_retry.map(|(label, on_retry)| {
        el("button")
            .class("button way-on__retry")
            .attr("type", "button")
            .on("click", move |_| on_retry.run(()))
            .child(label)
    });
    let way = |way: Way| {
        let link = el("a").class("way-on__link").attr("href", way.href).attr("lang", way.lang).attr("dir", "auto");
        el("li").child(link.child(way.label))
    };
    let ways: Vec<Element> = ways.into_iter().map(way).collect();
    el("section")
        .class("way-on")
        .child(el("h1").class("way-on__title").attr("tabindex", "-1").child(title))
        .child(el("p").class("way-on__explanation").child(explanation))
        .child(retry)
        .child(el("ul").class("way-on__ways").child(ways))
        .into()
}

//! One click listener for all links and for the body of an article. Views render plain links, which work without it.

use hustings_core::text::trim;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

use super::{document, history, note, window};

/// A click that a page without scripts would have followed to another page of the same origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkClick {
    /// Path of the URL.
    pub path: String,
    /// Query of the URL, without its question mark.
    pub query: String,
    /// Fragment of the URL, without its hash.
    pub fragment: String,
}

/// A click on the share button of a heading or a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareClick {
    /// The block's id.
    pub block: String,
    /// Its words.
    pub text: String,
}

/// Calls `follow` for every plain click on a link to another page of this origin; when it returns
/// true the browser does not follow the link. Calls `share` for every click on a share button in
/// an article's body. With `notes`, a footnote is shown beside its mark. The listeners live as long as the page.
pub fn listen(notes: bool, follow: impl Fn(LinkClick) -> bool + 'static, share: impl Fn(ShareClick) + 'static) {
    let on_click = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
        if let Some(click) = share_click(&target) {
            share(click);
        } else if let Some(mark) = target.closest(".footnote-ref").ok().flatten().filter(|_| notes && is_plain(&event))
            && note::open(&mark)
        {
            event.prevent_default();
        } else if let Some(click) = link_click(&event, &target)
            && follow(click)
        {
            event.prevent_default();
        }
    });
    let _ = document().add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
    on_click.forget();
}

/// Calls `handler` whenever the reader goes back or forward. Lives as long as the page.
pub fn on_history(handler: impl Fn() + 'static) {
    let on_pop = Closure::<dyn Fn(Event)>::new(move |_| handler());
    let _ = window().add_event_listener_with_callback("popstate", on_pop.as_ref().unchecked_ref());
    on_pop.forget();
}

fn share_click(target: &Element) -> Option<ShareClick> {
    let button = target.closest("[data-share]").ok().flatten()?;
    let block = button.closest("[id]").ok().flatten()?;
    let text = block.text_content().unwrap_or_default();
    Some(ShareClick { block: block.id(), text: trim(&text).to_owned() })
}

/// Whether it asks for nothing but to follow the link, and nobody has done so.
fn is_plain(event: &MouseEvent) -> bool {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    !event.default_prevented() && event.button() == 0 && !modified
}

fn link_click(event: &MouseEvent, target: &Element) -> Option<LinkClick> {
    if !is_plain(event) {
        return None;
    }
    let link: HtmlAnchorElement = target.closest("a[href]").ok().flatten()?.dyn_into().ok()?;
    let elsewhere = !link.target().is_empty() && link.target() != "_self";
    let here = window().location();
    if elsewhere || link.has_attribute("download") || link.origin() != here.origin().ok()? {
        return None;
    }
    let bare = |text: String, mark: &str| text.strip_prefix(mark).unwrap_or(&text).to_owned();
    let (path, query, fragment) = (link.pathname(), bare(link.search(), "?"), bare(link.hash(), "#"));
    let same_page = path == here.pathname().ok()? && query == bare(here.search().ok()?, "?");
    // A link within the page is the browser's own business, all but what it must lead back to, and the panel that
    // would lie over where it leads.
    if same_page && !fragment.is_empty() {
        history::remember_scroll();
        document::close_popover();
        return None;
    }
    Some(LinkClick { path, query, fragment })
}

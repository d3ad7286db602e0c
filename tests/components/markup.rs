//! `Markup`: what the server has sent is taken over as it stands, and what changes changes in place.

use hustings::dom::markup::{Markup, draw_root, el, region};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, Node, NodeList};

use crate::screen::{document, settle};

fn root() -> HtmlElement {
    let root: HtmlElement = document().create_element("div").expect("a plain tag").unchecked_into();
    document().body().expect("the test page has a body").append_child(&root).expect("a body takes children");
    root
}

fn nodes(list: &NodeList) -> Vec<Node> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

/// Every node below `node`, in document order.
fn all(node: &Node) -> Vec<Node> {
    nodes(&node.child_nodes()).into_iter().flat_map(|node| [vec![node.clone()], all(&node)].concat()).collect()
}

#[derive(Clone, Copy)]
struct Signals {
    count: RwSignal<usize>,
    clicks: RwSignal<usize>,
}

/// Texts side by side, empty ones, nothing, a list, a region: all that can be mistaken when it is
/// found again.
fn sample(Signals { count, clicks }: Signals) -> Markup {
    let items = move || -> Markup {
        (0..count.get()).map(|index| el("li").child(format!("item {index}"))).collect::<Vec<_>>().into()
    };
    let button =
        el("button").live_if("hidden", move || count.get() > 2).on("click", move |_| clicks.update(|n| *n += 1));
    let words = el("p").child("there are ").words(move || count.get().to_string()).words(String::new).child(" of them");
    let nothing: Option<Markup> = None;
    let list = el("ul").child(el("li").child("first")).child(region(items)).child(el("li").child("last"));
    el("section").child(words).child(nothing).child("").child(list).child(button.child("press")).into()
}

#[wasm_bindgen_test]
async fn what_was_served_is_taken_over_node_by_node() {
    let signals = Signals { count: RwSignal::new(2), clicks: RwSignal::new(0) };
    let root = root();
    root.set_inner_html(&sample(signals).to_html());
    let (served, text) = (all(&root), root.text_content());
    draw_root(&root, true, move || sample(signals));
    settle().await;
    let taken = all(&root);
    for node in &served {
        assert!(taken.contains(node), "{:?} was replaced", node.text_content());
    }
    assert_eq!(root.text_content(), text);
    root.query_selector("button").expect("a selector").expect("the button").unchecked_into::<HtmlElement>().click();
    assert_eq!(signals.clicks.get_untracked(), 1, "the button that was served is heard");
    signals.count.set(3);
    settle().await;
    assert_eq!(root.text_content().as_deref(), Some("there are 3 of themfirstitem 0item 1item 2lastpress"));
    root.remove();
}

/// A page with or without its contents and tools, as a configuration says.
fn page(contents: bool, tools: bool, name: &'static str) -> Markup {
    let tool = |class: &'static str| el("button").class(class).child(class);
    let tools: Option<Markup> = tools.then(|| vec![Markup::from(tool("search")), tool("settings").into()].into());
    let nav = contents.then(|| el("nav").class("toc").child(el("ol").child(el("li").child("One"))));
    let header = el("header").child(el("a").class("name").attr("href", name).child(name)).child(tools);
    let text = el("div").class("text").child("words");
    let note = contents.then_some("contents: ");
    el("section").child(header).child(note).child(nav).child(el("div").class("body").child(text)).into()
}

#[wasm_bindgen_test]
async fn what_was_served_for_another_configuration_gives_way() {
    for (served, wanted) in [
        ((true, true, "a"), (false, true, "a")),
        ((true, true, "a"), (true, false, "b")),
        ((false, false, "a"), (true, true, "b")),
        ((true, false, "a"), (false, true, "a")),
    ] {
        let make = |(contents, tools, name)| page(contents, tools, name);
        let root = root();
        root.set_inner_html(&make(served).to_html());
        draw_root(&root, true, move || make(wanted));
        settle().await;
        assert_eq!(root.inner_html(), make(wanted).to_html(), "served as {served:?}");
        root.remove();
    }
}

#[wasm_bindgen_test]
async fn a_region_grows_and_shrinks_in_its_place_and_keeps_what_is_alike() {
    let signals = Signals { count: RwSignal::new(1), clicks: RwSignal::new(0) };
    let root = root();
    let mounted = mount_to(root.clone(), move || sample(signals));
    settle().await;
    let list: Element = root.query_selector("ul").expect("a selector").expect("the list");
    let first_item = list.children().item(1).expect("an item");
    for (count, expected) in [(3, "firstitem 0item 1item 2last"), (0, "firstlast"), (2, "firstitem 0item 1last")] {
        signals.count.set(count);
        settle().await;
        assert_eq!(list.text_content().as_deref(), Some(expected));
        assert_eq!(root.query_selector("button[hidden]").expect("a selector").is_some(), count > 2);
        if count == 3 {
            assert_eq!(list.children().item(1).as_ref(), Some(&first_item), "the first item stays");
        }
    }
    drop(mounted);
    assert_eq!(root.child_nodes().length(), 0, "nothing is left behind");
    root.remove();
}

#[wasm_bindgen_test]
async fn another_kind_of_element_takes_the_place_of_the_old_one() {
    let is_link = RwSignal::new(false);
    let root = root();
    let view = move || {
        region(move || {
            let change = if is_link.get() { el("a").attr("href", "/") } else { el("span") };
            vec![el("p").child("before"), change.child("changing"), el("p").child("after")].into()
        })
    };
    let mounted = mount_to(root.clone(), view);
    for (link, tag) in [(true, "A"), (false, "SPAN")] {
        is_link.set(link);
        settle().await;
        let middle = root.children().item(1).expect("the middle one");
        assert_eq!((middle.tag_name(), root.text_content()), (tag.to_owned(), Some("beforechangingafter".to_owned())));
    }
    drop(mounted);
    root.remove();
}

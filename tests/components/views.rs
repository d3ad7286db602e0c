//! Views as `crates/leptos` draws them: what the server has sent is taken over as it stands, and what changes changes in place.

use leptos::{
    mount::{hydrate_from, mount_to},
    prelude::*,
};
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
fn sample(Signals { count, clicks }: Signals) -> impl IntoView {
    let items = move || (0..count.get()).map(|index| view! { <li>{format!("item {index}")}</li> }).collect_view();
    let (nothing, is_long) = (None::<String>, move || count.get() > 2);
    view! {
        <section>
            <p>"there are " {move || count.get().to_string()} {String::new} " of them"</p>
            {nothing}
            ""
            <ul>
                <li>"first"</li>
                {items}
                <li>"last"</li>
            </ul>
            <button hidden=is_long on:click=move |_| clicks.update(|n| *n += 1)>"press"</button>
        </section>
    }
}

#[wasm_bindgen_test]
async fn what_was_served_is_taken_over_node_by_node() {
    let signals = Signals { count: RwSignal::new(2), clicks: RwSignal::new(0) };
    let root = root();
    root.set_inner_html(&sample(signals).to_html());
    let (served, text) = (all(&root), root.text_content());
    let taken_over = hydrate_from(root.clone(), move || sample(signals));
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
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_a_reader_has_unfolded_or_folded_before_stays_so() {
    for open in [false, true] {
        let sample = move || view! { <details open=open><summary>"More"</summary></details> };
        let root = root();
        root.set_inner_html(&sample().to_html());
        let find = |selector| root.query_selector(selector).expect("a selector").expect("it is there");
        find("summary").unchecked_into::<HtmlElement>().click();
        let taken_over = hydrate_from(root.clone(), sample);
        settle().await;
        assert_eq!(find("details").has_attribute("open"), !open);
        drop(taken_over);
        root.remove();
    }
}

/// A page with or without its contents and tools, as a configuration says.
fn page(contents: bool, tools: bool, name: &'static str) -> impl IntoView {
    let tool = |class: &'static str| view! { <button class=class>{class}</button> };
    let tools = tools.then(|| [tool("search"), tool("settings")].into_iter().collect_view());
    let nav = contents.then(|| view! { <nav class="toc"><ol><li>"One"</li></ol></nav> });
    let note = contents.then_some("contents: ");
    view! {
        <section>
            <header>
                <a class="name" href=name>{name}</a>
                {tools}
            </header>
            {note}
            {nav}
            <div class="body"><div class="text">"words"</div></div>
        </section>
    }
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
        let taken_over = hydrate_from(root.clone(), move || make(wanted));
        settle().await;
        assert_eq!(root.inner_html(), make(wanted).to_html(), "served as {served:?}");
        drop(taken_over);
        root.remove();
    }
}

#[wasm_bindgen_test]
async fn a_region_updates_in_place_and_keeps_equal_nodes() {
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
        let change = if is_link.get() {
            view! { <a href="/">"changing"</a> }.into_any()
        } else {
            view! { <span>"changing"</span> }.into_any()
        };
        view! {
            <p>"before"</p>
            {change}
            <p>"after"</p>
        }
    };
    let mounted = mount_to(root.clone(), move || view);
    for (link, tag) in [(true, "A"), (false, "SPAN")] {
        is_link.set(link);
        settle().await;
        let middle = root.children().item(1).expect("the middle one");
        assert_eq!((middle.tag_name(), root.text_content()), (tag.to_owned(), Some("beforechangingafter".to_owned())));
    }
    drop(mounted);
    root.remove();
}

#[wasm_bindgen_test]
async fn an_effect_waits_for_the_view_and_goes_with_it() {
    let (count, seen) = (RwSignal::new(1), RwSignal::new(Vec::new()));
    let root = root();
    let view = move || {
        Effect::new(move |_| seen.update(|all| all.push(count.get())));
        assert!(seen.get_untracked().is_empty(), "the view does not stand yet");
        view! { <p>{move || count.get()}</p> }
    };
    let mounted = mount_to(root.clone(), view);
    settle().await;
    count.set(2);
    settle().await;
    drop(mounted);
    count.set(3);
    settle().await;
    assert_eq!(seen.get_untracked(), [1, 2]);
    root.remove();
}

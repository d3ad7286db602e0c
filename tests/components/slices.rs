//! A large page as `crates/leptos` takes it over: in slices, between which its reader is heard.

use js_sys::{Function, Reflect};
use leptos::{mount::hydrate_from, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::screen::{document, settle};

/// Rows of the page, each with an element that holds others.
const ROWS: usize = 100;

/// What happens in the page's rows.
#[derive(Clone, Copy)]
struct Signals {
    presses: RwSignal<usize>,
    ticked: RwSignal<Vec<usize>>,
    /// What the last row says.
    word: RwSignal<&'static str>,
}

impl Signals {
    fn new() -> Self {
        Self { presses: RwSignal::new(0), ticked: RwSignal::default(), word: RwSignal::new("as served") }
    }
}

fn rows(Signals { presses, ticked, word }: Signals) -> impl IntoView {
    let row = move |index| {
        view! {
            <li>
                <label>
                    <input
                        type="radio"
                        name="row"
                        checked={index == 0}
                        prop:checked=move || ticked.with(|ticked| ticked.last() == Some(&index))
                        on:change=move |_| ticked.update(|ticked| ticked.push(index))
                    />
                    {index as u32}
                </label>
                <button on:click=move |_| presses.update(|presses| *presses += 1)>"press"</button>
            </li>
        }
    };
    view! { <ul>{(0..ROWS).map(row).collect_view()}</ul> <p>{move || view! { <b>{word.get()}</b> }}</p> }
}

/// A page as the server has sent it.
fn served(signals: Signals) -> HtmlElement {
    let root: HtmlElement = document().create_element("div").expect("a plain tag").unchecked_into();
    root.set_inner_html(&rows(signals).to_html());
    document().body().expect("the test page has a body").append_child(&root).expect("a body takes children");
    root
}

fn last(root: &HtmlElement, css: &str) -> HtmlElement {
    let all = root.query_selector_all(css).expect("a selector");
    all.item(all.length() - 1).expect("rows").unchecked_into()
}

/// Counts the pauses from now on.
fn count_pauses() {
    const SCRIPT: &str = "
        const pause = (globalThis.firstYield ??= scheduler.yield.bind(scheduler));
        globalThis.pauses = 0;
        scheduler.yield = () => { pauses += 1; return pause(); };";
    Function::new_no_args(SCRIPT).call0(&JsValue::NULL).expect("the script runs");
}

fn pauses() -> f64 {
    Reflect::get(&js_sys::global(), &"pauses".into()).ok().and_then(|count| count.as_f64()).expect("they are counted")
}

#[wasm_bindgen_test]
async fn between_slices_there_is_a_pause_and_nothing_is_replaced() {
    let signals = Signals::new();
    let root = served(signals);
    let (html, button) = (root.text_content(), last(&root, "button"));
    count_pauses();
    let taken_over = hydrate_from(root.clone(), move || rows(signals));
    leptos::task::tick().await;
    // A row counts as one element at least.
    assert!(pauses() >= (ROWS / 16) as f64, "{} pauses", pauses());
    assert_eq!((root.text_content(), last(&root, "button")), (html, button.clone()));
    button.click();
    assert_eq!(signals.presses.get_untracked(), 1);
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_is_pressed_before_its_slice_is_heard_once() {
    let signals = Signals::new();
    let root = served(signals);
    let taken_over = hydrate_from(root.clone(), move || rows(signals));
    last(&root, "button").click();
    let radio: HtmlInputElement = last(&root, "input").unchecked_into();
    radio.click();
    assert_eq!(signals.presses.get_untracked(), 1, "at once");
    assert_eq!(signals.ticked.get_untracked(), [ROWS - 1], "at once");
    settle().await;
    assert_eq!((signals.presses.get_untracked(), signals.ticked.get_untracked()), (1, vec![ROWS - 1]));
    assert!(radio.checked(), "it stays ticked");
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_was_ticked_before_the_app_came_stays_and_is_heard() {
    let signals = Signals::new();
    let root = served(signals);
    let radio: HtmlInputElement = last(&root, "input").unchecked_into();
    radio.click();
    let taken_over = hydrate_from(root.clone(), move || rows(signals));
    // A press elsewhere in its row: what is ticked there is known before it is heard.
    last(&root, "button").click();
    assert_eq!(signals.ticked.get_untracked(), [ROWS - 1]);
    settle().await;
    assert_eq!((signals.ticked.get_untracked(), radio.checked()), (vec![ROWS - 1], true));
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_was_written_before_the_app_came_stays_and_is_heard() {
    let written = RwSignal::new(String::new());
    let field = move || {
        let hear = move |event| written.set(event_target_value(&event));
        view! { <p><input type="text" value="" prop:value=move || written.get() on:input=hear/></p> }
    };
    let root: HtmlElement = document().create_element("div").expect("a plain tag").unchecked_into();
    root.set_inner_html(&field().to_html());
    document().body().expect("the test page has a body").append_child(&root).expect("a body takes children");
    let input: HtmlInputElement = last(&root, "input").unchecked_into();
    input.set_value("begun");
    let taken_over = hydrate_from(root.clone(), field);
    settle().await;
    assert_eq!((written.get_untracked(), input.value()), ("begun".to_owned(), "begun".to_owned()));
    written.set("as it is now".to_owned());
    settle().await;
    assert_eq!(input.value(), "as it is now");
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_changes_before_its_slice_is_taken_over_as_it_is_then() {
    let signals = Signals::new();
    let root = served(signals);
    let served = last(&root, "b");
    let taken_over = hydrate_from(root.clone(), move || rows(signals));
    signals.word.set("as it is now");
    settle().await;
    assert_eq!(served.text_content().as_deref(), Some("as it is now"));
    assert_eq!(last(&root, "b"), served, "it is the one that was served");
    drop(taken_over);
    root.remove();
}

#[wasm_bindgen_test]
async fn what_has_gone_before_its_slice_is_not_taken_over() {
    let is_there = RwSignal::new(true);
    let signals = Signals::new();
    let root = served(signals);
    let taken_over = hydrate_from(root.clone(), move || move || is_there.get().then(|| rows(signals)));
    is_there.set(false);
    settle().await;
    assert_eq!(root.text_content().as_deref(), Some(""));
    drop(taken_over);
    root.remove();
}

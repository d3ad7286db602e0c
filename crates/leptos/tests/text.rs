//! Views as text: what the server sends.
#![cfg(not(feature = "stock"))]

use leptos::{InnerHtml, prelude::*};

#[component]
fn Note(#[prop(into)] words: Signal<String>, #[prop(optional)] strong: bool, children: Children) -> impl IntoView {
    view! { <p class="note" class:note--strong=strong>{words} {children()}</p> }
}

struct Sanitised(&'static str);

impl InnerHtml for Sanitised {
    fn into_html(self) -> String {
        self.0.to_owned()
    }
}

fn html(make: impl FnOnce() -> View) -> String {
    Owner::new().with(|| make().to_html())
}

#[test]
fn texts_and_attributes_cannot_break_out() {
    let (href, text) = ("/?a=1&b=\"><".to_owned(), "1 < 2 & \"3\" > 0".to_owned());
    assert_eq!(
        html(|| view! { <a href=href>{text}</a> }.into_any()),
        "<a href=\"/?a=1&amp;b=&quot;&gt;&lt;\">1 &lt; 2 &amp; \"3\" &gt; 0</a>"
    );
}

#[test]
fn texts_side_by_side_stay_apart() {
    let nothing: Option<String> = None;
    assert_eq!(
        html(|| view! { <p>"a" {String::new} {nothing} {"b".to_owned()} <br/> "c"</p> }.into_any()),
        "<p>a<!----><!---->b<br>c</p>"
    );
}

#[test]
fn what_follows_signals_is_written_as_it_is_now() {
    let field = || {
        let (hidden, nothing) = (RwSignal::new(false), None::<String>);
        hidden.set(true);
        view! {
            <input class="field" required=true readonly=false hidden=move || hidden.get() value=nothing
                prop:checked=move || true maxlength=Signal::stored(12_u8)/>
        }
        .into_any()
    };
    assert_eq!(html(field), "<input class=\"field\" required hidden maxlength=\"12\">");
    assert_eq!(html(|| view! { <p>{move || Some(view! { <b>"now"</b> })}</p> }.into_any()), "<p><b>now</b></p>");
}

#[test]
fn classes_come_and_go_beside_those_that_stay() {
    let on = || Signal::derive(|| true);
    assert_eq!(
        html(|| view! { <i class:c=on() class=move || "a" class:b=|| false class:d=true></i> }.into_any()),
        "<i class=\"a c d\"></i>"
    );
    assert_eq!(html(|| view! { <i class:b=|| false></i> }.into_any()), "<i></i>");
}

#[test]
fn components_take_values_closures_and_children() {
    assert_eq!(
        html(|| view! { <Note words="one"><b>"two"</b></Note> }.into_any()),
        "<p class=\"note\">one<b>two</b></p>"
    );
    let words = ArcRwSignal::new("three".to_owned());
    let view = || {
        view! {
            <Note words=words.clone() strong=true>" four"</Note>
            <Note words=move || words.get()>{5_u8}</Note>
        }
    };
    assert_eq!(
        html(|| view().into_any()),
        "<p class=\"note note--strong\">three<!----> four</p><p class=\"note\">three<!---->5</p>"
    );
}

#[test]
fn what_never_changes_is_written_as_it_stands() {
    let list = || view! { <div>{7}<ul class="list"><li title="&">"a & b"</li><li hidden>"c"</li></ul></div> };
    assert_eq!(
        html(|| list().into_any()),
        "<div>7<ul class=\"list\"><li title=\"&amp;\">a &amp; b</li><li hidden>c</li></ul></div>"
    );
}

#[test]
fn sanitised_html_stands_as_it_is() {
    assert_eq!(html(|| view! { <div inner_html=Sanitised("<b>x</b>")></div> }.into_any()), "<div><b>x</b></div>");
}

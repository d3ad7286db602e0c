//! `ShareButtons` and `public/share.js`: handing a page to others, with nothing of anybody's loaded.

use hustings::{components::share_buttons::ShareButtons, dom::storage};
use hustings_core::model::share::{Subject, Target};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::screen::{Screen, document, set_navigator, settle, show, until, window};

const URL: &str = "https://hustings.example/en/articles/night-trains";
const BY_HAND: &str = "The clipboard is not available. The address is selected: copy it from the field.";
const SERVER: &str = "Your Mastodon server (kept on this device only)";

fn subject() -> Subject {
    Subject { url: URL.into(), title: "Night trains & more".into() }
}

/// Has `share.js` hear what happens among the buttons, as `boot.js` does.
async fn load_script() {
    let body = "
        const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        return (globalThis.sharing ??= import(url).then(({ hear }) => {
            for (const type of ['click', 'focusin', 'input']) {
                addEventListener(type, (event) => event.target.closest?.('.share-buttons') && hear(event, async () => words));
            }
        }));";
    let words = JSON::parse(include_str!("../../public/locales/en.json")).expect("a catalogue is JSON");
    let load = Function::new_with_args("text, words", body);
    let script = include_str!("../../public/share.js").into();
    let loading: Promise = load.call2(&JsValue::NULL, &script, &words).expect("it is loaded").unchecked_into();
    JsFuture::from(loading).await.expect("it is a module");
}

async fn buttons_for(subject: impl Into<Signal<Subject>>, targets: &[Target]) -> Screen {
    load_script().await;
    let (subject, targets) = (subject.into(), targets.to_vec());
    let view = move || {
        view! { <ShareButtons subject=subject targets=targets label="Share".to_owned()/> }
    };
    let screen = show(view).await;
    screen.unfold("Share").await;
    screen
}

async fn buttons(targets: &[Target]) -> Screen {
    buttons_for(Signal::stored(subject()), targets).await
}

/// A clipboard that does `body` with `text`.
fn set_clipboard(body: &str) {
    let clipboard = Object::new();
    let write = Function::new_with_args("text", body);
    Reflect::set(&clipboard, &"writeText".into(), &write).expect("a plain object takes properties");
    set_navigator("clipboard", &clipboard);
}

fn noted(name: &str) -> JsValue {
    Reflect::get(&window(), &name.into()).expect("a window has properties")
}

#[wasm_bindgen_test]
async fn targets_are_in_configured_order_with_their_labels() {
    set_navigator("share", &JsValue::UNDEFINED);
    let screen = buttons(&Target::ALL).await;
    let links = ["E-mail", "Telegram", "WhatsApp", "VK", "X", "Facebook", "LinkedIn", "Bluesky", "Reddit"];
    assert_eq!(screen.names("link"), links);
    assert_eq!(screen.names("button"), ["Copy link"]);
    assert!(screen.says("Mastodon"));
}

#[wasm_bindgen_test]
async fn the_list_unfolds_and_each_way_is_a_tab_stop() {
    set_navigator("share", &JsValue::UNDEFINED);
    let screen = buttons(&[Target::Native, Target::Copy, Target::Email, Target::Mastodon]).await;
    assert_eq!(screen.tab_stops(), ["Share", "Copy link", "E-mail", "Mastodon"]);
    screen.unfold("Share").await;
    assert_eq!(screen.tab_stops(), ["Share"], "folded again");
}

#[wasm_bindgen_test]
async fn links_hand_over_address_and_title_and_nothing_of_the_reader() {
    let screen = buttons(&[Target::Telegram, Target::Email, Target::Facebook]).await;
    let url = "https%3A%2F%2Fhustings.example%2Fen%2Farticles%2Fnight-trains";
    let title = "Night%20trains%20%26%20more";
    let cases = [
        ("Telegram", format!("https://t.me/share/url?url={url}&text={title}")),
        ("E-mail", format!("mailto:?subject={title}&body={title}%0A{url}")),
        ("Facebook", format!("https://www.facebook.com/sharer/sharer.php?u={url}")),
    ];
    for (name, href) in cases {
        let link = screen.named("link", name);
        assert_eq!(link.get_attribute("href"), Some(href));
        assert_eq!(link.get_attribute("rel").as_deref(), Some("noopener noreferrer nofollow"));
    }
    assert!(screen.all("img, script, iframe").is_empty());
}

#[wasm_bindgen_test]
async fn another_subject_changes_every_link() {
    let subject = RwSignal::new(subject());
    let screen = buttons_for(subject, &[Target::Facebook]).await;
    subject.update(|subject| subject.url = "https://hustings.example/x".into());
    settle().await;
    let href = screen.named("link", "Facebook").get_attribute("href").expect("a link leads somewhere");
    assert!(href.ends_with("https%3A%2F%2Fhustings.example%2Fx"), "{href}");
}

#[wasm_bindgen_test]
async fn what_was_said_of_one_subject_is_not_said_of_the_next() {
    set_navigator("clipboard", &JsValue::UNDEFINED);
    let subject = RwSignal::new(subject());
    let screen = buttons_for(subject, &[Target::Copy]).await;
    screen.press("button", "Copy link").await;
    until("it is refused", || screen.statuses() == [BY_HAND]).await;
    subject.update(|subject| subject.url = "https://hustings.example/x".into());
    until("nothing is said", || screen.statuses().is_empty() && screen.names("textbox").is_empty()).await;
    screen.press("button", "Copy link").await;
    until("it is refused", || screen.statuses() == [BY_HAND]).await;
    assert_eq!(screen.input("textbox", "Address to copy").value(), "https://hustings.example/x");
}

#[wasm_bindgen_test]
async fn a_copied_address_is_on_the_clipboard_and_said() {
    set_clipboard("globalThis.copied = text; return Promise.resolve();");
    let screen = buttons(&[Target::Copy]).await;
    assert!(screen.statuses().is_empty());
    screen.press("button", "Copy link").await;
    until("it is said", || screen.statuses() == ["Link copied"]).await;
    assert_eq!(noted("copied").as_string().as_deref(), Some(URL));
    assert!(screen.names("textbox").is_empty(), "the field is for when the clipboard refuses");
}

#[wasm_bindgen_test]
async fn a_refused_clipboard_shows_the_url_selected() {
    let refuse: [fn(); 2] = [
        || set_clipboard("return Promise.reject(new Error('not allowed'));"),
        || set_navigator("clipboard", &JsValue::UNDEFINED),
    ];
    for refuse in refuse {
        refuse();
        let screen = buttons(&[Target::Copy]).await;
        screen.press("button", "Copy link").await;
        until("it is said", || screen.statuses() == [BY_HAND]).await;
        let field = screen.input("textbox", "Address to copy");
        until("it is selected", || document().active_element().as_ref() == Some(&field)).await;
        assert_eq!(field.value(), URL);
        assert_eq!(selected(&field), (0, URL.len()));
    }
}

#[wasm_bindgen_test]
async fn a_field_that_was_removed_comes_back_as_it_was() {
    storage::remove("hustings.mastodon");
    let screen = buttons(&[Target::Mastodon]).await;
    screen.unfold("Mastodon").await;
    screen.type_into(SERVER, "social.example").await;
    let field = screen.input("textbox", SERVER);
    // As the app does when it takes a page over.
    field.remove();
    until("it is back", || field.is_connected()).await;
    assert_eq!(screen.input("textbox", SERVER).value(), "social.example");
    assert!(screen.named("link", "Share").has_attribute("href"));
}

fn selected(field: &HtmlInputElement) -> (usize, usize) {
    let place = |at: Result<Option<u32>, _>| at.ok().flatten().expect("a text field has a selection") as usize;
    (place(field.selection_start()), place(field.selection_end()))
}

#[wasm_bindgen_test]
async fn copying_again_after_a_refusal_can_succeed() {
    set_navigator("clipboard", &JsValue::UNDEFINED);
    let screen = buttons(&[Target::Copy]).await;
    screen.press("button", "Copy link").await;
    until("it is refused", || screen.statuses() == [BY_HAND]).await;
    set_clipboard("return Promise.resolve();");
    screen.press("button", "Copy link").await;
    until("it is said", || screen.statuses() == ["Link copied"]).await;
    assert!(screen.names("textbox").is_empty());
}

#[wasm_bindgen_test]
async fn the_share_sheet_is_offered_where_the_system_has_one() {
    set_navigator("share", &JsValue::UNDEFINED);
    let screen = buttons(&[Target::Native]).await;
    assert!(screen.names("button").is_empty());

    let share = Function::new_with_args("data", "globalThis.handed = [data.title, data.url]; return Promise.reject();");
    set_navigator("share", &share);
    let screen = buttons(&[Target::Native]).await;
    screen.press("button", "More ways to share…").await;
    until("it is handed over", || noted("handed").is_truthy()).await;
    let handed: Vec<_> = noted("handed").unchecked_into::<Array>().iter().filter_map(|text| text.as_string()).collect();
    assert_eq!(handed, ["Night trains & more", URL]);
    assert!(screen.statuses().is_empty(), "who closes the sheet is told nothing");
    set_navigator("share", &JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn mastodon_refuses_what_is_no_server() {
    storage::remove("hustings.mastodon");
    let screen = buttons(&[Target::Mastodon]).await;
    screen.unfold("Mastodon").await;
    for nonsense in ["", "not a server", "javascript:alert(1)"] {
        screen.type_into(SERVER, nonsense).await;
        let go = screen.named("link", "Share");
        assert!(!go.has_attribute("href"), "{nonsense}");
        assert_eq!(go.get_attribute("aria-disabled").as_deref(), Some("true"));
        screen.follow("Share").await;
        let fault = "Type the address of your server, such as mastodon.example";
        until("it is said", || screen.statuses() == [fault]).await;
    }
    assert_eq!(storage::get("hustings.mastodon"), None);
}

#[wasm_bindgen_test]
async fn a_mastodon_server_is_found_in_what_people_type() {
    storage::remove("hustings.mastodon");
    let screen = buttons(&[Target::Mastodon]).await;
    screen.unfold("Mastodon").await;
    let cases = [
        ("mastodon.example", Some("mastodon.example")),
        (" https://Mastodon.Example/home ", Some("mastodon.example")),
        ("@reader@social.example", Some("social.example")),
        ("social.example:8443", Some("social.example:8443")),
        ("münchen.example", Some("münchen.example")),
        ("localhost", None),
        ("a b.example", None),
        ("-a.example", None),
        ("a..example", None),
        ("a.example:99999", None),
    ];
    for (typed, expected) in cases {
        screen.type_into(SERVER, typed).await;
        let href = screen.named("link", "Share").get_attribute("href");
        let server = href.as_deref().and_then(|href| href.strip_prefix("https://")?.split_once("/share?text="));
        assert_eq!(server.map(|(server, _)| server), expected, "{typed}");
    }
}

#[wasm_bindgen_test]
async fn mastodon_remembers_the_server_on_the_device() {
    storage::remove("hustings.mastodon");
    let screen = buttons(&[Target::Mastodon]).await;
    screen.unfold("Mastodon").await;
    screen.type_into(SERVER, "https://Social.Example/home").await;
    let href = screen.named("link", "Share").get_attribute("href").expect("a server is named");
    assert!(href.starts_with("https://social.example/share?text=Night%20trains%20%26%20more%0Ahttps"), "{href}");
    screen.follow("Share").await;
    assert!(screen.statuses().is_empty());
    drop(screen);

    let screen = buttons(&[Target::Mastodon]).await;
    screen.unfold("Mastodon").await;
    assert_eq!(screen.input("textbox", SERVER).value(), "social.example");
    assert!(screen.named("link", "Share").has_attribute("href"));
    storage::remove("hustings.mastodon");
}

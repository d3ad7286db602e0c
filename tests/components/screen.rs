//! A component on the screen, and what a reader finds there: words, roles, names, values.
//!
//! Roles and names are the browser's own (`computedRole`, `computedName`, switched on in
//! `webdriver.json`), so that a test hears what a screen reader hears.

use std::any::Any;

use hustings_core::{
    i18n::{Catalogue, Locale, speak},
    kinds::know_every_kind,
};
use js_sys::{Promise, Reflect};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventInit, HtmlElement, HtmlInputElement};

/// What can be reached with the Tab key, were it visible.
const FOCUSABLE: &str = "a, button, input, select, textarea, summary, [tabindex]";

/// How long [`until`] waits, in milliseconds.
const PATIENCE: f64 = 5_000.0;

/// The language of these words, read from the catalogue that readers get.
pub(crate) fn locale(lang: &str) -> Locale {
    let json = match lang {
        "ru" => include_str!("../../public/locales/ru.json"),
        "ar" => include_str!("../../public/locales/ar.json"),
        _ => include_str!("../../public/locales/en.json"),
    };
    Locale::new(Catalogue::from_json(lang, json).expect("the catalogue is well formed"))
}

/// A mounted component. Leaves the page when dropped, or when the next one comes: a test that failed
/// drops nothing, and two of a kind would have the same ids.
pub(crate) struct Screen {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

/// Shows `view` in English.
pub(crate) async fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Screen {
    show_in("en", view).await
}

/// Shows `view` in the language `lang`.
pub(crate) async fn show_in<V: IntoView + 'static>(lang: &str, view: impl FnOnce() -> V + 'static) -> Screen {
    know_every_kind();
    let locale = locale(lang);
    while let Some(earlier) = document().query_selector("[data-screen]").expect("the selector is well formed") {
        earlier.remove();
    }
    let root: HtmlElement = document().create_element("div").expect("a plain tag").unchecked_into();
    for (name, value) in [("data-screen", ""), ("lang", lang), ("dir", locale.dir().as_str())] {
        root.set_attribute(name, value).expect("a plain attribute");
    }
    document().body().expect("the test page has a body").append_child(&root).expect("a body takes children");
    let mounted = mount_to(root.clone(), move || {
        speak(&locale);
        view().into_any()
    });
    settle().await;
    Screen { root, mounted: Some(Box::new(mounted)) }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
    }
}

impl Screen {
    /// The words on the screen, hidden ones left out; runs of spaces are one space.
    pub(crate) fn text(&self) -> String {
        words(&self.root)
    }

    /// Whether these words stand on the screen.
    pub(crate) fn says(&self, what: &str) -> bool {
        self.text().contains(what)
    }

    /// The elements of a selector, in the page's order.
    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("the selector is well formed");
        (0..found.length()).filter_map(|index| found.item(index)).map(JsCast::unchecked_into).collect()
    }

    /// The one element of a selector.
    pub(crate) fn the(&self, selector: &str) -> HtmlElement {
        let mut found = self.all(selector);
        assert_eq!(found.len(), 1, "`{selector}` in {}", self.root.inner_html());
        found.remove(0)
    }

    /// The names of everything of a role, in the page's order; hidden things have none.
    pub(crate) fn names(&self, role: &str) -> Vec<String> {
        self.all("*").iter().filter(|e| role_of(e) == role).map(|e| name_of(e)).filter(|n| !n.is_empty()).collect()
    }

    /// The one element of this role and name.
    pub(crate) fn named(&self, role: &str, name: &str) -> HtmlElement {
        let fits = |element: &HtmlElement| role_of(element) == role && name_of(element) == name;
        let mut found: Vec<HtmlElement> = self.all("*").into_iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "{role} `{name}`, among {:?}, in {}", self.names(role), self.root.inner_html());
        found.remove(0)
    }

    /// The radio, checkbox or text field of this name.
    pub(crate) fn input(&self, role: &str, name: &str) -> HtmlInputElement {
        self.named(role, name).unchecked_into()
    }

    /// Presses what has this role and name.
    pub(crate) async fn press(&self, role: &str, name: &str) {
        self.named(role, name).click();
        settle().await;
    }

    /// Unfolds the details whose summary begins with these words.
    pub(crate) async fn unfold(&self, summary: &str) {
        let found = self.all("summary").into_iter().find(|element| words(element).starts_with(summary));
        found.unwrap_or_else(|| panic!("no summary `{summary}` in {}", self.text())).click();
        settle().await;
    }

    /// Follows a link as far as its handlers; the test's own page stays.
    pub(crate) async fn follow(&self, name: &str) {
        let stay = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
        let handler = stay.as_ref().unchecked_ref();
        self.root.add_event_listener_with_callback("click", handler).expect("an element can be listened to");
        self.named("link", name).click();
        self.root.remove_event_listener_with_callback("click", handler).expect("it was listened to");
        settle().await;
    }

    /// Types into a text field, in the place of what it holds.
    pub(crate) async fn type_into(&self, name: &str, text: &str) {
        let field = self.input("textbox", name);
        field.set_value(text);
        fire(&field, "input");
        settle().await;
    }

    /// What the status lines say, empty ones left out.
    pub(crate) fn statuses(&self) -> Vec<String> {
        self.all("[role=status]").iter().map(words).filter(|text| !text.is_empty()).collect()
    }

    /// Where the Tab key stops, as names in the page's order. A group of radios is one stop, the
    /// ticked one or the first.
    pub(crate) fn tab_stops(&self) -> Vec<String> {
        let mut stops = Vec::new();
        let mut groups = Vec::new();
        for element in self.all(FOCUSABLE) {
            let reachable = element.tab_index() >= 0 && focus(&element);
            let group = element.get_attribute("name").filter(|_| role_of(&element) == "radio");
            if !reachable || group.as_ref().is_some_and(|group| self.is_passed_over(&element, group, &groups)) {
                continue;
            }
            groups.extend(group);
            stops.push(name_of(&element));
        }
        stops
    }

    fn is_passed_over(&self, radio: &HtmlElement, group: &str, passed: &[String]) -> bool {
        let ticked = self.all(&format!("input[name=\"{group}\"]:checked"));
        if ticked.is_empty() { passed.iter().any(|name| name == group) } else { !ticked.contains(radio) }
    }
}

/// Moves focus to `element`. Returns whether it took it: what is hidden or disabled does not.
pub(crate) fn focus(element: &HtmlElement) -> bool {
    element.focus().is_ok() && document().active_element().as_ref() == Some(element)
}

/// Lets a control report what it holds now, as a browser does after a reader has changed it.
pub(crate) fn fire(control: &HtmlElement, name: &str) {
    let bubbling = EventInit::new();
    bubbling.set_bubbles(true);
    let event = Event::new_with_event_init_dict(name, &bubbling).expect("an event of a plain name");
    control.dispatch_event(&event).expect("a control takes events");
}

/// Whether an element takes any place on the screen.
pub(crate) fn is_visible(element: &HtmlElement) -> bool {
    element.offset_parent().is_some()
}

/// The words of an element that a reader sees.
pub(crate) fn words(element: &HtmlElement) -> String {
    element.inner_text().split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The role that the browser tells assistive technology.
pub(crate) fn role_of(element: &Element) -> String {
    computed(element, "computedRole")
}

/// The name that the browser tells assistive technology; empty for what is hidden.
pub(crate) fn name_of(element: &Element) -> String {
    computed(element, "computedName")
}

fn computed(element: &Element, property: &str) -> String {
    let value = Reflect::get(element, &property.into()).expect("an element has properties");
    value.as_string().expect("webdriver.json switches ComputedAccessibilityInfo on")
}

/// Lets effects run. They are microtasks: what this task yields to is done when it goes on.
pub(crate) async fn settle() {
    for _ in 0..3 {
        leptos::task::tick().await;
    }
}

/// Waits until `condition` holds, looking at every frame.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let begun = js_sys::Date::now();
    while !condition() {
        assert!(js_sys::Date::now() - begun < PATIENCE, "waited in vain until {what}");
        let mut next_frame = |resolve, _| {
            window().request_animation_frame(&resolve).expect("a window has frames");
        };
        JsFuture::from(Promise::new(&mut next_frame)).await.expect("a frame always comes");
    }
}

/// Puts `value` in the place of `navigator.<property>`, `undefined` to take it away.
pub(crate) fn set_navigator(property: &str, value: &JsValue) {
    let descriptor = js_sys::Object::new();
    for (key, value) in [("configurable", &JsValue::TRUE), ("value", value)] {
        Reflect::set(&descriptor, &key.into(), value).expect("a plain object takes properties");
    }
    Reflect::define_property(&window().navigator(), &property.into(), &descriptor).expect("the navigator is an object");
}

/// Takes away what [`set_navigator`] has put there.
pub(crate) fn forget_navigator(property: &str) {
    Reflect::delete_property(&window().navigator(), &property.into()).expect("it was put there");
}

/// The window of the test's page.
pub(crate) fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The document of the test's page.
pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

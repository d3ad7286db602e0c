//! What components draw: plain data that says which elements, texts and listeners there are, one
//! type for all of them.
//!
//! A Leptos view is a type of its own for every shape, and each brings its own code to build,
//! hydrate, update and remove it. That is fast, and at this app's size it was most of the WASM
//! (`docs/adr/0008-one-type-for-every-view.md`). So components are Leptos components with Leptos
//! signals, owners and contexts, and return [`Markup`], which is a Leptos view itself: three small
//! functions write it as text, hydrate it and bring it up to date, once for all components.
//!
//! Nothing here knows a component.

mod bind;
mod browser;
mod place;
mod reading;
mod root;
mod text;
mod view;

use std::{borrow::Cow, sync::Arc};

use leptos::prelude::View;
use web_sys::Event;

pub use reading::Reading;
pub use root::draw_root;

type Text = Cow<'static, str>;
/// Reads a value again whenever a signal in it has changed.
type Read<T> = Box<dyn FnMut() -> T + Send>;
type Listener = Box<dyn FnMut(Event) + Send>;

/// What a component calls to report something. Leptos' `Callback` would do, and keeps it in an arena, which would be the
/// only thing there (`docs/adr/0014-the-bytes-of-the-frame.md`).
#[derive(Clone)]
pub struct Report<T>(Arc<dyn Fn(T) + Send + Sync>);

impl<T> Report<T> {
    /// Reports to `hear`.
    pub fn new(hear: impl Fn(T) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }

    /// Reports `what`.
    pub fn run(&self, what: T) {
        (self.0)(what);
    }
}

/// Something to draw.
pub enum Markup {
    /// An element.
    Element(Element),
    /// Words that stay.
    Text(Text),
    /// Words that follow signals.
    Words(Read<String>),
    /// Several things side by side, or nothing.
    Many(Vec<Markup>),
    /// A region that is drawn again whenever a signal it has read changes; what is alike is kept.
    Region(Read<Markup>),
}

/// An element with everything in it. Made by [`el`]. Boxed, so that the calls that build it hand a
/// pointer from one to the next.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Listener)>,
    html: Option<String>,
    children: Vec<Markup>,
}

enum Value {
    Fixed(Option<Text>),
    Attribute(Read<Option<String>>),
    /// A property of the element; as text, an attribute has said it already.
    Property(Read<Option<String>>),
}

/// An attribute's value: a text, or none for an attribute that is not there.
pub struct Attribute(Option<Text>);

impl From<&'static str> for Attribute {
    fn from(text: &'static str) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Attribute {
    fn from(text: String) -> Self {
        Self(Some(Cow::Owned(text)))
    }
}

impl<T: Into<Self>> From<Option<T>> for Attribute {
    fn from(text: Option<T>) -> Self {
        text.map_or(Self(None), Into::into)
    }
}

impl From<bool> for Attribute {
    fn from(there: bool) -> Self {
        Self(there.then_some(Cow::Borrowed("")))
    }
}

/// An element of this name, such as `"section"`, with nothing in it.
#[must_use]
#[inline(never)]
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts { tag, attributes: Vec::new(), listeners: Vec::new(), html: None, children: Vec::new() }))
}

/// Words that follow signals.
pub fn words(read: impl FnMut() -> String + Send + 'static) -> Markup {
    Markup::Words(Box::new(read))
}

/// A region that is drawn again whenever a signal that `read` has read changes.
pub fn region(read: impl FnMut() -> Markup + Send + 'static) -> Markup {
    Markup::Region(Box::new(read))
}

impl Element {
    // These three are called everywhere: each call is to be a call, and no copy of them.
    #[inline(never)]
    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn hear(mut self, event: &'static str, listener: Listener) -> Self {
        self.0.listeners.push((event, listener));
        self
    }

    #[inline(never)]
    fn hold(mut self, child: Markup) -> Self {
        self.0.children.push(child);
        self
    }

    /// Sets the class.
    #[must_use]
    #[inline(never)]
    pub fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// Sets an attribute: a text, `true` for one without a value, and nothing for `None` or `false`.
    #[must_use]
    #[inline(never)]
    pub fn attr(self, name: &'static str, value: impl Into<Attribute>) -> Self {
        self.with(name, Value::Fixed(value.into().0))
    }

    /// Sets an attribute that follows signals.
    #[must_use]
    pub fn live(self, name: &'static str, read: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        self.with(name, Value::Attribute(Box::new(read)))
    }

    /// Sets an attribute without a value while a condition on signals holds.
    #[must_use]
    pub fn live_if(self, name: &'static str, mut holds: impl FnMut() -> bool + Send + 'static) -> Self {
        self.live(name, move || holds().then(String::new))
    }

    /// Keeps the box ticked while a condition on signals holds, whatever its attribute said at first.
    #[must_use]
    pub fn checked(self, mut holds: impl FnMut() -> bool + Send + 'static) -> Self {
        self.with("checked", Value::Property(Box::new(move || holds().then(String::new))))
    }

    /// Keeps the field's text what signals say.
    #[must_use]
    pub fn value(self, mut read: impl FnMut() -> String + Send + 'static) -> Self {
        self.with("value", Value::Property(Box::new(move || Some(read()))))
    }

    /// Hears an event of this name.
    #[must_use]
    pub fn on(self, event: &'static str, hear: impl FnMut(Event) + Send + 'static) -> Self {
        self.hear(event, Box::new(hear))
    }

    /// Puts something at the end of what is in the element.
    #[must_use]
    #[inline(never)]
    pub fn child(self, child: impl Into<Markup>) -> Self {
        self.hold(child.into())
    }

    /// Puts words that follow signals at the end of what is in the element.
    #[must_use]
    pub fn words(self, read: impl FnMut() -> String + Send + 'static) -> Self {
        self.child(words(read))
    }

    /// Fills the element with HTML. For `components::prose` alone.
    #[must_use]
    pub(crate) fn inner_html(mut self, html: String) -> Self {
        self.0.html = Some(html);
        self
    }
}

impl From<Element> for Markup {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<&'static str> for Markup {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Markup {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<T: Into<Self>> From<Vec<T>> for Markup {
    fn from(items: Vec<T>) -> Self {
        Self::Many(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Markup {
    fn from(item: Option<T>) -> Self {
        item.map_or(Self::Many(Vec::new()), Into::into)
    }
}

/// What `view!` makes of a component's name.
impl<T: Into<Self>> From<View<T>> for Markup {
    fn from(view: View<T>) -> Self {
        view.into_inner().into()
    }
}

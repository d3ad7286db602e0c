//! What a view is: plain data that says which elements, texts and listeners there are, one type for all of them.
//!
//! A view of Leptos is a type of its own for every shape, and each brings its own code to build, hydrate, update and
//! remove it. That is fast, and at this app's size it was most of the WASM
//! (`docs/adr/0008-one-type-for-every-view.md`). Here three functions do it for all: [`text`] writes a view,
//! [`draw`](mod@draw) draws it, be it anew or onto what the server has sent, the latter in [`slices`], and brings it up to date.
//!
//! Nothing here knows a component.

mod bind;
mod draw;
mod place;
mod slices;
mod text;

use std::borrow::Cow;

use web_sys::{Document, Event, Node};

pub(crate) use draw::{Drawn, draw};
pub(crate) use place::{Place, parse};
pub(crate) use slices::{begin_slice, finish, hasten_presses};

pub(crate) type Text = Cow<'static, str>;
/// Reads a value again whenever a signal in it has changed.
pub(crate) type Read<T> = Box<dyn Ask<T>>;
type Listener = Box<dyn FnMut(Event) + Send>;

/// A closure that is asked again and again. The table of a `dyn FnMut` also points to
/// `FnOnce::call_once`, so that the linker keeps one more function for each closure.
pub trait Ask<T>: Send {
    /// What it says now.
    fn ask(&mut self) -> T;
}

impl<T, F: FnMut() -> T + Send> Ask<T> for F {
    #[inline(always)]
    fn ask(&mut self) -> T {
        self()
    }
}

/// What `view!` makes: something to draw. What is in it is nobody's business but the engine's.
pub enum Markup {
    /// An element.
    #[doc(hidden)]
    Element(Element),
    /// An element in which nothing changes, as text, and what makes nodes of it: a program without such elements carries
    /// no code for them.
    #[doc(hidden)]
    Inert(&'static str, Parse),
    /// Words that stay.
    #[doc(hidden)]
    Text(Text),
    /// Words that follow signals.
    #[doc(hidden)]
    Words(Read<String>),
    /// Several things side by side, or nothing.
    #[doc(hidden)]
    Many(Vec<Markup>),
    /// A region that is drawn again whenever a signal it has read changes; what is alike is kept.
    #[doc(hidden)]
    Region(Read<Markup>),
}

/// What an element belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Html,
    Svg,
}

/// Makes a node of what `view!` has written, as a child of the first.
pub(crate) type Parse = fn(&Node, &str) -> Node;

/// An element with everything in it. Boxed, so that the calls that build it hand a pointer from one to the next.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    language: Language,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Listener)>,
    html: Option<String>,
    children: Vec<Markup>,
}

pub enum Value {
    Fixed(Option<Text>),
    Attribute(Read<Option<String>>),
    /// A property of the element; as text, an attribute has said it already.
    Property(Read<Option<String>>),
}

// They are called everywhere: each call is to be a call, and no copy of them.
impl Element {
    #[inline(never)]
    pub(crate) fn new(tag: &'static str, language: Language) -> Self {
        let (attributes, listeners, children) = (Vec::new(), Vec::new(), Vec::new());
        Self(Box::new(Parts { tag, language, attributes, listeners, html: None, children }))
    }

    #[inline(never)]
    pub(crate) fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    pub(crate) fn with_live(self, name: &'static str, read: Read<Option<String>>) -> Self {
        self.with(name, Value::Attribute(read))
    }

    #[inline(never)]
    pub(crate) fn hear(mut self, event: &'static str, listener: Listener) -> Self {
        self.0.listeners.push((event, listener));
        self
    }

    #[inline(never)]
    pub(crate) fn hold(mut self, child: Markup) -> Self {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    pub(crate) fn hold_element(self, child: Self) -> Self {
        self.hold(Markup::Element(child))
    }

    pub(crate) fn html(mut self, html: String) -> Self {
        self.0.html = Some(html);
        self
    }

    /// Adds a class while a condition holds. `view!` has put the attribute `class` first.
    #[inline(never)]
    pub(crate) fn toggle_class(mut self, name: &'static str, mut holds: Read<bool>) -> Self {
        let is_class = |(name, _): &&mut (&str, Value)| *name == "class";
        let before = self
            .0
            .attributes
            .first_mut()
            .filter(is_class)
            .map(|(_, class)| std::mem::replace(class, Value::Fixed(None)));
        let mut before: Read<Option<String>> = match before {
            Some(Value::Attribute(read) | Value::Property(read)) => read,
            Some(Value::Fixed(class)) => Box::new(move || class.as_deref().map(str::to_owned)),
            None => {
                self.0.attributes.insert(0, ("class", Value::Fixed(None)));
                Box::new(|| None)
            }
        };
        let class = Value::Attribute(Box::new(move || {
            let class = before.ask();
            if !holds.ask() {
                return class;
            }
            Some(class.map_or_else(|| name.to_owned(), |class| [&class, " ", name].concat()))
        }));
        self.0.attributes[0].1 = class;
        self
    }
}

impl Markup {
    /// Whether there may be elements in it.
    fn holds_more(&self) -> bool {
        matches!(self, Self::Element(_) | Self::Region(_) | Self::Many(_))
    }

    pub(crate) fn into_html(self) -> String {
        let mut html = String::new();
        text::write(self, &mut html, &mut false);
        html
    }
}

/// `number` in decimal. Formatting would do the same, and bring all of its code.
pub(crate) fn digits(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.insert(0, b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            return digits.into_iter().map(char::from).collect();
        }
    }
}

/// `number` in decimal, with its sign.
pub(crate) fn signed(number: i32) -> String {
    let digits = digits(number.unsigned_abs().into());
    if number < 0 { ["-", &digits].concat() } else { digits }
}

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a view is drawn in a page")
}

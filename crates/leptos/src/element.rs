//! An element that is being written: what `view!` calls for attributes, listeners and children.

use std::marker::PhantomData;

use wasm_bindgen::JsCast;
use web_sys::Event;

use crate::{
    attribute::{AttributeValue, IntoClass},
    engine::{Element, Language, Markup, Value},
    event::EventDescriptor,
    view::Render,
};

/// An element of kind `E` with all that is in it.
pub struct HtmlElement<E>(Element, PhantomData<fn() -> E>);

/// HTML that may stand in a page as it is. To be implemented by types that nothing can become but a text that was
/// sanitised; there is no implementation for texts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may hold anything",
    note = "`inner_html` takes a type that only sanitised text can become"
)]
pub trait InnerHtml {
    /// The HTML.
    fn into_html(self) -> String;
}

impl<E> HtmlElement<E> {
    #[inline(always)]
    pub(crate) fn new(tag: &'static str, language: Language) -> Self {
        Self::of(Element::new(tag, language))
    }

    #[inline(always)]
    fn of(element: Element) -> Self {
        Self(element, PhantomData)
    }

    /// Puts something at the end of what is in the element.
    #[must_use]
    #[inline(always)]
    pub fn child(self, child: impl Render) -> Self {
        Self::of(child.put(self.0))
    }

    /// Sets the class, or adds one that comes and goes.
    #[must_use]
    #[inline(always)]
    pub fn class(self, class: impl IntoClass) -> Self {
        Self::of(class.add(self.0))
    }

    /// Sets an attribute of any name, such as `data-…`.
    #[must_use]
    #[inline(always)]
    pub fn attr(self, name: &'static str, value: impl AttributeValue) -> Self {
        Self::of(value.add_to(self.0, name))
    }

    /// Keeps a property what is said. As text, an attribute has to say it.
    #[must_use]
    #[inline(always)]
    pub fn prop(self, name: &'static str, value: impl AttributeValue) -> Self {
        let read = match value.value() {
            Value::Attribute(read) | Value::Property(read) => read,
            Value::Fixed(text) => Box::new(move || text.as_deref().map(str::to_owned)),
        };
        Self::of(self.0.with(name, Value::Property(read)))
    }

    /// Hears an event.
    #[must_use]
    #[inline(always)]
    pub fn on<D: EventDescriptor>(self, _event: D, mut hear: impl FnMut(D::EventType) + Send + 'static) -> Self {
        Self::of(self.0.hear(D::NAME, Box::new(move |event: Event| hear(event.unchecked_into()))))
    }

    /// Fills the element with HTML.
    #[must_use]
    pub fn inner_html(self, html: impl InnerHtml) -> Self {
        Self::of(self.0.html(html.into_html()))
    }
}

impl<E: 'static> Render for HtmlElement<E> {
    #[inline(always)]
    fn markup(self) -> Markup {
        Markup::Element(self.0)
    }

    #[inline(always)]
    fn put(self, element: Element) -> Element {
        element.hold_element(self.0)
    }
}

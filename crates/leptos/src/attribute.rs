//! What can be an attribute's value: as in Leptos, a text, a number, a flag, an option, a signal, or a closure that
//! returns one of these.

use std::borrow::Cow;

use crate::{
    engine::{Element, Read, Text, Value, digits, signed},
    signal::Signal,
};

/// What `view!` calls on a value that is no literal, be it an attribute's or inner HTML. Whether it may stand there is
/// for the element to say.
pub trait IntoAttributeValue {
    /// What it becomes.
    type Output;

    /// The value.
    fn into_attribute_value(self) -> Self::Output;
}

impl<T> IntoAttributeValue for T {
    type Output = Self;

    #[inline(always)]
    fn into_attribute_value(self) -> Self {
        self
    }
}

/// A value that an attribute or a property can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of an attribute",
    note = "a text, a number, a `bool`, an `Option` of these, a `Signal`, or a closure that returns one"
)]
pub trait AttributeValue: Sized + 'static {
    /// The text, or none for an attribute that is not there.
    fn text(self) -> Option<Text>;

    /// As the engine knows it.
    #[doc(hidden)]
    #[inline(always)]
    fn value(self) -> Value {
        Value::Fixed(self.text())
    }

    /// Adds it to what the element has.
    #[doc(hidden)]
    #[inline(always)]
    fn add_to(self, element: Element, name: &'static str) -> Element {
        element.with(name, self.value())
    }

    /// What a closure of these says.
    #[doc(hidden)]
    fn live(mut read: Read<Self>) -> Read<Option<String>> {
        Box::new(move || read.ask().text().map(Cow::into_owned))
    }
}

impl AttributeValue for &'static str {
    #[inline(always)]
    fn text(self) -> Option<Text> {
        Some(Cow::Borrowed(self))
    }

    #[inline(never)]
    fn add_to(self, element: Element, name: &'static str) -> Element {
        element.with(name, self.value())
    }
}

impl AttributeValue for String {
    #[inline(always)]
    fn text(self) -> Option<Text> {
        Some(Cow::Owned(self))
    }

    #[inline(never)]
    fn add_to(self, element: Element, name: &'static str) -> Element {
        element.with(name, self.value())
    }
}

/// An attribute without a value, or none.
impl AttributeValue for bool {
    #[inline(always)]
    fn text(self) -> Option<Text> {
        self.then_some(Cow::Borrowed(""))
    }

    #[inline(never)]
    fn add_to(self, element: Element, name: &'static str) -> Element {
        element.with(name, self.value())
    }
}

impl<T: AttributeValue> AttributeValue for Option<T> {
    fn text(self) -> Option<Text> {
        self.and_then(T::text)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl AttributeValue for $number {
            fn text(self) -> Option<Text> {
                Some(Cow::Owned(digits(u64::from(self))))
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64);

impl AttributeValue for i32 {
    fn text(self) -> Option<Text> {
        Some(Cow::Owned(signed(self)))
    }
}

impl<T: AttributeValue + Clone> AttributeValue for Signal<T> {
    fn text(self) -> Option<Text> {
        self.get().text()
    }

    fn value(self) -> Value {
        Value::Attribute(T::live(Box::new(move || self.get())))
    }
}

/// A closure is asked again whenever a signal in it has changed.
impl<F: FnMut() -> T + Send + 'static, T: AttributeValue> AttributeValue for F {
    fn text(mut self) -> Option<Text> {
        self().text()
    }

    #[inline(always)]
    fn value(self) -> Value {
        Value::Attribute(T::live(Box::new(self)))
    }

    #[inline(always)]
    fn add_to(self, element: Element, name: &'static str) -> Element {
        element.with_live(name, T::live(Box::new(self)))
    }
}

/// Whether a class is there.
pub trait IntoCondition {
    /// As what is asked.
    #[doc(hidden)]
    fn condition(self) -> Read<bool>;
}

impl IntoCondition for bool {
    fn condition(self) -> Read<bool> {
        Box::new(move || self)
    }
}

impl IntoCondition for Signal<bool> {
    fn condition(self) -> Read<bool> {
        Box::new(move || self.get())
    }
}

impl<F: FnMut() -> bool + Send + 'static> IntoCondition for F {
    #[inline(always)]
    fn condition(self) -> Read<bool> {
        Box::new(self)
    }
}

/// What can follow `class=`, or `class:name=`.
#[diagnostic::on_unimplemented(message = "`{Self}` is no class")]
pub trait IntoClass {
    /// Adds it to what the element has.
    #[doc(hidden)]
    fn add(self, element: Element) -> Element;
}

impl<T: AttributeValue> IntoClass for T {
    #[inline(always)]
    fn add(self, element: Element) -> Element {
        self.add_to(element, "class")
    }
}

impl<C: IntoCondition> IntoClass for (&'static str, C) {
    #[inline(always)]
    fn add(self, element: Element) -> Element {
        element.toggle_class(self.0, self.1.condition())
    }
}

//! Elements in which nothing changes: `view!` writes each as one text.

use crate::{
    engine::{Element, Markup, parse},
    view::Render,
};

/// An element in which nothing changes.
pub struct InertElement(&'static str);

impl InertElement {
    /// The element that this text writes.
    #[inline(always)]
    pub fn new(text: &'static str) -> Self {
        Self(text)
    }
}

impl Render for InertElement {
    #[inline(always)]
    fn markup(self) -> Markup {
        Markup::Inert(self.0, parse)
    }

    #[inline(never)]
    fn put(self, element: Element) -> Element {
        element.hold(self.markup())
    }
}

//! What can stand between tags, and the one type that all of it becomes.

use crate::engine::{Element, Markup, Read};

pub use crate::engine::Markup as View;

/// A view of any kind: there is one kind.
pub type AnyView = View;

impl View {
    /// The view of something that can be shown.
    #[inline(always)]
    pub fn new(shown: impl Render) -> Self {
        shown.markup()
    }

    /// For hot reloading, of which nothing is known here.
    #[doc(hidden)]
    #[inline(always)]
    pub fn with_view_marker(self, _marker: &str) -> Self {
        self
    }
}

/// What can be shown.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown",
    note = "a view, a text, a number, an `Option`, a `Vec` or a tuple of these, a `Signal`, or a closure that returns one"
)]
pub trait Render: Sized + 'static {
    /// As the engine knows it.
    #[doc(hidden)]
    fn markup(self) -> Markup;

    /// Puts it at the end of what is in an element.
    #[doc(hidden)]
    #[inline(always)]
    fn put(self, element: Element) -> Element {
        element.hold(self.markup())
    }

    /// What a closure of these shows.
    #[doc(hidden)]
    fn live(mut read: Read<Self>) -> Markup {
        Markup::Region(Box::new(move || read.ask().markup()))
    }
}

impl Render for View {
    #[inline(always)]
    fn markup(self) -> Markup {
        self
    }

    fn live(read: Read<Self>) -> Markup {
        Markup::Region(read)
    }
}

/// What `view!` calls on a block.
pub trait IntoRender {
    /// What it becomes.
    type Output;

    /// What is shown.
    fn into_render(self) -> Self::Output;
}

impl<T: Render> IntoRender for T {
    type Output = Self;

    #[inline(always)]
    fn into_render(self) -> Self {
        self
    }
}

/// What a component returns.
pub trait IntoView: Render {
    /// As the one type of views.
    #[inline(always)]
    fn into_view(self) -> View {
        self.markup()
    }
}

impl<T: Render> IntoView for T {}

/// Makes views of different kinds alike, which they are here.
pub trait IntoAny: Render {
    /// As the one type of views.
    #[inline(always)]
    fn into_any(self) -> AnyView {
        self.markup()
    }
}

impl<T: Render> IntoAny for T {}

/// Writes views as text.
pub trait RenderHtml: Render {
    /// The view as HTML, as it is now.
    fn to_html(self) -> String {
        self.markup().into_html()
    }
}

impl<T: Render> RenderHtml for T {}

/// Collects views.
pub trait CollectView {
    /// A list of them.
    fn collect_view(self) -> Vec<View>;
}

impl<V: Render, T: IntoIterator<Item = V>> CollectView for T {
    fn collect_view(self) -> Vec<View> {
        self.into_iter().map(View::new).collect()
    }
}

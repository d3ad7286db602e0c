//! What can stand between tags, and the one type that all of it becomes.

use std::borrow::Cow;

use crate::{
    element::HtmlElement,
    engine::{Element, Language, Markup, digits, signed},
    signal::Signal,
};

/// What `view!` makes.
pub struct View(pub(crate) Markup);

/// A view of any kind: there is one kind.
pub type AnyView = View;

impl View {
    /// The view of something that can be shown.
    #[inline(always)]
    pub fn new(shown: impl Render) -> Self {
        Self(shown.markup())
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
    fn live(mut read: Box<dyn FnMut() -> Self + Send>) -> Markup {
        Markup::Region(Box::new(move || read().markup()))
    }
}

impl Render for View {
    #[inline(always)]
    fn markup(self) -> Markup {
        self.0
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

impl Render for &'static str {
    #[inline(always)]
    fn markup(self) -> Markup {
        Markup::Text(Cow::Borrowed(self))
    }

    #[inline(never)]
    fn put(self, element: Element) -> Element {
        element.hold(self.markup())
    }

    fn live(mut read: Box<dyn FnMut() -> Self + Send>) -> Markup {
        Markup::Words(Box::new(move || read().to_owned()))
    }
}

impl Render for String {
    #[inline(always)]
    fn markup(self) -> Markup {
        Markup::Text(Cow::Owned(self))
    }

    #[inline(never)]
    fn put(self, element: Element) -> Element {
        element.hold(self.markup())
    }

    fn live(read: Box<dyn FnMut() -> Self + Send>) -> Markup {
        Markup::Words(read)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Render for $number {
            fn markup(self) -> Markup {
                digits(u64::from(self)).markup()
            }

            fn live(mut read: Box<dyn FnMut() -> Self + Send>) -> Markup {
                Markup::Words(Box::new(move || digits(u64::from(read()))))
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64);

impl Render for i32 {
    fn markup(self) -> Markup {
        signed(self).markup()
    }

    fn live(mut read: Box<dyn FnMut() -> Self + Send>) -> Markup {
        Markup::Words(Box::new(move || signed(read())))
    }
}

impl Render for () {
    fn markup(self) -> Markup {
        Markup::Many(Vec::new())
    }
}

impl<T: Render> Render for Vec<T> {
    fn markup(self) -> Markup {
        Markup::Many(self.into_iter().map(Render::markup).collect())
    }
}

impl<T: Render> Render for Option<T> {
    fn markup(self) -> Markup {
        self.map_or(Markup::Many(Vec::new()), Render::markup)
    }
}

impl<T: Render + Clone> Render for Signal<T> {
    fn markup(self) -> Markup {
        T::live(Box::new(move || self.get()))
    }
}

/// A closure is asked again whenever a signal in it has changed.
impl<F: FnMut() -> T + Send + 'static, T: Render> Render for F {
    #[inline(always)]
    fn markup(self) -> Markup {
        T::live(Box::new(self))
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Render),*> Render for ($($name,)*) {
            #[inline(always)]
            #[allow(non_snake_case, reason = "types and values are named alike")]
            fn markup(self) -> Markup {
                let ($($name,)*) = self;
                Markup::Many(vec![$($name.markup()),*])
            }

            #[inline(always)]
            #[allow(non_snake_case, reason = "types and values are named alike")]
            fn put(self, element: Element) -> Element {
                let ($($name,)*) = self;
                $(let element = $name.put(element);)*
                element
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);
tuples!(A B C D E F G H I J K L M N O P);

macro_rules! inert {
    ($($name:ident $language:ident $about:literal)*) => {$(
        #[doc = $about]
        pub struct $name(&'static str);

        impl $name {
            /// The element that this text writes.
            #[inline(always)]
            pub fn new(text: &'static str) -> Self {
                Self(text)
            }
        }

        impl Render for $name {
            #[inline(always)]
            fn markup(self) -> Markup {
                Markup::Inert(self.0, Language::$language)
            }

            #[inline(never)]
            fn put(self, element: Element) -> Element {
                element.hold(self.markup())
            }
        }
    )*};
}
inert! {
    InertElement Html "An element in which nothing changes, as `view!` has written it."
    InertSvg Svg "An element of a picture in which nothing changes, as `view!` has written it."
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
        View(self.markup())
    }
}

impl<T: Render> IntoView for T {}

/// Makes views of different kinds alike, which they are here.
pub trait IntoAny: Render {
    /// As the one type of views.
    #[inline(always)]
    fn into_any(self) -> AnyView {
        View(self.markup())
    }
}

impl<T: Render> IntoAny for T {}

/// Writes views as text.
pub trait RenderHtml: Render {
    /// The view as HTML, as it is now.
    fn to_html(self) -> String {
        self.markup().to_html()
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

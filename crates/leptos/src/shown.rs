//! What can be shown besides views and elements: texts, numbers, options, lists, tuples, signals and closures, as in
//! Leptos.

use std::borrow::Cow;

use crate::{
    engine::{Element, Markup, Read, digits, signed},
    signal::Signal,
    view::Render,
};

impl Render for &'static str {
    #[inline(always)]
    fn markup(self) -> Markup {
        Markup::Text(Cow::Borrowed(self))
    }

    #[inline(never)]
    fn put(self, element: Element) -> Element {
        element.hold(self.markup())
    }

    fn live(mut read: Read<Self>) -> Markup {
        Markup::Words(Box::new(move || read.ask().to_owned()))
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

    fn live(read: Read<Self>) -> Markup {
        Markup::Words(read)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Render for $number {
            fn markup(self) -> Markup {
                digits(u64::from(self)).markup()
            }

            fn live(mut read: Read<Self>) -> Markup {
                Markup::Words(Box::new(move || digits(u64::from(read.ask()))))
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64);

impl Render for i32 {
    fn markup(self) -> Markup {
        signed(self).markup()
    }

    fn live(mut read: Read<Self>) -> Markup {
        Markup::Words(Box::new(move || signed(read.ask())))
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
    () => {};
    ($first:ident $($name:ident)*) => {
        impl<$first: Render, $($name: Render),*> Render for ($first, $($name,)*) {
            #[inline(always)]
            #[allow(non_snake_case, reason = "types and values are named alike")]
            fn markup(self) -> Markup {
                let ($first, $($name,)*) = self;
                Markup::Many(vec![$first.markup(), $($name.markup()),*])
            }

            #[inline(always)]
            #[allow(non_snake_case, reason = "types and values are named alike")]
            fn put(self, element: Element) -> Element {
                let ($first, $($name,)*) = self;
                let element = $first.put(element);
                $(let element = $name.put(element);)*
                element
            }
        }

        tuples!($($name)*);
    };
}
// `view!` makes tuples of tuples where there are more.
tuples!(A B C D E F G H I J K L M N O P);

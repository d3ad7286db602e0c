//! The names under which Leptos' macros and people who write Leptos look for things.

pub use leptos_macro::{component, view};
#[doc(hidden)]
pub use typed_builder;
#[doc(hidden)]
pub use typed_builder_macro;

pub use crate::{element::InnerHtml, view::IntoView};

pub mod prelude {
    //! What an app uses of Leptos.

    pub use crate::{
        attribute::IntoAttributeValue,
        children::{Children, ChildrenFn, ToChildren},
        event::{event_target_checked, event_target_value},
        reactive::{
            ArcRwSignal, RenderEffect,
            graph::untrack,
            owner::{Owner, expect_context, on_cleanup, provide_context, use_context},
            traits::{Get, GetUntracked, Set, Update, With, WithUntracked},
        },
        signal::{Callback, Effect, IntoReactiveValue, RwSignal, Signal},
        view::{AnyView, CollectView, IntoAny, IntoRender, IntoView, RenderHtml, View},
    };
    pub use leptos_macro::{component, view};
}

pub mod ev {
    //! Events, and the types that their handlers are given.

    pub use crate::event::*;
}

pub mod task {
    //! What goes on while nobody waits for it.

    use any_spawner::Executor;

    use crate::engine::finish;

    /// Runs a future on this thread.
    pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
        Executor::spawn_local(future);
    }

    /// Waits until effects that are due have run, and until a served page is taken over. Meanwhile the browser paints and
    /// hears its reader.
    pub fn tick() -> impl Future<Output = ()> {
        finish()
    }
}

#[doc(hidden)]
pub mod tachys {
    //! Where `view!` looks for elements.

    pub mod html {
        pub use crate::inert::InertElement;

        pub mod element {
            pub use crate::{element::HtmlElement, elements::html::*};
        }

        pub mod event {
            pub use crate::event::*;
        }
    }

    pub mod svg {
        pub use crate::{elements::svg::*, inert::InertElement};
    }
}

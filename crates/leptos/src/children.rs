//! What stands between the tags of a component, as it is handed over.

use std::sync::Arc;

use crate::view::{AnyView, Render, View};

/// Drawn once.
pub type Children = Box<dyn FnOnce() -> AnyView + Send>;
/// Drawn as often as it is called.
pub type ChildrenFn = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// A text between the tags, which needs no closure.
pub struct ChildrenOptContainer<T>(pub T);

/// How `view!` hands over what stands between the tags.
pub trait ToChildren<F> {
    /// As what the component takes.
    fn to_children(children: F) -> Self;
}

impl<F: FnOnce() -> V + Send + 'static, V: Render> ToChildren<F> for Children {
    fn to_children(children: F) -> Self {
        Box::new(move || View::new(children()))
    }
}

impl<V: Render + Send> ToChildren<ChildrenOptContainer<V>> for Children {
    fn to_children(children: ChildrenOptContainer<V>) -> Self {
        Box::new(move || View::new(children.0))
    }
}

impl<F: Fn() -> V + Send + Sync + 'static, V: Render> ToChildren<F> for ChildrenFn {
    fn to_children(children: F) -> Self {
        Arc::new(move || View::new(children()))
    }
}

impl<V: Render + Clone + Send + Sync> ToChildren<ChildrenOptContainer<V>> for ChildrenFn {
    fn to_children(children: ChildrenOptContainer<V>) -> Self {
        Arc::new(move || View::new(children.0.clone()))
    }
}

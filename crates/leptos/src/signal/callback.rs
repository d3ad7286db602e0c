//! What a component calls to report something.

use super::arena::Kept;

/// Hears a report. The table of a `dyn Fn` also points to `FnMut::call_mut` and `FnOnce::call_once`, so that the linker keeps
/// two more functions for each closure.
trait Hear<T>: Send + Sync {
    fn hear(&self, what: T);
}

impl<T, F: Fn(T) + Send + Sync> Hear<T> for F {
    #[inline(always)]
    fn hear(&self, what: T) {
        self(what);
    }
}

/// A function with a `Copy` handle. It returns nothing: what a component asks for, it takes as a prop.
pub struct Callback<T: 'static>(Kept<Box<dyn Hear<T>>>);

impl<T> Clone for Callback<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Callback<T> {}

impl<T: 'static> Callback<T> {
    /// Reports to `hear`.
    pub fn new(hear: impl Fn(T) + Send + Sync + 'static) -> Self {
        Self(Kept::new(Box::new(hear)))
    }

    /// Reports `what`.
    pub fn run(&self, what: T) {
        self.0.with(|hear| hear.hear(what));
    }
}

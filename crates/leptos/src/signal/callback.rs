//! What a component calls to report something.

use super::arena::Kept;

type Hear<T> = Box<dyn Fn(T) + Send + Sync>;

/// A function with a `Copy` handle. It returns nothing: what a component asks for, it takes as a prop.
pub struct Callback<T: 'static>(Kept<Hear<T>>);

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
        self.0.with(|hear| hear(what));
    }
}

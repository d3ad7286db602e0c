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
    #[inline(never)]
    pub fn run(&self, what: T) {
        let mut what = Some(what);
        let is_heard = self.0.try_show(&mut |hear| {
            if let Some(what) = what.take() {
                hear(what);
            }
        });
        assert!(is_heard, "callbacks are not run when their owner has gone");
    }
}

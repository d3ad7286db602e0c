//! Signals and callbacks with `Copy` handles, by Leptos' names and in Leptos' shapes. What is behind them is
//! [`ArcRwSignal`](crate::reactive::ArcRwSignal).

mod arena;
mod callback;
mod effect;
mod read;
mod rw;

pub use callback::Callback;
pub use effect::Effect;
pub use read::Signal;
pub use rw::RwSignal;

/// What a prop that is declared `#[prop(into)]` takes: as `Into`, and closures for signals and callbacks.
pub trait IntoReactiveValue<T, M> {
    /// As what the prop is.
    fn into_reactive_value(self) -> T;
}

/// Tells conversions by `Into` from those of closures.
#[doc(hidden)]
pub struct Converted;

/// Tells conversions of closures from those by `Into`.
#[doc(hidden)]
pub struct Closure;

impl<T, I: Into<T>> IntoReactiveValue<T, Converted> for I {
    #[inline(always)]
    fn into_reactive_value(self) -> T {
        self.into()
    }
}

impl<T: Send + Sync + 'static, F: Fn() -> T + Send + Sync + 'static> IntoReactiveValue<Signal<T>, Closure> for F {
    fn into_reactive_value(self) -> Signal<T> {
        Signal::derive(self)
    }
}

impl<T: 'static, F: Fn(T) + Send + Sync + 'static> IntoReactiveValue<Callback<T>, Closure> for F {
    fn into_reactive_value(self) -> Callback<T> {
        Callback::new(self)
    }
}

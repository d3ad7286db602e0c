//! Leptos' own macros, and its signals, effects and contexts by name, over one small type of view. It stands under the
//! name `leptos`, so that components read and compile as they do with Leptos; with the feature `stock` it *is* Leptos.
//!
//! What it leaves out does not compile; `README.md` has the list, and what no compiler sees. A misspelt tag, attribute or
//! event does not either, nor does inner HTML that is a mere text:
//!
//! ```
//! use leptos::prelude::*;
//!
//! #[component]
//! fn Greeting(#[prop(into)] name: Signal<String>, on_close: Callback<()>) -> impl IntoView {
//!     view! {
//!         <p class="greeting">"Hello, " {name} <button on:click=move |_| on_close.run(())>"x"</button></p>
//!     }
//! }
//! ```
//!
//! ```compile_fail
//! let view = leptos::prelude::view! { <bottun>"x"</bottun> };
//! ```
//!
//! ```compile_fail
//! let view = leptos::prelude::view! { <a hreef="/">"x"</a> };
//! ```
//!
//! ```compile_fail
//! let view = leptos::prelude::view! { <p on:clik=|_| ()>"x"</p> };
//! ```
//!
//! ```compile_fail
//! let view = leptos::prelude::view! { <p inner_html="<b>x</b>".to_owned()></p> };
//! ```
//!
//! ```compile_fail
//! let view = leptos::prelude::view! { <p style="color: red">"x"</p> };
//! ```
//!
//! The front-end alone imports it, and what renders it.

#[cfg(feature = "stock")]
pub use leptos_stock::*;

#[cfg(not(feature = "stock"))]
mod attribute;
#[cfg(not(feature = "stock"))]
pub mod children;
#[cfg(not(feature = "stock"))]
pub mod component;
#[cfg(not(feature = "stock"))]
mod element;
#[cfg(not(feature = "stock"))]
mod elements;
#[cfg(not(feature = "stock"))]
mod engine;
#[cfg(not(feature = "stock"))]
mod event;
#[cfg(not(feature = "stock"))]
mod facade;
#[cfg(not(feature = "stock"))]
mod inert;
#[cfg(not(feature = "stock"))]
pub mod mount;
#[cfg(not(feature = "stock"))]
pub mod reactive;
#[cfg(not(feature = "stock"))]
mod shown;
#[cfg(not(feature = "stock"))]
mod signal;
#[cfg(not(feature = "stock"))]
mod view;

#[cfg(not(feature = "stock"))]
pub use facade::*;

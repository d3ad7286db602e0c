//! In the place of `wasm-streams`, which Leptos brings for server functions with streamed bodies.
//!
//! The app has no server functions, but `wasm-streams` exports three classes to JavaScript, and what
//! is exported is never removed: their code and all that it needs would be in every reader's
//! download. This crate has the two conversions that `server_fn` names, so that it compiles; they
//! are never called.

use std::marker::PhantomData;

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A stream of the browser's.
pub struct ReadableStream<'a> {
    raw: web_sys::ReadableStream,
    borrowed: PhantomData<&'a ()>,
}

impl ReadableStream<'static> {
    /// The stream `raw`.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self { raw, borrowed: PhantomData }
    }

    /// An empty stream, whatever `items` holds: nothing here streams a request.
    ///
    /// # Panics
    /// When the browser has no streams.
    pub fn from_stream(items: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        drop(items);
        Self::from_raw(web_sys::ReadableStream::new().expect("every browser with WebAssembly has streams"))
    }
}

impl<'a> ReadableStream<'a> {
    /// The browser's stream itself.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.raw
    }

    /// No items: nothing here reads a streamed answer.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'a {
        stream::empty()
    }
}

//! A live stream as an answer, which whoever has the connection may take out of it and send without the HTTP library: that has
//! sixteen kilobytes of buffers for each connection, and a live stream needs none.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::Stream;
use hustings_live::viewer::Viewer;

/// The stream of a viewer, once: clones are the same.
#[derive(Clone)]
pub struct LiveStream(Arc<Mutex<Option<Viewer>>>);

impl LiveStream {
    /// An answer whose body is the stream, unless that is taken before anybody asks for it.
    pub(crate) fn answer(viewer: Viewer) -> Response {
        let stream = Self(Arc::new(Mutex::new(Some(viewer))));
        let mut answer = Response::new(Body::from_stream(stream.clone()));
        answer.extensions_mut().insert(stream);
        answer
    }

    /// The viewer of an answer that is a live stream, whose body is empty from then on.
    pub fn take(answer: &mut Response) -> Option<Viewer> {
        answer.extensions_mut().remove::<Self>()?.held().take()
    }

    fn held(&self) -> MutexGuard<'_, Option<Viewer>> {
        // A viewer that has panicked is not polled again.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream for LiveStream {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut *self.held() {
            Some(viewer) => Pin::new(viewer).poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

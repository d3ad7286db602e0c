//! What a client gets for whom there is no place: an answer that says when to come back, and the end of the connection.
//! Refusals are bounded, too: beyond the bound, connections are closed without a word.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::response::IntoResponse;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};

use crate::{admission::Refused, http::error::ApiError};

/// Most refusals that are being written at once, each of which holds a descriptor.
const AT_ONCE: usize = 32;
/// The most bytes of a request that are read.
const MAX_BUFFER: usize = 32 << 10;
/// How long a client may take to ask, and to hear the refusal.
const PATIENCE: Duration = Duration::from_secs(2);

/// Writes refusals.
pub(super) struct Refusals(Arc<Semaphore>);

impl Refusals {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Answers the first request of this connection with the reason, in the background.
    pub(super) fn refuse(&self, stream: TcpStream, refused: Refused) {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let _permit = permit;
            let service = service_fn(|_: hyper::Request<Incoming>| async move {
                Ok::<_, Infallible>(ApiError::refused(refused).into_response())
            });
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(MAX_BUFFER).keep_alive(false);
            // Whether it was heard is the client's business.
            let _ = timeout(PATIENCE, builder.serve_connection(TokioIo::new(stream), service)).await;
        });
    }
}

//! What a client gets for whom there is no place: an answer that says when to come back, as a page to who opens one, and
//! the end of the connection. Refusals are bounded, too: beyond the bound, connections are closed without a word.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use hustings_http::{
    error::ApiError,
    security_headers::{self, Transport},
};
use hustings_limits::admission::Refused;
use hustings_render::plain_page;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use super::tls::Tls;

/// Most refusals that are being written at once, each of which holds a descriptor.
const AT_ONCE: usize = 32;
/// The most bytes of a request that are read.
const MAX_BUFFER: usize = 32 << 10;
/// How long a client may take to ask, and to hear the refusal.
const PATIENCE: Duration = Duration::from_secs(2);

/// Writes refusals.
pub(super) struct Refusals {
    at_once: Arc<Semaphore>,
    transport: Transport,
    tls: Option<Tls>,
}

impl Refusals {
    pub(super) fn new(transport: Transport, tls: Option<Tls>) -> Self {
        Self { at_once: Arc::new(Semaphore::new(AT_ONCE)), transport, tls }
    }

    /// Answers the first request of this connection with the reason, in the background.
    pub(super) fn refuse(&self, stream: TcpStream, refused: Refused) {
        let Ok(permit) = Arc::clone(&self.at_once).try_acquire_owned() else { return };
        let (transport, tls) = (self.transport, self.tls.clone());
        tokio::spawn(async move {
            let _permit = permit;
            let answered = async {
                match tls {
                    None => answer_once(stream, refused, transport).await,
                    Some(tls) => {
                        if let Some(stream) = tls.accept(stream).await {
                            answer_once(stream, refused, transport).await;
                        }
                    }
                }
            };
            let _ = timeout(PATIENCE, answered).await;
        });
    }
}

async fn answer_once<T: AsyncRead + AsyncWrite + Unpin>(stream: T, refused: Refused, transport: Transport) {
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answer = answer(refused, request.headers(), transport);
        async move { Ok::<_, Infallible>(answer) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(MAX_BUFFER).keep_alive(false);
    // Whether it was heard is the client's business.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

/// The refusal in the form that the request asks for, with the headers that every answer has: the middleware that adds
/// them stands behind the places.
fn answer(refused: Refused, request: &HeaderMap, transport: Transport) -> Response {
    let error = ApiError::refused(refused);
    let page = accepts_page(request).then(|| plain_page("This page cannot be shown", &error.to_string()));
    let mut response = error.into_response();
    if let Some(page) = page {
        *response.body_mut() = Body::from(page);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    security_headers::put(response.headers_mut(), transport);
    response
}

/// Whether a browser opens a page; scripts take anything.
fn accepts_page(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT).iter().any(|value| value.to_str().is_ok_and(|value| value.contains("text/html")))
}

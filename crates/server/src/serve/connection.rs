//! One connection: its timeouts, its end when the server shuts down, and where a live stream leaves the HTTP library.

use std::{
    convert::Infallible,
    future::{Future, pending, poll_fn},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use axum::{Router, extract::Request, http::Method, response::Response};
use bytes::BytesMut;
use hustings_http::write_timeout::{Flushed, with_write_timeout};
use hustings_limits::{
    admission::Place,
    network::{FORWARDED_FOR, Peer},
};
use hustings_live::viewer::Viewer;
use hustings_routes_api::live_stream::LiveStream;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Notify,
    time::{sleep, timeout},
};
use tower::ServiceExt;

use super::{
    follow::{self, follow},
    tls::Tls,
};
use crate::state::AppState;

/// How long a request's head may take to arrive once it has begun; also how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The most bytes of a request's head, and of an answer that waits to be sent, for which a connection has memory.
const MAX_BUFFER: usize = 32 << 10;
/// How long a client may not read.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a shutdown waits for the first request of a connection. Whoever connected just before may have sent one already, and
/// a connection on which nothing was read would be closed without an answer.
const FIRST_REQUEST: Duration = Duration::from_secs(1);
/// What proxies and other machines of the operator ask for by themselves, and then for nobody.
const FOR_OPERATORS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Serves the requests of a connection, which has `place` until it ends.
pub(super) async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Tls>,
    app: Router,
    state: AppState,
    place: Place,
) {
    let counted = Counted::new(&state.metrics.connections, place);
    prepare(&stream);
    // In places of their own, which are given back when they are over: what comes after them may last, and there are many.
    if !Box::pin(begins_to_speak(&stream, &state)).await {
        return;
    }
    let stream = with_write_timeout(stream, WRITE_TIMEOUT);
    let flushed = stream.flushed();
    match tls {
        None => serve_requests(stream, flushed, peer, app, state, counted).await,
        // In a place of its own, so that connections without TLS have no memory for it.
        Some(tls) => {
            let encrypted = async move {
                let ended = async {
                    shutdown_begins(&state).await;
                    sleep(FIRST_REQUEST).await;
                };
                let agreed = tokio::select! {
                    agreed = tls.accept(stream) => agreed,
                    () = ended => None,
                };
                if let Some(stream) = agreed {
                    serve_requests(stream, flushed, peer, app, state, counted).await;
                }
            };
            Box::pin(encrypted).await;
        }
    }
}

/// Waits for the first byte of a client; until then it has no buffer. Returns whether that comes in time.
async fn begins_to_speak(stream: &TcpStream, state: &AppState) -> bool {
    let ended = async {
        shutdown_begins(state).await;
        sleep(FIRST_REQUEST).await;
    };
    tokio::select! {
        readable = timeout(HEAD_TIMEOUT, stream.readable()) => matches!(readable, Ok(Ok(()))),
        () = ended => false,
    }
}

/// Serves requests, and then the live stream that the last of them asked for, if one did.
async fn serve_requests<T>(
    stream: T,
    flushed: Flushed,
    peer: SocketAddr,
    app: Router,
    state: AppState,
    counted: Counted,
) where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let requests = Box::pin(requests(stream, flushed, peer, app, state, &counted));
    if let Some((stream, (head, viewer))) = requests.await
        && let Err(error) = follow(stream, head, viewer).await
    {
        tracing::debug!(%error, "a live stream broke off");
    }
}

/// What is taken over from the HTTP library: the head of the answer, and who follows.
type TakenOver = (BytesMut, Viewer);

/// Serves requests until the connection ends, or becomes a live stream.
async fn requests<T>(
    stream: T,
    flushed: Flushed,
    peer: SocketAddr,
    app: Router,
    state: AppState,
    counted: &Counted,
) -> Option<(T, TakenOver)>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let (asked, live) = (Notify::new(), Mutex::new(None::<TakenOver>));
    let service = service_fn(|request: hyper::Request<Incoming>| {
        asked.notify_one();
        let (path, headers) = (request.uri().path(), request.headers());
        if headers.contains_key(FORWARDED_FOR) || !FOR_OPERATORS.contains(&path) {
            state.routes.proxies.warn(Peer(peer), headers, || counted.place.is_crowded());
        }
        let (live, wants_a_body) = (&live, request.method() == Method::GET);
        let answer = state.front.again(&request).ok_or_else(|| answer(request, Peer(peer), &app));
        async move {
            let mut answer = match answer {
                Ok(again) => return Ok(again),
                Err(routed) => routed.await?,
            };
            if wants_a_body && let Some(viewer) = LiveStream::take(&mut answer) {
                *live.lock().unwrap_or_else(PoisonError::into_inner) = Some((follow::head(answer.headers()), viewer));
                // The library never gets an answer to send.
                return pending().await;
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_BUFFER);
    let mut connection = builder.serve_connection(TokioIo::new(stream), service);
    let mut told = pin!(async {
        shutdown_begins(&state).await;
        // At once where there was one before. In a place of its own, which no open connection has before the end.
        let _ = Box::pin(timeout(FIRST_REQUEST, asked.notified())).await;
    });
    let mut is_told = false;
    let ended = poll_fn(|cx| {
        if !is_told && told.as_mut().poll(cx).is_ready() {
            is_told = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        let ended = Pin::new(&mut connection).poll(cx);
        // Not before the answers to earlier requests have gone out: the library may hold some of them yet.
        let is_live = ended.is_pending() && flushed.is_so();
        match live.lock().unwrap_or_else(PoisonError::into_inner).take_if(|_| is_live) {
            Some(taken) => Poll::Ready(Ok(Some(taken))),
            None => ended.map_ok(|()| None),
        }
    });
    match ended.await {
        Ok(taken) => Some((connection.into_parts().io.into_inner(), taken?)),
        Err(error) => {
            tracing::debug!(%error, "a connection broke off");
            None
        }
    }
}

/// Completes once connections are to end.
async fn shutdown_begins(state: &AppState) {
    let mut draining = state.draining.subscribe();
    // Without a sender there is no server to shut down.
    let _ = draining.wait_for(|draining| *draining).await;
}

fn answer(
    request: hyper::Request<Incoming>,
    peer: Peer,
    app: &Router,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    let mut request: Request = request.map(axum::body::Body::new);
    request.extensions_mut().insert(peer);
    app.clone().oneshot(request)
}

/// An open connection, in its place and in the metrics.
struct Counted {
    open: Gauge,
    place: Place,
}

impl Counted {
    fn new(open: &Gauge, place: Place) -> Self {
        open.inc();
        Self { open: open.clone(), place }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.open.dec();
    }
}

/// Sets what the system's defaults are wrong for.
fn prepare(stream: &TcpStream) {
    // Events are small and complete; Nagle's algorithm would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    // A peer that went without a word takes nothing, but its heartbeats fit into the kernel's buffer for some
    // minutes, so that no write ever waits: what is not acknowledged in time ends the connection (RFC 5482).
    #[cfg(target_os = "linux")]
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(WRITE_TIMEOUT)) {
        tracing::debug!(%error, "a connection keeps the system's timeout");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_peer_that_went_without_a_word_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let _client = TcpStream::connect(listener.local_addr().expect("bound")).await.expect("connected");
        let (stream, _) = listener.accept().await.expect("accepted");
        prepare(&stream);
        let timeout = socket2::SockRef::from(&stream).tcp_user_timeout().expect("known");
        assert_eq!(timeout, Some(WRITE_TIMEOUT));
    }
}

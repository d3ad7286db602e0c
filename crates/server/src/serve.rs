//! Accepts connections, serves them, and shuts down gracefully. An accept loop of our own, since the framework's has no
//! timeout for slow requests.

use std::{
    future::Future,
    io::{ErrorKind, Write as _},
    net::SocketAddr,
    time::Duration,
};

use anyhow::{Context, bail};
use axum::{Router, extract::Request};
use hustings_domain::Clock;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::{
    http::write_timeout::with_write_timeout, rate_limit::Peer, routes::app, settings::Settings, state::AppState,
};

/// How long a request's head may take to arrive; also how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may not read.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait when the system has no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// `hustings serve`: opens content and store, prints its URL, and serves until a signal ends it.
///
/// # Errors
/// One clear sentence when something cannot be opened.
pub async fn run(mut settings: Settings) -> anyhow::Result<()> {
    let ended = ended_by_signal()?;
    let listener = listen(settings.listen).await?;
    settings.listen = listener.local_addr().context("the address listened on is not known")?;
    let state = AppState::open(settings, Clock::system()).await?;
    report_faults(&state);
    announce(&state);
    serve(listener, state, ended).await;
    Ok(())
}

fn announce(state: &AppState) {
    // Ignores a closed pipe.
    let _ = writeln!(std::io::stdout(), "Hustings is at {}", state.settings.public_url());
}

/// Listens on `address`.
///
/// # Errors
/// One clear sentence when the port is in use or may not be used.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("the address {address} is in use by another program; choose another with --listen")
        }
        Err(error) => Err(error).with_context(|| format!("the address {address} cannot be listened on")),
    }
}

/// Serves connections until `shutdown` completes; then takes no more, lets requests and streams end
/// within the drain time, and closes the store.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()>) {
    let app = app(state.clone());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(serve_connection(stream, peer, app.clone(), state.draining.subscribe()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    tracing::info!("shutting down");
    state.draining.send_replace(true);
    let drain = Duration::from_secs(state.settings.drain_seconds);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if timeout(drain, all_ended).await.is_err() {
        tracing::info!(left = connections.len(), "the drain time is over");
        connections.shutdown().await;
    }
    state.store.close().await;
}

async fn serve_connection(stream: TcpStream, peer: SocketAddr, app: Router, mut draining: watch::Receiver<bool>) {
    // Events are small and complete; Nagle's algorithm would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(peer));
        app.clone().oneshot(request)
    });
    let io = TokioIo::new(with_write_timeout(stream, WRITE_TIMEOUT));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let connection = builder.serve_connection(io, service);
    tokio::pin!(connection);
    let told = async {
        // Without a sender there is no server to shut down.
        let _ = draining.wait_for(|draining| *draining).await;
    };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Completes when the operator ends the process: an interrupt, or on Unix SIGTERM. Both are taken
/// from this call on, not only once somebody waits for it.
fn ended_by_signal() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let unheard = "signals of the system cannot be taken";
        let mut interrupt = signal(SignalKind::interrupt()).context(unheard)?;
        let mut terminate = signal(SignalKind::terminate()).context(unheard)?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "interrupts cannot be taken");
            std::future::pending::<()>().await;
        }
    })
}

fn report_faults(state: &AppState) {
    for fault in &state.content.current().faults {
        tracing::warn!("{fault}");
    }
    let content = state.content.current();
    for fault in state.renderer.faults(content.languages.iter().map(|language| language.lang.as_str())) {
        tracing::warn!("{fault}");
    }
}

//! Accepts connections, serves them within bounds, and shuts down gracefully. An accept loop of our own, since the
//! framework's has no timeout for slow requests and no bound.
//!
//! - `listen`: the socket,
//! - `connection`: one connection, with its timeouts; `follow`: a live stream on its socket,
//! - `refusal`: what those get for whom there is no place,
//! - `taken_ids`: how many signed ids were taken, in the log,
//! - `tls`: TLS where no proxy speaks it.

mod connection;
mod follow;
mod listen;
mod refusal;
mod taken_ids;
mod tls;

use std::{
    future::Future,
    io::{self, ErrorKind, Write as _},
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anyhow::Context;
use axum::Router;
use hustings_domain::Clock;
use hustings_limits::{admission::Admission, log_limit::LogLimit};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{routes::app, settings::Settings, state::AppState};
use connection::serve_connection;
pub use listen::{Reserved, reserve};
use refusal::Refusals;
use taken_ids::TakenIdsLog;
use tls::Tls;
pub use tls::TlsOptions;

/// How long to wait when the system has no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// `hustings serve`: opens content and store, prints its URL, and serves until a signal ends it.
///
/// # Errors
/// One clear sentence when something cannot be opened; a [`WrongSetting`](crate::settings::WrongSetting) when a setting cannot
/// be understood.
pub async fn run(mut settings: Settings) -> anyhow::Result<()> {
    settings.check()?;
    let ended = ended_by_signal()?;
    let tls = Tls::open(&settings.tls)?;
    let reserved = reserve(settings.listen)?;
    settings.listen = reserved.address();
    let state = AppState::open(settings, Clock::system()).await?;
    report_faults(&state);
    let listener = reserved.listen(state.settings.listen_queue)?;
    announce(&state);
    if let Some(tls) = tls.clone() {
        tokio::spawn(tls.watch());
    }
    let taken_ids = tokio::spawn(TakenIdsLog::new(Arc::clone(&state.routes.identity)).watch());
    serve_over(listener, tls, state, ended).await;
    taken_ids.abort();
    let _ = taken_ids.await;
    Ok(())
}

fn announce(state: &AppState) {
    // Ignores a closed pipe.
    let _ = writeln!(std::io::stdout(), "Hustings is at {}", state.settings.public_url());
}

/// Serves connections, without TLS, until `shutdown` completes and the notice is over, during which `/readyz` says so; then
/// takes no more, lets requests and streams end within the drain time, and closes the store.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()>) {
    serve_over(listener, None, state, shutdown).await;
}

async fn serve_over(listener: TcpListener, tls: Option<Tls>, state: AppState, shutdown: impl Future<Output = ()>) {
    let mut accepting = Accepting::new(&state, tls);
    let webhook = state.webhook.clone().map(|webhook| tokio::spawn(async move { webhook.run().await }));
    let notices = state.routes.notices.clone().map(|notices| tokio::spawn(async move { notices.run().await }));
    let notice = Duration::from_secs(state.settings.notice_seconds);
    let shutdown = async {
        shutdown.await;
        state.leaving.store(true, Ordering::Relaxed);
        if !notice.is_zero() {
            sleep(notice).await;
        }
    };
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            // The end comes first, however many connect.
            biased;
            () = &mut shutdown => break,
            accepted = listener.accept() => accepting.take(accepted).await,
        }
    }
    tracing::info!("shutting down");
    state.draining.send_replace(true);
    state.routes.hub.drain();
    if let Err(error) = accepting.take_waiting(listener) {
        tracing::debug!(%error, "who waited to be accepted was not");
    }
    let mut connections = accepting.connections;
    let drain = Duration::from_secs(state.settings.drain_seconds);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if timeout(drain, all_ended).await.is_err() {
        tracing::info!(left = connections.len(), "the drain time is over");
        connections.shutdown().await;
    }
    for messages in [webhook, notices].into_iter().flatten() {
        // What is under way is claimed, and is sent again by whoever comes next.
        messages.abort();
    }
    state.routes.hub.end();
    state.routes.store.close().await;
}

/// Those who have connected, and what becomes of who comes.
struct Accepting {
    app: Router,
    state: AppState,
    tls: Option<Tls>,
    places: Admission,
    refusals: Refusals,
    lines: LogLimit,
    connections: JoinSet<()>,
}

impl Accepting {
    fn new(state: &AppState, tls: Option<Tls>) -> Self {
        Self {
            app: app(state.clone()),
            state: state.clone(),
            places: Admission::new(state.bounds.connections, state.bounds.network_connections),
            refusals: Refusals::new(state.settings.transport(), tls.clone()),
            tls,
            lines: LogLimit::new(6),
            connections: JoinSet::new(),
        }
    }

    async fn take(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, peer)) => self.admit(stream, peer),
            Err(error) => {
                if self.lines.allows() {
                    tracing::warn!(%error, "a connection cannot be accepted");
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
        while self.connections.try_join_next().is_some() {}
    }

    /// Serves a connection if there is a place for it.
    fn admit(&mut self, stream: TcpStream, peer: SocketAddr) {
        match self.places.admit(self.state.routes.proxies.network_of_peer(peer.ip())) {
            Ok(place) => {
                let (tls, app, state) = (self.tls.clone(), self.app.clone(), self.state.clone());
                self.connections.spawn(serve_connection(stream, peer, tls, app, state, place));
            }
            Err(refused) => {
                self.state.metrics.connections_refused.inc();
                if self.lines.allows() {
                    tracing::warn!(open = self.places.taken(), ?refused, "connections are refused");
                }
                self.refusals.refuse(stream, refused);
            }
        }
    }

    /// Serves also those who wait in the system's queue, which resets them when the listener is closed, and closes it: a proxy
    /// that has sent a form there could not send it to another server, since it may have been heard.
    fn take_waiting(&mut self, listener: TcpListener) -> io::Result<()> {
        let listener = listener.into_std()?;
        loop {
            match listener.accept() {
                Ok((stream, peer)) => match stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                    Ok(stream) => self.admit(stream, peer),
                    Err(error) => tracing::debug!(%error, "a connection that had waited is of no use"),
                },
                // One that has gone again says nothing of those behind it (accept(2)).
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
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

/// Names in the log what is wrong with files, and looks at them from now on.
fn report_faults(state: &AppState) {
    for fault in &state.routes.content.current().faults {
        tracing::warn!("{fault}");
    }
    let content = state.routes.content.current();
    for fault in state.routes.renderer.faults(content.languages.iter().map(|language| language.lang.as_str())) {
        tracing::warn!("{fault}");
    }
    tokio::spawn(state.warnings.clone().watch());
}

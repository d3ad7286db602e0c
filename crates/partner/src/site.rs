//! The running site: it listens on this machine alone, and ends when it is dropped.

use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use crate::{
    http,
    pages::{self, Page},
};

/// How many ports are tried where the system chooses one.
const TRIES: u32 = 20;

/// A partner's running site. It ends when it is dropped.
#[derive(Debug)]
pub struct Partner {
    listeners: Vec<Listening>,
    port: u16,
    shared: Arc<Shared>,
}

/// A socket address that the site listens on, with its thread.
#[derive(Debug)]
struct Listening {
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

/// State shared by all requests.
#[derive(Debug)]
struct Shared {
    polls: String,
    pages: RwLock<HashMap<String, Page>>,
    closing: AtomicBool,
}

impl Partner {
    /// Serves the site on this port of `localhost`, or on one that the system chooses where it is 0;
    /// `polls` is the origin that the polls are embedded from, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// When the port is in use.
    pub fn start(port: u16, polls: &str) -> io::Result<Self> {
        let listeners = listen(port)?;
        let port = listeners[0].local_addr()?.port();
        let shared = Arc::new(Shared {
            polls: polls.trim_end_matches('/').to_owned(),
            pages: RwLock::default(),
            closing: AtomicBool::new(false),
        });
        let mut partner = Self { listeners: Vec::new(), port, shared };
        for listener in listeners {
            let address = listener.local_addr()?;
            let shared = Arc::clone(&partner.shared);
            let thread = thread::Builder::new().spawn(move || accept(&listener, &shared))?;
            partner.listeners.push(Listening { address, thread: Some(thread) });
        }
        Ok(partner)
    }

    /// Its address, without a slash at the end: `http://localhost:8090`.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Serves `page` at `path` from now on, before any page of the site itself; tests take paths below
    /// `/test/`. Answers the page's full address.
    pub fn page(&self, path: &str, page: Page) -> String {
        self.shared.pages.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), page);
        format!("{}{path}", self.address())
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        for listening in &mut self.listeners {
            // The thread blocks in `accept` until a connection comes.
            let woken = TcpStream::connect(listening.address).is_ok();
            if let Some(thread) = listening.thread.take().filter(|_| woken) {
                // A panic of the thread has been printed already.
                let _ = thread.join();
            }
        }
    }
}

impl Shared {
    fn page(&self, path: &str) -> Option<Page> {
        let registered = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        Some(registered.or_else(|| pages::page(path))?.for_polls_at(&self.polls))
    }
}

/// The port on both addresses that `localhost` may stand for, or on the old one alone where this
/// machine has no other.
fn listen(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut tries = 0;
    loop {
        tries += 1;
        let old = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        match TcpListener::bind((Ipv6Addr::LOCALHOST, old.local_addr()?.port())) {
            Ok(new) => return Ok(vec![old, new]),
            // Another program has the port on IPv6, and browsers may try that first.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if port != 0 || tries >= TRIES {
                    return Err(error);
                }
            }
            Err(_) => return Ok(vec![old]),
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.closing.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // Without a thread the connection is closed, and the browser tries again.
        let _ = thread::Builder::new().spawn(move || http::answer(stream, |path| shared.page(path)));
    }
}

//! A network between browsers and the server that fails in the ways that networks do, when a test tells it to.

use std::{io, time::Duration};

use anyhow::Result;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::{
    http::{answer, path_asked},
    serving::Serving,
};

/// What a network does to what passes through it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Every piece, of either direction, arrives this much later.
    Delay(Duration),
    /// A connection carries so many bytes in a tenth of a second, in either direction.
    Throttle(usize),
    /// Connections are ended, and nobody answers.
    Cut,
    /// Nothing arrives and nobody is told. When the network is well again, a connection of this time is known to nobody: it
    /// stays silent until the browser says something on it, which is answered with a reset (RFC 9293, section 3.5.1).
    Silence,
    /// The server hears everything. Of what it says next on a connection so many bytes arrive; then the connection is reset.
    Reset(usize),
    /// Somebody else answers: a proxy, a portal. The status line's status and reason, the content type, the body.
    Foreign(&'static str, &'static str, &'static str),
    /// Somebody changes what the server says: the first text becomes the second, of the same length.
    Forged(&'static str, &'static str),
}

/// How a connection ends.
#[derive(Debug, PartialEq)]
enum End {
    /// One side has closed it, or the network is down.
    Closed,
    Reset,
    Silent,
}

/// The network, at an address of its own.
#[derive(Debug)]
pub struct FaultyNetwork {
    address: String,
    fault: watch::Sender<Option<Fault>>,
    // Ends with it.
    _serving: Serving,
}

impl FaultyNetwork {
    /// A network without faults in front of the server at `port`.
    pub(crate) async fn start(port: u16) -> Result<Self> {
        let (fault, heard) = watch::channel(None);
        let (address, serving) = Serving::at_free_port(move |browser| connection(browser, port, heard.clone())).await?;
        Ok(Self { address, fault, _serving: serving })
    }

    /// Where browsers find the server, without a slash at the end.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Fails in this way from now on.
    pub fn fail(&self, fault: Fault) {
        self.fault.send_replace(Some(fault));
    }

    /// Is well again.
    pub fn recover(&self) {
        self.fault.send_replace(None);
    }
}

/// One connection of a browser's. Errors are the ends of one side.
async fn connection(mut browser: TcpStream, port: u16, mut fault: watch::Receiver<Option<Fault>>) {
    let now = *fault.borrow_and_update();
    if let Some(Fault::Foreign(status, content_type, body)) = now {
        if path_asked(&mut browser).await.is_some() {
            answer(browser, status, content_type, "", body.as_bytes()).await;
        }
        return;
    }
    let end = carry(&mut browser, port, fault.clone()).await;
    if matches!(end, Ok(End::Silent)) {
        let _ = fault.wait_for(|fault| *fault != Some(Fault::Silence)).await;
        let _ = browser.readable().await;
    }
    if matches!(end, Ok(End::Silent | End::Reset)) {
        let _ = browser.set_zero_linger();
    }
}

async fn carry(browser: &mut TcpStream, port: u16, mut fault: watch::Receiver<Option<Fault>>) -> io::Result<End> {
    let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
    let (mut asked, mut answered) = browser.split();
    let (mut said, mut heard) = server.split();
    let (up, down) = (fault.clone(), fault.clone());
    tokio::select! {
        // Whatever comes at the same moment has not arrived.
        biased;
        end = ended(&mut fault) => Ok(end),
        end = pass(&mut asked, &mut heard, &up, false) => end,
        end = pass(&mut said, &mut answered, &down, true) => end,
    }
}

/// Waits until no connection can go on.
async fn ended(fault: &mut watch::Receiver<Option<Fault>>) -> End {
    let is_over = |fault: &Option<Fault>| matches!(fault, Some(Fault::Cut | Fault::Silence | Fault::Foreign(..)));
    match fault.wait_for(is_over).await {
        Ok(fault) if *fault == Some(Fault::Silence) => End::Silent,
        _ => End::Closed,
    }
}

/// Carries one direction until its beginning ends it.
async fn pass(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    fault: &watch::Receiver<Option<Fault>>,
    is_answer: bool,
) -> io::Result<End> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(End::Closed);
        }
        let now = *fault.borrow();
        if let (true, Some(Fault::Forged(said, heard))) = (is_answer, now) {
            forge(&mut buffer[..read], said.as_bytes(), heard.as_bytes());
        }
        let piece = &buffer[..read];
        match now {
            Some(Fault::Reset(after)) if is_answer => {
                to.write_all(&piece[..after.min(read)]).await?;
                return Ok(End::Reset);
            }
            Some(Fault::Delay(time)) => {
                sleep_until(Instant::now() + time).await;
                to.write_all(piece).await?;
            }
            Some(Fault::Throttle(bytes)) => {
                for little in piece.chunks(bytes) {
                    sleep_until(Instant::now() + Duration::from_millis(100)).await;
                    to.write_all(little).await?;
                }
            }
            _ => to.write_all(piece).await?,
        }
    }
}

/// Writes `heard` wherever `said` stands whole in a piece.
fn forge(piece: &mut [u8], said: &[u8], heard: &[u8]) {
    assert_eq!(said.len(), heard.len(), "a body keeps its length");
    let places: Vec<usize> =
        piece.windows(said.len()).enumerate().filter(|(_, at)| *at == said).map(|(at, _)| at).collect();
    for at in places {
        piece[at..at + said.len()].copy_from_slice(heard);
    }
}

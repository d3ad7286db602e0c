//! A network that answers the live stream's requests with the bytes that a test has written, in pieces, and carries every
//! other request to the server. Each request has a connection of its own, so that none of the stream's goes by unseen.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::serving::Serving;

/// Where the stream is.
const STREAM: &str = "/api/v1/events";
/// Between two pieces, so that the browser gets each by itself.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// An answer to a request for the stream.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status line and headers, without the empty line.
    head: String,
    pieces: Vec<Vec<u8>>,
    /// Whether the connection ends after the pieces; else it stays open until there is another script.
    ends: bool,
}

impl Reply {
    /// An event stream of this content type, which comes in these pieces and stays open.
    pub fn stream(content_type: &str, pieces: &[impl AsRef<[u8]>]) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n");
        Self { head, pieces: pieces.iter().map(|piece| piece.as_ref().to_vec()).collect(), ends: false }
    }

    /// The same, but the connection ends after it.
    #[must_use]
    pub fn ended(self) -> Self {
        Self { ends: true, ..self }
    }

    /// Nothing but this status and reason.
    pub fn status(status: &str) -> Self {
        Self { head: format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n"), pieces: Vec::new(), ends: true }
    }

    /// The same, with another address of the stream, which the next reply is for.
    pub fn redirect(status: &str) -> Self {
        let reply = Self::status(status);
        Self { head: format!("{}location: {STREAM}/moved\r\n", reply.head), ..reply }
    }
}

/// What the stream's requests are answered with, in order; the last one again and again. Nothing lets them through.
#[derive(Debug, Default)]
struct Script {
    replies: Vec<Reply>,
    given: AtomicUsize,
}

impl Script {
    fn next(&self) -> Option<Reply> {
        let given = self.given.fetch_add(1, Ordering::Relaxed);
        self.replies.get(given.min(self.replies.len().checked_sub(1)?)).cloned()
    }
}

/// The network, at an address of its own.
#[derive(Debug)]
pub struct ScriptedStreams {
    address: String,
    script: watch::Sender<Arc<Script>>,
    // Ends with it.
    _serving: Serving,
}

impl ScriptedStreams {
    /// A network in front of the server at `port`, without a script.
    pub(crate) async fn start(port: u16) -> Result<Self> {
        let (script, heard) = watch::channel(Arc::default());
        let (address, serving) = Serving::at_free_port(move |browser| connection(browser, port, heard.clone())).await?;
        Ok(Self { address, script, _serving: serving })
    }

    /// Where browsers find the server, without a slash at the end.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Ends the streams that are open, and answers the next requests for them with these replies.
    pub fn play(&self, replies: Vec<Reply>) {
        self.script.send_replace(Arc::new(Script { replies, given: AtomicUsize::new(0) }));
    }
}

/// One request of a browser's. Errors are the ends of one side.
async fn connection(mut browser: TcpStream, port: u16, mut script: watch::Receiver<Arc<Script>>) -> io::Result<()> {
    browser.set_nodelay(true)?;
    let head = head_of(&mut browser).await?;
    let is_stream = head.split(' ').nth(1).is_some_and(|target| target.starts_with(STREAM));
    let reply = if is_stream { script.borrow_and_update().next() } else { None };
    match reply {
        Some(reply) => tokio::select! {
            result = answer(&mut browser, &reply) => result,
            _ = script.changed() => Ok(()),
        },
        None => tokio::select! {
            result = carry(&mut browser, port, &head) => result,
            _ = script.changed(), if is_stream => Ok(()),
        },
    }
}

/// All up to the empty line after the headers, and what has come of the body with it.
async fn head_of(browser: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if browser.read_buf(&mut request).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    String::from_utf8(request).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Carries a request to the server, which is asked to end the connection after its answer.
async fn carry(browser: &mut TcpStream, port: u16, head: &str) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
    let (first, rest) = head.split_once("\r\n").unwrap_or((head, ""));
    let keeps = |line: &&str| !line.to_ascii_lowercase().starts_with("connection:");
    let rest: Vec<&str> = rest.split("\r\n").filter(keeps).collect();
    server.write_all(format!("{first}\r\nconnection: close\r\n{}", rest.join("\r\n")).as_bytes()).await?;
    copy_bidirectional(browser, &mut server).await.map(drop)
}

async fn answer(browser: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    browser.write_all(format!("{}cache-control: no-store\r\nconnection: close\r\n\r\n", reply.head).as_bytes()).await?;
    for piece in &reply.pieces {
        sleep_until(Instant::now() + BETWEEN_PIECES).await;
        browser.write_all(piece).await?;
    }
    if reply.ends {
        return browser.shutdown().await;
    }
    std::future::pending().await
}

//! A live stream on the bare socket, with nothing of its own in memory but what waits to be written.
//!
//! It ends with the connection (RFC 9112, section 6.3), so that what is written is the event as all viewers have it, without a
//! frame around it.

use std::{
    io::{self, ErrorKind},
    pin::Pin,
    task::{Context, Poll, ready},
    time::SystemTime,
};

use axum::http::{HeaderMap, header};
use bytes::{Buf as _, Bytes, BytesMut};
use futures_util::Stream as _;
use hustings_live::viewer::Viewer;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};

/// Bytes that a client may send while it follows, which are nobody's. Beyond these nothing is read: they would cost the processor.
const IDLE_TALK: usize = 64 << 10;

/// The head of the answer, with these headers.
pub(super) fn head(headers: &HeaderMap) -> BytesMut {
    let mut head = BytesMut::from(&b"HTTP/1.1 200 OK\r\n"[..]);
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    let date = httpdate::fmt_http_date(SystemTime::now());
    head.extend_from_slice(format!("{}: {date}\r\n{}: close\r\n\r\n", header::DATE, header::CONNECTION).as_bytes());
    head
}

/// Writes the head and then whatever the viewer is sent, until the stream ends or the client goes.
///
/// # Errors
/// When the connection breaks off, or a write has waited for too long.
pub(super) async fn follow<T: AsyncRead + AsyncWrite + Unpin>(
    mut socket: T,
    head: BytesMut,
    viewer: Viewer,
) -> io::Result<()> {
    let mut following = Following { viewer, waiting: head.freeze(), heard: IDLE_TALK };
    std::future::poll_fn(|cx| following.poll(&mut socket, cx)).await?;
    socket.shutdown().await
}

struct Following {
    viewer: Viewer,
    /// What is to be written before anything else.
    waiting: Bytes,
    /// Bytes of the client that are still read, to hear when it closes its end.
    heard: usize,
}

impl Following {
    fn poll<T: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        socket: &mut T,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.has_gone(socket, cx)? {
            return Poll::Ready(Err(ErrorKind::UnexpectedEof.into()));
        }
        loop {
            // While this waits, the viewer is not asked: whoever reads slowly gets the newest afterwards.
            while self.waiting.has_remaining() {
                match ready!(Pin::new(&mut *socket).poll_write(cx, &self.waiting))? {
                    0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                    written => self.waiting.advance(written),
                }
            }
            // TLS keeps some of it back until then.
            ready!(Pin::new(&mut *socket).poll_flush(cx))?;
            match ready!(Pin::new(&mut self.viewer).poll_next(cx)) {
                Some(Ok(bytes)) => self.waiting = bytes,
                None => return Poll::Ready(Ok(())),
            }
        }
    }

    /// Whether the client has closed its end.
    fn has_gone<T: AsyncRead + Unpin>(&mut self, socket: &mut T, cx: &mut Context<'_>) -> io::Result<bool> {
        let mut bytes = [0; 512];
        while self.heard > 0 {
            let mut read = ReadBuf::new(&mut bytes);
            match Pin::new(&mut *socket).poll_read(cx, &mut read)? {
                Poll::Pending => return Ok(false),
                Poll::Ready(()) if read.filled().is_empty() => return Ok(true),
                Poll::Ready(()) => self.heard = self.heard.saturating_sub(read.filled().len()),
            }
        }
        Ok(false)
    }
}

//! A write timeout: closes the connection of a client that does not read. The HTTP library polls a body only while
//! the socket drains, so a timeout inside a live stream would never fire; it has to be here.
//!
//! There is a timer only while a write waits: thousands of connections have none.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// A stream whose writes fail with [`ErrorKind::TimedOut`] when the peer does not read for a while.
#[derive(Debug)]
pub struct WriteTimeout<T> {
    stream: T,
    patience: Duration,
    /// Ends the write that waits.
    waiting: Option<Pin<Box<Sleep>>>,
    flushed: Flushed,
}

/// Whether all that was written to a stream was flushed, too. Clones are of the same stream.
#[derive(Clone, Debug)]
pub struct Flushed(Arc<AtomicBool>);

impl Flushed {
    /// Whether it was.
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Wraps `stream` with this timeout.
pub fn with_write_timeout<T: AsyncRead + AsyncWrite>(stream: T, patience: Duration) -> WriteTimeout<T> {
    WriteTimeout { stream, patience, waiting: None, flushed: Flushed(Arc::new(AtomicBool::new(true))) }
}

impl<T> WriteTimeout<T> {
    /// Tells whether everything was flushed, also who has given the stream away.
    pub fn flushed(&self) -> Flushed {
        self.flushed.clone()
    }

    /// What became of a write, or an error where it has waited for too long.
    fn in_time<R>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let patience = self.patience;
        ready!(self.waiting.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for WriteTimeout<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.flushed.0.store(false, Ordering::Relaxed);
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.flushed.0.store(false, Ordering::Relaxed);
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.flushed.0.store(true, Ordering::Relaxed);
        }
        self.in_time(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_client_that_does_not_read_times_out() {
        let (ours, mut theirs) = duplex(16);
        let mut socket = with_write_timeout(ours, Duration::from_millis(50));
        let reader = tokio::spawn(async move {
            let mut taken = [0; 64];
            theirs.read_exact(&mut taken).await.map(|_| theirs)
        });
        socket.write_all(&[1; 64]).await.expect("somebody reads");
        let _theirs = reader.await.expect("no panic").expect("all came");
        let error = socket.write_all(&[1; 64]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn what_was_written_is_flushed_once_somebody_says_so() {
        let (ours, _theirs) = duplex(16);
        let mut socket = with_write_timeout(ours, Duration::from_secs(9));
        let flushed = socket.flushed();
        assert!(flushed.is_so());
        socket.write_all(&[1; 8]).await.expect("there is room");
        assert!(!flushed.is_so());
        socket.flush().await.expect("flushed");
        assert!(flushed.is_so());
    }
}

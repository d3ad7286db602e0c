//! A write timeout: closes the connection of a client that does not read. The HTTP library polls a body only while
//! the socket drains, so a timeout inside a live stream would never fire; it has to be here.

use std::{pin::Pin, time::Duration};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_io_timeout::TimeoutStream;

/// A stream whose writes fail with [`std::io::ErrorKind::TimedOut`] when the peer does not read for a while.
pub type WriteTimeout<T> = Pin<Box<TimeoutStream<T>>>;

/// Wraps `stream` with this timeout.
pub fn with_write_timeout<T: AsyncRead + AsyncWrite>(stream: T, patience: Duration) -> WriteTimeout<T> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    Box::pin(stream)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

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
}

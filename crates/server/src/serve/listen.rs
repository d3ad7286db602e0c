//! Listens, with a queue that holds a crowd that comes back at once: what does not fit into it waits for the kernel's
//! retries, which come after one, three and seven seconds.

use std::{io, io::ErrorKind, net::SocketAddr};

use anyhow::{Context, bail};
use tokio::net::{TcpListener, TcpSocket};

/// Listens on `address`, with `queue` connections that wait to be accepted; the system may allow fewer (on Linux
/// `net.core.somaxconn`).
///
/// # Errors
/// One clear sentence when the port is in use or may not be used.
pub async fn listen(address: SocketAddr, queue: u32) -> anyhow::Result<TcpListener> {
    match bind(address, queue) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("the address {address} is in use by another program; choose another with --listen")
        }
        Err(error) => Err(error).with_context(|| format!("the address {address} cannot be listened on")),
    }
}

fn bind(address: SocketAddr, queue: u32) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a server that was stopped can be started again at once; on Windows it would let two share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(queue)
}

//! Listens, with a queue that holds a crowd that comes back at once: what does not fit into it waits for the kernel's
//! retries, which come after one, three and seven seconds.

use std::{io, io::ErrorKind, net::SocketAddr};

use anyhow::anyhow;
use tokio::net::{TcpListener, TcpSocket};

/// An address that this program has taken and does not listen at yet. Who connects is refused, so that a proxy asks another
/// server, where a queue would keep its request until this one has read its files.
#[derive(Debug)]
pub struct Reserved {
    socket: TcpSocket,
    address: SocketAddr,
}

/// Takes an address; with port 0, some port that is free.
///
/// # Errors
/// One clear sentence when the port is in use or may not be used.
pub fn reserve(address: SocketAddr) -> anyhow::Result<Reserved> {
    bind(address).map_err(|error| refused(address, error))
}

fn bind(address: SocketAddr) -> io::Result<Reserved> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a server that was stopped can be started again at once; on Windows it would let two share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let address = socket.local_addr()?;
    Ok(Reserved { socket, address })
}

impl Reserved {
    /// The address, with the port that it has.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens, with `queue` connections that wait to be accepted; the system may allow fewer (on Linux `net.core.somaxconn`).
    ///
    /// # Errors
    /// One clear sentence when another program has begun to listen there meanwhile.
    pub fn listen(self, queue: u32) -> anyhow::Result<TcpListener> {
        self.socket.listen(queue).map_err(|error| refused(self.address, error))
    }
}

fn refused(address: SocketAddr, error: io::Error) -> anyhow::Error {
    if error.kind() == ErrorKind::AddrInUse {
        return anyhow!("the address {address} is in use by another program; choose another with --listen");
    }
    anyhow::Error::new(error).context(format!("the address {address} cannot be listened on"))
}

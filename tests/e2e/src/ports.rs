//! Ports for whoever has to know theirs before they listen, or listens on one and the same again.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Result, bail};

/// A port that nobody listens on, below those that a system gives to whoever asks for any: it stays free while its
/// server is away.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 10_000;
    /// More than a run takes.
    const APART: u32 = 613;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    for _ in 0..COUNT {
        // Another run beside this one begins elsewhere, also where the ids of the two follow one another.
        let first = std::process::id().wrapping_mul(APART);
        let number = first.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + number)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port from {FIRST} on is free")
}

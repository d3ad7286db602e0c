//! The program that drives Chromium, on a port of ours: one that it asks the system for may be free in IPv6 alone, and then
//! it ends.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, anyhow};

use crate::{ports::free_port, process_group::ProcessGroup};

/// How often it is started, each time on another port, since somebody may have come to be at the one that was free.
const ATTEMPTS: usize = 5;

/// A running chromedriver, for any number of browsers at once, which end with it.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    address: String,
    _process: ProcessGroup,
}

impl Chromedriver {
    /// Starts it for as long as this process lives; browser profiles and other litter go to `folder`.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        Self::start_on_one_of((0..ATTEMPTS).map(|_| free_port()), folder)
    }

    /// Starts it on the first of these ports on which it can be.
    fn start_on_one_of(ports: impl IntoIterator<Item = Result<u16>>, folder: &Path) -> Result<Self> {
        let mut last = Err(anyhow!("there is no port for chromedriver"));
        for port in ports {
            last = Self::start_on(port?, folder);
            if last.is_ok() {
                break;
            }
        }
        last
    }

    fn start_on(port: u16, folder: &Path) -> Result<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut command = Command::new(program);
        command.arg(format!("--port={port}")).env("TMPDIR", folder).env("TZ", "UTC");
        let mut process = ProcessGroup::start_tied(&command, Stdio::piped(), Stdio::null())?;
        let port = process.wait_for_line(port_in).context("chromedriver does not say its port")?;
        Ok(Self { address: format!("http://127.0.0.1:{port}"), _process: process })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_port_that_was_taken_meanwhile_is_left_to_whoever_has_it() {
        let other = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let taken = other.local_addr().expect("it has an address").port();
        let folder = tempfile::tempdir().expect("there can be a folder");
        assert!(Chromedriver::start_on(taken, folder.path()).is_err());
        let driver = Chromedriver::start_on_one_of([Ok(taken), free_port()], folder.path()).expect("another is free");
        assert!(!driver.address().ends_with(&format!(":{taken}")), "{}", driver.address());
    }

    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41234."), Some(41234));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}

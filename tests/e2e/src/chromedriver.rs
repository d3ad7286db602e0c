//! The program that drives Chromium, on a port of ours: one that it asks the system for may be free in IPv6 alone, and then
//! it ends.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use crate::{ports::free_port, process_group::ProcessGroup};

/// A running chromedriver, for any number of browsers at once, which end with it.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    address: String,
    _process: ProcessGroup,
}

impl Chromedriver {
    /// Starts it for as long as this process lives; browser profiles and other litter go to `folder`.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut command = Command::new(program);
        command.arg(format!("--port={}", free_port()?)).env("TMPDIR", folder).env("TZ", "UTC");
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
    use super::*;

    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41234."), Some(41234));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}

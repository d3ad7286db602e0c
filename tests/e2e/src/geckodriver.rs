//! The program that drives one Firefox, on a port that the system chooses.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{eventually, process_group::ProcessGroup};

/// A running geckodriver, which drives one browser and no more. The browser ends with it.
#[derive(Debug)]
pub(crate) struct Geckodriver {
    address: String,
    output: PathBuf,
    _process: ProcessGroup,
}

impl Geckodriver {
    /// Starts it for as long as this process lives; the browser's profile and all other litter go to `folder`.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let output = folder.join("output.txt");
        let file = File::create(&output).context("cannot write the browser's output")?;
        let mut command = Command::new(env::var_os("GECKODRIVER").unwrap_or_else(|| "geckodriver".into()));
        command
            // Scripts may ask the browser itself, and not only its pages: that is where faults are.
            .args(["--port=0", "--websocket-port=0", "--allow-system-access"])
            .arg("--profile-root")
            .arg(folder)
            .env("TMPDIR", folder)
            .env("HOME", folder)
            .env("TZ", "UTC")
            // Nobody sends its reports, and its helper would outlive it.
            .env("MOZ_CRASHREPORTER_DISABLE", "1")
            // Without it, a released Firefox ignores the setting that says where its own lists are.
            .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
        let mut process = ProcessGroup::start_tied(&command, file.try_clone()?.into(), file.into())?;
        let port = eventually("geckodriver says its port", async || {
            let said = fs::read_to_string(&output)?;
            if let Some(port) = said.lines().find_map(port_in) {
                return Ok(Some(Ok(port)));
            }
            // Not an error of this check, which would be asked again.
            Ok(process.ended()?.map(|status| Err((status, said))))
        })
        .await?;
        match port {
            Ok(port) => Ok(Self { address: format!("http://127.0.0.1:{port}"), output, _process: process }),
            Err((status, said)) => bail!("geckodriver ended with {status}:\n{said}"),
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The file with all that it and its browser have said.
    pub(crate) fn output(&self) -> &Path {
        &self.output
    }
}

/// A time, `geckodriver`, `INFO` and `Listening on 127.0.0.1:40857`, with tabs between them.
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("Listening on 127.0.0.1:")?;
    port.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_geckodriver_says() {
        assert_eq!(port_in("1795557609549\tgeckodriver\tINFO\tListening on 127.0.0.1:40857"), Some(40857));
        assert_eq!(port_in("1795557610428\tMarionette\tINFO\tListening on port 43975"), None);
    }
}

//! Opening WebKitGTK's own small browser: Safari's engine, on a screen that nobody sees.

use std::{
    env,
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context, Result, anyhow};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::{Options, command, eventually, http, ports::free_port, process_group::ProcessGroup, shared};

/// A screen for all windows of this process.
const SCREEN: &str = "1600x1400x24";
/// How much higher than the page's area the window is, in pixels.
const BARS: u32 = 38;

/// A running WebKitWebDriver, which drives one browser and no more. The browser ends with it.
#[derive(Debug)]
pub(crate) struct WebKitDriver {
    output: PathBuf,
    _process: ProcessGroup,
}

impl WebKitDriver {
    /// The file with all that it and its browser have said on their output.
    pub(crate) fn output(&self) -> &Path {
        &self.output
    }
}

/// A browser with WebKit's engine and a profile that nobody has used. `--enable-itp` is the engine's own prevention of
/// tracking, as in Safari.
pub(crate) async fn open(options: &Options) -> Result<(WebDriver, WebKitDriver)> {
    let folder = shared::new_folder("webkit")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let (address, driver) = start(&folder).await?;
    let mut capabilities = Capabilities::new();
    // Without the page's own scripts; those of the driver run.
    let scripts = format!("--enable-javascript-markup={}", options.scripts);
    let browser = json!({ "binary": wrapper(&folder)?, "args": ["--automation", "--enable-itp", scripts] });
    capabilities.set("webkitgtk:browserOptions", browser)?;
    let session = command::begin(&address, capabilities).await?;
    let (width, height) = options.size;
    session.set_window_rect(0, 0, width, height + BARS).await?;
    Ok((session, driver))
}

/// Starts a driver, whose browsers keep everything below `folder`. Returns its URL.
async fn start(folder: &Path) -> Result<(String, WebKitDriver)> {
    let port = free_port()?;
    let output = folder.join("output.txt");
    let file = File::create(&output).context("cannot write the browser's output")?;
    let mut command = Command::new(env::var_os("WEBKIT_DRIVER").unwrap_or_else(|| "WebKitWebDriver".into()));
    command
        .arg(format!("--port={port}"))
        .env("DISPLAY", screen()?)
        .env("HOME", folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env("TMPDIR", folder)
        .env("TZ", "UTC")
        .env("LANG", "C.UTF-8")
        // Nothing draws but this processor, and nobody listens for what a screen reader would say.
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("NO_AT_BRIDGE", "1");
    let process = ProcessGroup::start_tied(&command, file.try_clone()?.into(), file.into())?;
    let address = format!("http://127.0.0.1:{port}");
    let (http, status) = (http::client()?, format!("{address}/status"));
    eventually("WebKitWebDriver answers", async || {
        Ok(http.get(&status).send().await?.status().is_success().then_some(()))
    })
    .await?;
    Ok((address, WebKitDriver { output, _process: process }))
}

/// The browser's program, for a driver that hands on no output.
fn wrapper(folder: &Path) -> Result<PathBuf> {
    let script = folder.join("browser.sh");
    let program = env::var("WEBKIT").context("WEBKIT does not name WebKitGTK's MiniBrowser")?;
    let log = folder.join("output.txt");
    fs::write(&script, format!("#!/bin/sh\nexec '{program}' \"$@\" >>'{}' 2>&1\n", log.display()))?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    Ok(script)
}

/// The screen of this process, started when it is first asked for. It ends with the process.
fn screen() -> Result<&'static str> {
    static SCREENS: OnceLock<Result<(String, ProcessGroup), String>> = OnceLock::new();
    let start = || -> Result<_> {
        let mut command = Command::new(env::var_os("XVFB").unwrap_or_else(|| "Xvfb".into()));
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        let mut process = ProcessGroup::start_tied(&command, Stdio::piped(), Stdio::null())?;
        let number = process.wait_for_line(|line| line.trim().parse::<u32>().ok()).context("Xvfb says no number")?;
        Ok((format!(":{number}"), process))
    };
    let screen = SCREENS.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    screen.as_ref().map(|(name, _)| name.as_str()).map_err(|error| anyhow!("{error}"))
}

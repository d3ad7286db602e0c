//! `cargo xtask run`: from whatever is there to the demo publication in a browser.

use std::{net::TcpListener, process::Command};

use anyhow::{Context, Result};
use clap::Args;

use crate::{front_end, process, setup, workspace::Workspace};

/// How to serve.
#[derive(Args)]
pub(crate) struct Options {
    /// The port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Given to `hustings serve` as they are.
    #[arg(last = true)]
    server: Vec<String>,
}

/// Sets up, builds and serves; comes back only with an error, or when the server ends.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    // A port in use is said now and not after minutes of building.
    let listen = format!("127.0.0.1:{}", options.port);
    drop(TcpListener::bind(&listen).with_context(|| {
        format!("{listen} is already in use: stop what listens there, or choose another with --port")
    })?);

    let tools = setup::ensure(workspace, setup::Purpose::Run)?;
    front_end::build(workspace, &tools)?;
    println!("Server: cargo build --release (some minutes the first time) …");
    process::run(workspace.cargo().args(["build", "--release", "-p", "hustings-server", "--bin", "hustings"]))?;

    let var = workspace.path("var");
    std::fs::create_dir_all(&var).with_context(|| format!("cannot create {}", var.display()))?;
    let mut server = Command::new(workspace.binary("release", "hustings"));
    server
        .current_dir(workspace.root())
        .args(["serve", "--listen", &listen, "--database", "sqlite:var/hustings.db"])
        .args(["--content", "content", "--dist", "dist"])
        .args(&options.server);
    println!("\nHustings: http://{listen}/   (Ctrl-C ends it; the votes stay in var/hustings.db)\n");
    become_program(&mut server)
}

/// The server takes the place of this process, so that Ctrl-C and every other signal reach it directly.
#[cfg(unix)]
fn become_program(server: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec()).with_context(|| format!("cannot start {}", process::describe(server)))
}

#[cfg(not(unix))]
fn become_program(server: &mut Command) -> Result<()> {
    process::run(server)
}

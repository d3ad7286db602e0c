//! `cargo xtask run`: builds what is needed and serves the demo publication, with a partner's site beside it that
//! embeds its polls.

use std::{
    io::{self, PipeReader},
    net::TcpListener,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{front_end, process, pseudo, setup, workspace::Workspace};

/// How to serve.
#[derive(Args)]
pub(crate) struct Options {
    /// The port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the partner's site.
    #[arg(long, default_value_t = 8090)]
    partner_port: u16,
    /// Serves a copy of the publication that has the pseudo-languages en-XA and ar-XB too.
    #[arg(long)]
    pseudo: bool,
    /// Given to `hustings serve` as they are, such as `--theme docs/themes/broadsheet.css`.
    #[arg(last = true)]
    server: Vec<String>,
}

/// Sets up, builds and serves; comes back only with an error, or when the server ends.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    // A port in use is said now and not after minutes of building.
    ensure!(options.port != options.partner_port, "--port and --partner-port are the same");
    for (port, option) in [(options.port, "--port"), (options.partner_port, "--partner-port")] {
        TcpListener::bind(("127.0.0.1", port)).with_context(|| {
            format!("port {port} is already in use: stop what listens there, or choose another with {option}")
        })?;
    }
    let listen = format!("127.0.0.1:{}", options.port);

    let tools = setup::ensure(workspace, setup::Purpose::Run)?;
    front_end::build(workspace, &tools)?;
    let publication = if options.pseudo { pseudo::make(workspace)? } else { workspace.root().to_owned() };
    println!("Server: cargo build --release (some minutes the first time) …");
    let build = ["build", "--release", "-p", "hustings-server", "--bin", "hustings"];
    process::run(workspace.cargo().args(build).args(["-p", "hustings-partner", "--bin", "hustings-partner"]))?;

    let var = workspace.path("var");
    std::fs::create_dir_all(&var).with_context(|| format!("cannot create {}", var.display()))?;
    let (end, lifeline) = io::pipe().context("cannot make a pipe")?;
    let mut server = Command::new(workspace.binary("release", "hustings"));
    server
        .current_dir(workspace.root())
        .args(["serve", "--listen", &listen, "--database", "sqlite:var/hustings.db"])
        .arg("--content")
        .arg(publication.join("content"))
        .arg("--dist")
        .arg(publication.join("dist"))
        .args(&options.server)
        // The server never reads it. It only holds it, for as long as it lives.
        .stdin(lifeline);
    println!("\nHustings: http://{listen}/   (Ctrl-C ends it; the votes stay in var/hustings.db)\n");
    start_partner(workspace, options, end)?;
    become_program(&mut server)
}

/// Starts the partner's site, which says its URL itself. It reads from a pipe whose other end the
/// server holds, and ends when that is closed: with the server, however the server ends.
fn start_partner(workspace: &Workspace, options: &Options, end: PipeReader) -> Result<()> {
    let mut partner = Command::new(workspace.binary("release", "hustings-partner"));
    partner.arg(options.partner_port.to_string()).arg(format!("http://127.0.0.1:{}", options.port));
    partner.stdin(Stdio::from(end));
    // Nobody waits for it: it takes the server's way out.
    partner.spawn().map(drop).with_context(|| format!("cannot start {}", process::describe(&partner)))
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

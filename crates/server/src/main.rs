//! The command line `hustings`.

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use hustings_server::{
    cli::{Cli, log_filter::log_filter},
    settings::WrongSetting,
};

/// The exit code of a setting that cannot be understood, which is that of `clap`, too. Who starts servers need not try again.
const WRONG_SETTING: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let (filter, warning) = log_filter(|name| std::env::var(name).ok());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    if let Some(warning) = warning {
        tracing::warn!("{warning}");
    }
    match Cli::parse().run().await {
        Ok(code) => code,
        Err(error) => {
            // Not a tracing line, which a filter could drop: this sentence is the command's output.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("hustings: {error:#}\n"));
            if error.is::<WrongSetting>() { ExitCode::from(WRONG_SETTING) } else { ExitCode::FAILURE }
        }
    }
}

//! `cargo xtask …`: every command for developers and for CI.
//!
//! Only calls other tools in the right order, with the right arguments, and reports what it does. It is never deployed.

mod bench;
mod check;
mod compress;
mod faults;
mod fingerprint;
mod front_end;
mod licences;
mod process;
mod pseudo;
mod run;
mod served;
mod setup;
mod size;
mod suite;
mod sweep;
mod tally;
mod test;
mod tidy;
mod validate;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use workspace::Workspace;

/// Builds, runs and checks Hustings.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing of the tool chain; says what it does and what it cannot do.
    Setup {
        /// Only what `cargo xtask run` needs: no browser.
        #[arg(long)]
        no_browser: bool,
    },
    /// Builds everything that changed and serves the demo publication.
    Run(run::Options),
    /// Runs every test, `validate`, `check` and `size`.
    Test {
        /// Runs one suite and nothing else.
        #[arg(long, value_enum)]
        only: Option<suite::Suite>,
        /// Only tests whose name contains this.
        #[arg(long, requires = "only")]
        filter: Option<String>,
    },
    /// Formatting, lints, documentation, style sheets, project rules, licences and advisories.
    Check,
    /// Builds `dist/` for a release, with precompressed siblings of everything that compresses.
    Dist,
    /// Prints the bytes of every file of `dist/` and fails above the bounds.
    Size,
    /// Validates every page, feed and sitemap, and what their heads say of each other.
    Validate {
        /// A folder with an exported publication, or the URL of a running one such as `http://127.0.0.1:8080`;
        /// by default the demo publication, as the built server serves and exports it.
        site: Option<String>,
    },
    /// Checks the project rules that no other tool knows.
    Tidy,
    /// Takes the pictures of the documents anew.
    Pictures,
    /// Measures, and prints a table in Markdown; never fails on time.
    Bench {
        /// What to measure, and how. Without a word it says what there is, and with `--help` behind that what it takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
}

fn main() -> ExitCode {
    match carry_out(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // Printed here and not by returning it: that would add a stack of no use to anybody.
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup { no_browser } => {
            let purpose = if no_browser { setup::Purpose::Run } else { setup::Purpose::Test };
            setup::ensure(&workspace, purpose).map(drop)
        }
        Command::Run(options) => run::run(&workspace, &options),
        Command::Test { only, filter } => test::test(&workspace, only, filter.as_deref()),
        Command::Check => check::check(&workspace),
        Command::Dist => {
            let tools = setup::ensure(&workspace, setup::Purpose::Run)?;
            front_end::build(&workspace, &tools)
        }
        Command::Size => size::size_of_sources(&workspace),
        Command::Validate { site } => {
            let tools = setup::ensure(&workspace, setup::Purpose::Validate)?;
            match site {
                Some(site) => validate::validate(&workspace, &tools, &[&site]),
                None => validate::served_and_exported(&workspace, &tools),
            }
        }
        Command::Tidy => tidy::tidy(&workspace),
        Command::Pictures => bench::pictures(&workspace),
        Command::Bench { words } => bench::bench(&workspace, &words),
    }
}

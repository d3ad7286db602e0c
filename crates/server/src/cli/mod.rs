//! The command line: arguments and output. The work itself is in the modules that a command calls; errors are one
//! sentence each, printed by `main`.
//!
//! - `arguments`: the options of each command,
//! - `commands`: which modules each one calls, and what it prints; `key_commands`, `webhook_commands`: the same for
//!   `hustings key` and `hustings webhook`,
//! - [`log_filter`]: what is logged.

mod arguments;
mod commands;
mod key_commands;
pub mod log_filter;
mod webhook_commands;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use hustings_data_files::{backup::BackupArgs, sources::Sources};
use hustings_domain::Forced;
use hustings_export::Export;
use hustings_store::Verdict;

use crate::{serve, settings::Settings};
use arguments::{CheckArgs, ConformanceArgs, PartnerCheckArgs, PollCommand, ResultsArgs};
use key_commands::KeyCommand;
use webhook_commands::WebhookCommand;

/// The backend of a publication whose readers answer: articles, ratings and live polls.
#[derive(Debug, Parser)]
#[command(name = "hustings", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the publication.
    Serve(Box<Settings>),
    /// Writes the publication as files for any static host, and only those that changed since the last time.
    Export(Box<Export>),
    /// Names every fault in the content and in the messages of its languages, with file and line.
    Check(CheckArgs),
    /// Says whether everybody can read what a theme colours.
    ThemeCheck {
        /// The theme, such as dist/theme.css.
        #[arg(value_name = "FILE", default_value = "dist/theme.css")]
        file: PathBuf,
    },
    /// Prints how a poll stands, whether readers see it or not.
    Results(ResultsArgs),
    /// Prints the key with which a partner signs the ids of its readers.
    PartnerKey {
        /// Name of the key, as polls give it in `signed_by`: letters, digits, - and _.
        name: String,
        #[command(flatten)]
        sources: Sources,
    },
    /// Shows and changes the keys that sign cookies and hash readers.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Overrules a poll's schedule, or leaves the poll to it again; decides on votes that are set aside.
    #[command(subcommand)]
    Poll(PollCommand),
    /// Writes the database and its key into one file, also while the server runs.
    Backup(BackupArgs),
    /// Puts the database and the key of a backup in their places, after checking it. Stop the server first.
    Restore(BackupArgs),
    /// Copies all votes from one database into a new one, of the same kind or not, and checks them. Stop the servers first. A copy
    /// that was broken off goes on when the command is run again.
    Copy {
        /// `sqlite:FILE` or `postgres://HOST/NAME`.
        #[arg(long, value_name = "URL")]
        from: String,
        /// The same; it may be new.
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Adds up all votes, computes their log again, and names whatever says otherwise.
    Recount {
        #[command(flatten)]
        sources: Sources,
        /// Also writes what the votes add up to.
        #[arg(long)]
        repair: bool,
    },
    /// Shows who was told that polls have closed, and tells it again.
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// Says how many readers want to be told when a poll ends, and how many are being told.
    Notices {
        /// Id of a poll; by default of all.
        poll: Option<String>,
        #[command(flatten)]
        sources: Sources,
    },
    /// Says whether a poll works on a partner's page, and which header lines to add.
    PartnerCheck(PartnerCheckArgs),
    /// Says of any backend whether it keeps the contract, and what to do where it does not.
    Conformance(ConformanceArgs),
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// One clear sentence.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Serve(settings) => serve::run(*settings).await.map(|()| ExitCode::SUCCESS),
            Command::Export(export) => commands::export_site(&export).await,
            Command::Check(args) => commands::check(&args).await,
            Command::ThemeCheck { file } => commands::check_theme(&file),
            Command::Results(args) => commands::results(args).await,
            Command::PartnerKey { name, sources } => commands::partner_key(&name, &sources).await,
            Command::Key(command) => key_commands::run(command).await,
            Command::Poll(PollCommand::Open(args)) => commands::force(args, Some(Forced::Open)).await,
            Command::Poll(PollCommand::Close(args)) => commands::force(args, Some(Forced::Closed)).await,
            Command::Poll(PollCommand::Schedule(args)) => commands::force(args, None).await,
            Command::Poll(PollCommand::CountAside(args)) => commands::decide(args, Verdict::Count).await,
            Command::Poll(PollCommand::StrikeAside(args)) => commands::decide(args, Verdict::Strike).await,
            Command::Backup(args) => commands::back_up(&args).await,
            Command::Restore(args) => commands::restore(&args).await,
            Command::Copy { from, to } => commands::copy(&from, &to).await,
            Command::Recount { sources, repair } => commands::recount(&sources, repair).await,
            Command::Webhook(command) => webhook_commands::run(command).await,
            Command::Notices { poll, sources } => commands::count_notices(poll.as_deref(), &sources).await,
            Command::PartnerCheck(args) => commands::check_partner(args).await,
            Command::Conformance(args) => commands::check_conformance(args).await,
        }
    }
}

//! Options of the smaller commands. Those of `serve` and `export` are in `settings` and `export`, those of
//! `backup` and `restore` in `backup`, and those of `key` in `key_commands`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use hustings_data_files::sources::Sources;

use hustings_wire::Timestamp;

#[derive(Args, Debug)]
pub(super) struct ResultsArgs {
    /// Id of the poll.
    pub(super) poll: String,
    /// Table or data.
    #[arg(long, value_enum, default_value = "csv")]
    pub(super) format: Format,
    /// Instead of the results: how many voted by the site that framed the poll, or by language. Groups of
    /// fewer than 10 are hidden.
    #[arg(long, value_enum)]
    pub(super) by: Option<By>,
    /// Instead of the results: the votes that are set aside, without their readers.
    #[arg(long, conflicts_with = "by")]
    pub(super) suspicious: bool,
    /// Instead of the results: what readers have answered in their own words, with how many gave the very same. It may hold
    /// what identifies somebody: keep it as safe as the database.
    #[arg(long, conflicts_with_all = ["by", "suspicious"])]
    pub(super) write_ins: bool,
    /// Language of the words; by default the publication's.
    #[arg(long)]
    pub(super) lang: Option<String>,
    #[command(flatten)]
    pub(super) sources: Sources,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Csv,
    Json,
}

/// Options of `hustings check`.
#[derive(Args, Clone, Debug)]
pub(super) struct CheckArgs {
    /// The publication's folder.
    #[arg(long, env = "HUSTINGS_CONTENT", default_value = "content", value_name = "DIR")]
    pub(super) content: PathBuf,
    /// The database, to name words too that were changed after readers had voted on them. Of this version; see `serve`.
    #[arg(long, value_name = "URL")]
    pub(super) database: Option<String>,
    /// The built front-end, whose `locales` are checked too. One that is not built is passed over.
    #[arg(long, env = "HUSTINGS_DIST", default_value = "dist", value_name = "DIR")]
    pub(super) dist: PathBuf,
    /// The folder of messages to check in the place of the front-end's, such as `public/locales`.
    #[arg(long, value_name = "DIR")]
    pub(super) locales: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct PartnerCheckArgs {
    /// URL of the page.
    #[arg(value_name = "URL")]
    pub(super) page: String,
    /// Where the polls live; by default where the page's embed.js or frame comes from.
    #[arg(long, value_name = "URL")]
    pub(super) polls: Option<String>,
    /// Id of the poll that a page without one is to show.
    #[arg(long, value_name = "ID")]
    pub(super) poll: Option<String>,
    /// For people or for machines.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: ReportFormat,
}

#[derive(Args, Debug)]
pub(super) struct ConformanceArgs {
    /// URL of the backend, below which `/api/v1` is.
    #[arg(value_name = "URL")]
    pub(super) url: String,
    /// Id of a poll to ask about, besides those that articles name. May be repeated.
    #[arg(long = "poll", value_name = "ID")]
    pub(super) polls: Vec<String>,
    /// Slug of the article to ask about; by default the newest that has a poll.
    #[arg(long, value_name = "SLUG")]
    pub(super) article: Option<String>,
    /// An origin whose pages may use the backend's API, such as https://app.example.
    #[arg(long, value_name = "ORIGIN")]
    pub(super) origin: Option<String>,
    /// Also votes and rates, and takes it back at the end. Only for a backend on which nobody else votes; votes that are
    /// final stay.
    #[arg(long)]
    pub(super) write: bool,
    /// For machines in the place of people.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum By {
    Origin,
    Language,
}

#[derive(Debug, Subcommand)]
pub(super) enum PollCommand {
    /// Takes votes from now on, whatever the schedule says.
    Open(PollArgs),
    /// Takes votes no longer.
    Close(PollArgs),
    /// Takes votes again as the schedule in the poll's file says.
    Schedule(PollArgs),
    /// Counts the votes that are set aside: see `hustings results --suspicious`.
    CountAside(DecideArgs),
    /// Strikes the votes that are set aside: they are never counted.
    StrikeAside(DecideArgs),
}

#[derive(Args, Debug)]
pub(super) struct DecideArgs {
    /// Id of the poll.
    pub(super) poll: String,
    /// Why, in one line of at most 200 characters: it stands in the poll's log, which everybody can read.
    #[arg(long, value_name = "WORDS", value_parser = parse_reason)]
    pub(super) reason: String,
    /// Those of this day alone, such as 2026-06-01.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) day: Option<i64>,
    #[command(flatten)]
    pub(super) sources: Sources,
}

/// A reason as it may stand in the log.
fn parse_reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("give a reason in one line of 1 to 200 characters".to_owned()) }
}

/// A day as days since 1970.
fn parse_day(text: &str) -> Result<i64, String> {
    let at: Result<Timestamp, _> = format!("{text}T00:00:00Z").parse();
    at.map(|at| at.unix() / 86_400).map_err(|_| "a day is needed, such as 2026-06-01".to_owned())
}

#[derive(Args, Debug)]
pub(super) struct PollArgs {
    /// Id of the poll.
    pub(super) poll: String,
    #[command(flatten)]
    pub(super) sources: Sources,
}

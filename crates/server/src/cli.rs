//! The command line: what can be asked, and the answers. What a command does is in the modules it
//! calls; errors are one sentence each, printed by `main`.

use std::{
    io::{Write as _, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hustings_content::{Content, ContentStore, check};
use hustings_core::model::route::is_name;
use hustings_domain::{Clock, Forced, PollDefinition, Schedule};
use hustings_render::theme;
use hustings_store::{Breakdown, Mutation, Opened, Store};

use crate::{
    export::Export,
    identity::{secret::Secret, signed_id::partner_key_text},
    serve,
    service::{Standing, default_language, poll_view, results::Results, voter_breakdown},
    settings::{Settings, Sources},
};

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
    /// Overrules a poll's schedule.
    #[command(subcommand)]
    Poll(PollCommand),
    /// Adds up all votes and names every tally that says otherwise.
    Recount {
        #[command(flatten)]
        sources: Sources,
        /// Also writes what the votes add up to.
        #[arg(long)]
        repair: bool,
    },
    /// Says whether a poll works on a partner's page, and which header lines to add.
    PartnerCheck(PartnerCheckArgs),
}

#[derive(Args, Debug)]
struct ResultsArgs {
    /// Id of the poll.
    poll: String,
    /// Table or data.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Instead of the results: how many voted by the site that framed the poll, or by language. Groups of
    /// fewer than 10 are hidden.
    #[arg(long, value_enum)]
    by: Option<By>,
    /// Language of the words; by default the publication's.
    #[arg(long)]
    lang: Option<String>,
    #[command(flatten)]
    sources: Sources,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Options of `hustings check`.
#[derive(Args, Clone, Debug)]
struct CheckArgs {
    /// The publication's folder.
    #[arg(long, env = "HUSTINGS_CONTENT", default_value = "content", value_name = "DIR")]
    content: PathBuf,
    /// The built front-end, whose `locales` are checked too. One that is not built is passed over.
    #[arg(long, env = "HUSTINGS_DIST", default_value = "dist", value_name = "DIR")]
    dist: PathBuf,
    /// The folder of messages to check in the place of the front-end's, such as `public/locales`.
    #[arg(long, value_name = "DIR")]
    locales: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct PartnerCheckArgs {
    /// Address of the page.
    #[arg(value_name = "URL")]
    page: String,
    /// Where the polls live; by default where the page's embed.js or frame comes from.
    #[arg(long, value_name = "URL")]
    polls: Option<String>,
    /// Id of the poll that a page without one is to show.
    #[arg(long, value_name = "ID")]
    poll: Option<String>,
    /// For people or for machines.
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    Origin,
    Language,
}

#[derive(Debug, Subcommand)]
enum PollCommand {
    /// Takes votes from now on, whatever the schedule says.
    Open(PollArgs),
    /// Takes votes no longer.
    Close(PollArgs),
}

#[derive(Args, Debug)]
struct PollArgs {
    /// Id of the poll.
    poll: String,
    #[command(flatten)]
    sources: Sources,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// One clear sentence.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Serve(settings) => serve::run(*settings).await.map(|()| ExitCode::SUCCESS),
            Command::Export(export) => export_site(*export).await,
            Command::Check(args) => check(&args),
            Command::ThemeCheck { file } => check_theme(&file),
            Command::Results(args) => results(args).await,
            Command::PartnerKey { name, sources } => partner_key(&name, &sources).await,
            Command::Poll(PollCommand::Open(args)) => force(args, Forced::Open).await,
            Command::Poll(PollCommand::Close(args)) => force(args, Forced::Closed).await,
            Command::Recount { sources, repair } => recount(&sources, repair).await,
            Command::PartnerCheck(args) => check_partner(args).await,
        }
    }
}

/// Prints a line; a reader of it that has gone away is no fault of ours.
fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

async fn export_site(export: Export) -> anyhow::Result<ExitCode> {
    let report = export.run(Clock::system()).await?;
    say(report.to_string().trim_end());
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let outcome = check::check(&args.content, &args.dist, args.locales.as_deref())?;
    outcome.lines.iter().for_each(|line| say(line));
    Ok(if outcome.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check_theme(file: &Path) -> anyhow::Result<ExitCode> {
    let css = std::fs::read_to_string(file).with_context(|| format!("the theme {} cannot be read", file.display()))?;
    let report = theme::check(&css);
    for finding in &report.findings {
        say(&format!("{}:{finding}", file.display()));
    }
    if report.findings.is_empty() {
        say(&format!("{}: all {} pairs of colours have the contrast that they need.", file.display(), report.judged));
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens a database that must be there already.
async fn open_existing(sources: &Sources) -> anyhow::Result<Opened> {
    let url = &sources.database;
    let url = if url.contains('?') { url.clone() } else { format!("{url}?mode=rw") };
    hustings_store::open(&url, Clock::system()).await
}

fn poll_of<'a>(content: &'a Content, id: &str) -> anyhow::Result<&'a Arc<PollDefinition>> {
    content.polls.get(id).with_context(|| {
        let known: Vec<&str> = content.polls.keys().map(String::as_str).collect();
        format!("there is no poll \"{id}\"; there are: {}", known.join(", "))
    })
}

async fn results(args: ResultsArgs) -> anyhow::Result<ExitCode> {
    let content = ContentStore::open(&args.sources.content)?.current();
    let poll = poll_of(&content, &args.poll)?;
    let available = content.in_order(poll.question.keys());
    let lang = args.lang.unwrap_or_else(|| default_language(&content, &available));
    if !available.contains(&lang) {
        bail!("the poll is not there in \"{lang}\"; it is in: {}", available.join(", "));
    }
    let store = open_existing(&args.sources).await?.store;
    if let Some(by) = args.by {
        return voters_by(store.as_ref(), &args.poll, by, args.format).await;
    }
    let record = store.poll(&args.poll, None).await?;
    let state = Schedule::from(poll.as_ref()).state_at(Clock::system().now(), record.tally.forced);
    let standing = Standing { state, visible: true, seq: store.seq(record.tally.number) };
    let results = Results::from(poll_view(&content, poll, lang, &record, standing));
    match args.format {
        Format::Csv => say(results.to_csv().trim_end()),
        Format::Json => say(&serde_json::to_string_pretty(&results)?),
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn voters_by(store: &dyn Store, poll: &str, by: By, format: Format) -> anyhow::Result<ExitCode> {
    let by = match by {
        By::Origin => Breakdown::Partner,
        By::Language => Breakdown::Lang,
    };
    let groups = voter_breakdown::groups(store.voters_by(poll, by).await?, by);
    store.close().await;
    match format {
        Format::Csv => say(voter_breakdown::to_csv(&groups).trim_end()),
        Format::Json => say(&serde_json::to_string_pretty(&groups)?),
    }
    Ok(ExitCode::SUCCESS)
}

async fn partner_key(name: &str, sources: &Sources) -> anyhow::Result<ExitCode> {
    if !is_name(name) {
        bail!("\"{name}\" is no name of a key; use lower-case letters, digits, - and _, such as siding-2026");
    }
    let Opened { store, file, .. } = open_existing(sources).await?;
    let secret = Secret::beside(&file)?;
    store.close().await;
    say(&partner_key_text(name, &secret));
    Ok(ExitCode::SUCCESS)
}

async fn force(args: PollArgs, forced: Forced) -> anyhow::Result<ExitCode> {
    let content = ContentStore::open(&args.sources.content)?.current();
    poll_of(&content, &args.poll)?;
    let store = open_existing(&args.sources).await?.store;
    store.apply(Mutation::ForcePoll { poll: args.poll.clone(), forced }).await?;
    store.close().await;
    say(&format!("The poll {} is {} now.", args.poll, forced.as_str()));
    Ok(ExitCode::SUCCESS)
}

async fn recount(sources: &Sources, repair: bool) -> anyhow::Result<ExitCode> {
    let store = open_existing(sources).await?.store;
    let differences = store.recount(repair).await?;
    store.close().await;
    for difference in &differences {
        say(&format!("{}: tallied {}, counted {}", difference.what, difference.tallied, difference.counted));
    }
    match (differences.is_empty(), repair) {
        (true, _) => say("All tallies are what the votes add up to."),
        (false, true) => say("The tallies now say what was counted."),
        (false, false) => say("Run it with --repair to write what was counted."),
    }
    Ok(if differences.is_empty() || repair { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn check_partner(args: PartnerCheckArgs) -> anyhow::Result<ExitCode> {
    let question = hustings_partner_check::Question { page: args.page, polls: args.polls, poll: args.poll };
    let report = tokio::task::spawn_blocking(move || hustings_partner_check::check(&question)).await??;
    match args.format {
        ReportFormat::Text => say(report.to_string().trim_end()),
        ReportFormat::Json => say(&serde_json::to_string_pretty(&report)?),
    }
    Ok(if report.works { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

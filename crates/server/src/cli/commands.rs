//! The commands: which modules each one calls, and what it prints.

use std::{
    io::{Write as _, stderr, stdout},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, bail};
use hustings_content::{Content, ContentStore, VotedWords, check};
use hustings_core::model::route::is_name;
use hustings_data_files::{
    backup::{self, BackupArgs, Restored},
    key_binding::KeyBinding,
    sources::Sources,
};
use hustings_domain::{Breakdown, Clock, Forced, PollDefinition, Schedule};
use hustings_export::Export;
use hustings_identity::signed_id::partner_key_text;
use hustings_render::theme;
use hustings_service::{
    PollStatus, asides::Asides, breakdowns, default_language, poll_view, results::Results, voted_words::voted_words,
    voter_breakdown, with_count, write_ins::WriteIns,
};
use hustings_store::{BackupSummary, Copied, Decision, Mutation, NoticeCount, Opened, Outcome, Store, Verdict};
use hustings_wire::PollState;

use super::arguments::{
    By, CheckArgs, ConformanceArgs, DecideArgs, Format, PartnerCheckArgs, PollArgs, ReportFormat, ResultsArgs,
};
use crate::export::export;

/// Prints a line. Ignores a closed pipe.
pub(super) fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

pub(super) async fn count_notices(poll: Option<&str>, sources: &Sources) -> anyhow::Result<ExitCode> {
    let store = open_existing(&sources.database).await?.store;
    let counts = store.notice_counts(poll).await?;
    store.close().await;
    for NoticeCount { poll, waiting, due } in &counts {
        say(&format!("poll {poll}: {waiting} are told when it ends, {due} are being told"));
    }
    if counts.is_empty() {
        say("Nobody waits to be told.");
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn export_site(options: &Export) -> anyhow::Result<ExitCode> {
    let report = export(options, Clock::system()).await?;
    say(report.to_string().trim_end());
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn check(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut voted = VotedWords::new();
    if let Some(database) = &args.database {
        let store = open_existing(database).await?.store;
        voted = voted_words(store.as_ref()).await?;
        store.close().await;
    }
    let outcome = check::check(&args.content, &args.dist, args.locales.as_deref(), voted)?;
    outcome.lines.iter().for_each(|line| say(line));
    Ok(if outcome.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn check_theme(file: &Path) -> anyhow::Result<ExitCode> {
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

/// Opens a database that must be there already, and be of this version.
pub(super) async fn open_existing(url: &str) -> anyhow::Result<Opened> {
    let is_file = !hustings_store::is_postgres(url) && !url.contains('?');
    let url = if is_file { format!("{url}?mode=rw") } else { url.to_owned() };
    hustings_store::open_without_migrating(&url, Clock::system()).await
}

fn poll_of<'a>(content: &'a Content, id: &str) -> anyhow::Result<&'a Arc<PollDefinition>> {
    content.polls.get(id).with_context(|| {
        if content.may_be_poll(id) {
            return format!("the poll \"{id}\" cannot be read; `hustings check` says why");
        }
        let known: Vec<&str> = content.polls.keys().map(String::as_str).collect();
        format!("there is no poll \"{id}\"; there are: {}", known.join(", "))
    })
}

pub(super) async fn results(args: ResultsArgs) -> anyhow::Result<ExitCode> {
    let publication = ContentStore::open(&args.sources.content)?;
    poll_of(&publication.current(), &args.poll)?;
    let Opened { store, clock, .. } = open_existing(&args.sources.database).await?;
    publication.keep_voted_words(voted_words(store.as_ref()).await?);
    let content = publication.current();
    let poll = poll_of(&content, &args.poll)?;
    let available = content.in_order(poll.question.keys());
    let lang = args.lang.unwrap_or_else(|| default_language(&content, &available));
    if !available.contains(&lang) {
        bail!("the poll is not there in \"{lang}\"; it is in: {}", available.join(", "));
    }
    if let Some(by) = args.by {
        return voters_by(store.as_ref(), &clock, poll, by, args.format).await;
    }
    if args.suspicious {
        let asides = Asides::of(store.asides(&args.poll).await?);
        store.close().await;
        match args.format {
            Format::Csv => say(asides.to_csv().trim_end()),
            Format::Json => say(&serde_json::to_string_pretty(&asides)?),
        }
        return Ok(ExitCode::SUCCESS);
    }
    if args.write_ins {
        let answers = WriteIns::of(store.write_ins(&args.poll).await?);
        store.close().await;
        match args.format {
            Format::Csv => say(answers.to_csv().trim_end()),
            Format::Json => say(&serde_json::to_string_pretty(&answers)?),
        }
        return Ok(ExitCode::SUCCESS);
    }
    let record = store.poll(&args.poll, None).await?;
    let (record, runoff) = with_count(store.as_ref(), poll, record).await?;
    let state = Schedule::from(poll.as_ref()).state_at(clock.now(), record.tally.forced);
    let status = PollStatus { state, visible: true, seq: store.seq(record.tally.number) };
    let results = Results::from(poll_view(&content, poll, lang, &record, runoff.as_deref(), status));
    match args.format {
        Format::Csv => say(results.to_csv().trim_end()),
        Format::Json => say(&serde_json::to_string_pretty(&results)?),
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn voters_by(
    store: &dyn Store,
    clock: &Clock,
    poll: &Arc<PollDefinition>,
    by: By,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let by = match by {
        By::Origin => Breakdown::Partner,
        By::Language => Breakdown::Lang,
    };
    let tally = store.poll(&poll.id, None).await?.tally;
    let state = Schedule::from(poll.as_ref()).state_at(clock.now(), tally.forced);
    let shown = breakdowns(store, poll, &tally, state).await?;
    let shown = shown.iter().find(|shown| shown.by == by.as_str());
    let groups = voter_breakdown::groups(store.voters_by(&poll.id, by).await?, by, shown);
    store.close().await;
    match format {
        Format::Csv => say(voter_breakdown::to_csv(&groups).trim_end()),
        Format::Json => say(&serde_json::to_string_pretty(&groups)?),
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn partner_key(name: &str, sources: &Sources) -> anyhow::Result<ExitCode> {
    if !is_name(name) {
        bail!("\"{name}\" is no name of a key; use lower-case letters, digits, - and _, such as siding-2026");
    }
    let Opened { store, place, .. } = open_existing(&sources.database).await?;
    let keys = KeyBinding::of(store.as_ref(), &place, sources.key_file.as_deref())?.keys().await;
    store.close().await;
    say(&partner_key_text(name, &keys?));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn force(args: PollArgs, forced: Option<Forced>) -> anyhow::Result<ExitCode> {
    let content = ContentStore::open(&args.sources.content)?.current();
    let schedule = Schedule::from(poll_of(&content, &args.poll)?.as_ref());
    let Opened { store, clock, .. } = open_existing(&args.sources.database).await?;
    store.apply(Mutation::ForcePoll { poll: args.poll.clone(), forced, schedule }).await?;
    store.close().await;
    let poll = &args.poll;
    say(&match forced {
        Some(forced) => format!("The poll {poll} is {} now, whatever its schedule says.", forced.as_str()),
        None => match schedule.state_at(clock.now(), None) {
            PollState::Open => format!("The poll {poll} follows its schedule again: it is open now."),
            PollState::Scheduled => format!("The poll {poll} follows its schedule again: it opens later."),
            PollState::Closed | PollState::Other => {
                format!("The poll {poll} follows its schedule again: it is closed now.")
            }
        },
    });
    Ok(ExitCode::SUCCESS)
}

/// Counts or strikes all votes of the poll that are set aside, or those of a day.
pub(super) async fn decide(args: DecideArgs, verdict: Verdict) -> anyhow::Result<ExitCode> {
    let content = ContentStore::open(&args.sources.content)?.current();
    poll_of(&content, &args.poll)?;
    let store = open_existing(&args.sources.database).await?.store;
    let decision = Decision { verdict, day: args.day, why: args.reason };
    let mut decided = 0;
    loop {
        let mutation = Mutation::DecideAside { poll: args.poll.clone(), decision: decision.clone() };
        match store.apply(mutation).await? {
            Outcome::Decided(0) => break,
            Outcome::Decided(more) => decided += more,
            Outcome::Poll(_) | Outcome::Rating(_) => unreachable!("a decision is answered with its number"),
        }
    }
    let left = store.aside_count(&args.poll).await?;
    store.close().await;
    let what = match verdict {
        Verdict::Count => "are counted now",
        Verdict::Strike => "are struck",
    };
    say(&format!("{decided} votes in the poll {} {what}; {left} are set aside.", args.poll));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn back_up(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let BackupSummary { votes, ratings } = backup::backup(args).await?;
    let file = args.file.display();
    say(&format!("{votes} votes and {ratings} ratings are in {file}, with the key: keep it as safe as that."));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let Restored { summary: BackupSummary { votes, ratings }, database, kept } =
        backup::restore(args, &Clock::system()).await?;
    say(&format!("{votes} votes and {ratings} ratings are in {} again, with their key.", database.display()));
    kept.iter().for_each(|name| say(&format!("What was there before is kept as {}.", name.display())));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn copy(from: &str, to: &str) -> anyhow::Result<ExitCode> {
    let Copied { votes, ratings, place } = hustings_store::copy(from, to).await?;
    say(&format!(
        "{votes} votes and {ratings} ratings are in {place}, and add up. Its key file is to be that of the first."
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn recount(sources: &Sources, repair: bool) -> anyhow::Result<ExitCode> {
    let store = open_existing(&sources.database).await?.store;
    let differences = store.recount(repair).await?;
    let faults = store.check_log().await?;
    store.close().await;
    for difference in &differences {
        say(&format!("{}: tallied {}, counted {}", difference.what, difference.tallied, difference.counted));
    }
    faults.iter().for_each(|fault| say(&fault.to_string()));
    match (differences.is_empty(), repair) {
        (true, _) => say("All tallies are what the votes add up to."),
        (false, true) => say("The tallies now say what was counted."),
        (false, false) => say("Run it with --repair to write what was counted."),
    }
    say(if faults.is_empty() {
        "All logs are whole, and say what the votes say."
    } else {
        "Somebody has changed the log or the votes: nothing repairs that. Compare with a backup; see docs/verifying.md."
    });
    let passed = faults.is_empty() && (differences.is_empty() || repair);
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) async fn check_partner(args: PartnerCheckArgs) -> anyhow::Result<ExitCode> {
    let question = hustings_partner_check::Question { page: args.page, polls: args.polls, poll: args.poll };
    let report = tokio::task::spawn_blocking(move || hustings_partner_check::check(&question)).await??;
    match args.format {
        ReportFormat::Text => say(report.to_string().trim_end()),
        ReportFormat::Json => say(&serde_json::to_string_pretty(&report)?),
    }
    Ok(if report.works { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The exit code says whether the promises hold (0), one is broken (1), or nothing could be asked (2).
pub(super) async fn check_conformance(args: ConformanceArgs) -> anyhow::Result<ExitCode> {
    let ConformanceArgs { url, polls, article, origin, write, json } = args;
    let options =
        hustings_conformance::Options { polls, article, origin, write, ..hustings_conformance::Options::reading(url) };
    let report = match tokio::task::spawn_blocking(move || hustings_conformance::check(&options)).await? {
        Ok(report) => report,
        Err(error) => {
            let _ = writeln!(stderr(), "hustings: {error:#}");
            return Ok(ExitCode::from(2));
        }
    };
    match json {
        false => say(report.to_string().trim_end()),
        true => say(&serde_json::to_string_pretty(&report)?),
    }
    Ok(if report.conforms { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

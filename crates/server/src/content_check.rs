//! `hustings check`: everything that is wrong with a publication, and with the front-end's messages in its languages.
//!
//! Finds nothing by itself: the content names its faults when it is read, and `hustings-catalogues` those of messages.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;

use crate::content::{ContentError, ContentStore, Fault, Severity};

/// Options of `hustings check`.
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// The publication's folder.
    #[arg(long, env = "HUSTINGS_CONTENT", default_value = "content", value_name = "DIR")]
    pub content: PathBuf,
    /// The built front-end, whose `locales` are checked too. One that is not built is passed over.
    #[arg(long, env = "HUSTINGS_DIST", default_value = "dist", value_name = "DIR")]
    pub dist: PathBuf,
    /// The folder of messages to check in the place of the front-end's, such as `public/locales`.
    #[arg(long, value_name = "DIR")]
    pub locales: Option<PathBuf>,
}

/// What a check has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// A line for each fault, and one for the whole where there is none.
    pub lines: Vec<String>,
    /// Whether there is neither an error nor a warning.
    pub passed: bool,
}

/// Checks content and messages.
///
/// # Errors
/// When there is no content to check, or the folder given for messages cannot be read.
pub fn check(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let (mut faults, languages) = match ContentStore::open(&args.content) {
        Ok(content) => {
            let content = content.current();
            (content.faults.clone(), content.languages.iter().map(|language| language.lang.clone()).collect())
        }
        Err(ContentError::Faulty(_, faults)) => (faults, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    for fault in &mut faults {
        fault.file = args.content.join(&fault.file);
    }
    let built = args.dist.join("locales");
    let folder = args.locales.clone().or_else(|| built.is_dir().then_some(built));
    if let Some(folder) = &folder {
        faults.extend(messages(folder, &languages)?);
    }
    let passed = faults.iter().all(|fault| fault.severity == Severity::Note);
    let mut lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let checked = if folder.is_some() { "The content and its messages have" } else { "The content has" };
    if faults.is_empty() {
        lines.push(format!("{checked} no faults."));
    } else if passed {
        lines.push(format!("{checked} no faults; {} to look at.", faults.len()));
    }
    Ok(Outcome { lines, passed })
}

/// Faults of the catalogues in `folder`, and the languages of the publication that have none there.
fn messages(folder: &Path, languages: &[String]) -> anyhow::Result<Vec<Fault>> {
    let reports = hustings_catalogues::check_folder(folder)
        .with_context(|| format!("the folder of messages {} cannot be read", folder.display()))?;
    let known: BTreeSet<&str> = reports.iter().map(|report| report.lang.as_str()).collect();
    let without = languages.iter().filter(|lang| !known.contains(lang.as_str()));
    let mut faults: Vec<Fault> = without
        .map(|lang| Fault {
            file: folder.join(format!("{lang}.json")),
            line: 0,
            message: format!(
                "the publication appears in `{lang}`, but there are no messages in it; translate en.json, or take the \
                 language out of publication.toml"
            ),
            severity: Severity::Error,
        })
        .collect();
    for report in &reports {
        let of_report = report.flaws.iter().map(|flaw| Fault {
            file: report.path.clone(),
            line: u32::try_from(flaw.line).unwrap_or(u32::MAX),
            message: format!("{}; {}", flaw.what, flaw.remedy),
            severity: if flaw.is_seen { Severity::Error } else { Severity::Warning },
        });
        faults.extend(of_report);
    }
    Ok(faults)
}

//! `hustings check`: everything that is wrong with a publication, and with the front-end's messages in its languages.
//!
//! Only collects and prints: the loader finds faults of the content, and `hustings-catalogues` those of messages.

use std::{collections::BTreeSet, path::Path};

use anyhow::Context;

use crate::{ContentError, ContentStore, Fault, Severity, VotedWords};

/// What a check has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// A line for each fault, and one for the whole where there is none.
    pub lines: Vec<String>,
    /// Whether there is neither an error nor a warning.
    pub passed: bool,
}

/// Checks the publication in `content`, and the messages in the folder `locales`, or where none is given in that of the
/// built front-end in `dist`. A front-end that is not built is passed over. `voted` are the words of polls on which readers
/// have voted, where somebody knows the votes.
///
/// # Errors
/// When there is no content to check, or the folder given for messages cannot be read.
pub fn check(content: &Path, dist: &Path, locales: Option<&Path>, voted: VotedWords) -> anyhow::Result<Outcome> {
    let (mut faults, languages) = match ContentStore::open(content) {
        Ok(store) => {
            store.keep_voted_words(voted);
            let content = store.current();
            (content.faults.clone(), content.languages.iter().map(|language| language.lang.clone()).collect())
        }
        Err(ContentError::Faulty(_, faults)) => (faults, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    for fault in &mut faults {
        fault.file = content.join(&fault.file);
    }
    let built = dist.join("locales");
    let folder = locales.map(Path::to_path_buf).or_else(|| built.is_dir().then_some(built));
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

//! Reads the content folder and assembles the publication.
//!
//! Reads everything again each time: a thousand articles take about a second, and no part can be stale.

use std::{path::Path, sync::Arc};

use hustings_domain::Wording;
use sha2::{Digest, Sha256};

use super::{
    Content, Fault, Severity,
    article_folders::articles,
    demo, fields,
    link_targets::LinkTargets,
    poll, publication,
    reading::Reading,
    types::{ArticleGroup, Demo, Pictures, Polls, PublicationText},
    voted_words::SharedVotedWords,
};

/// Largest TOML file, in bytes.
const MAX_TOML_BYTES: u64 = 256 << 10;

/// Reads the whole folder, with links that lead where `links` says. `last` is what the reading before left in force:
/// what cannot be read now stays as it is there, and nothing is taken away while `publication.toml` is faulty.
///
/// # Errors
/// The faults, when there is no publication to show anything under.
pub(super) fn load(
    root: &Path,
    links: &LinkTargets,
    voted: &Arc<SharedVotedWords>,
    last: Option<&Content>,
) -> Result<Content, Vec<Fault>> {
    let mut reading = Reading::new(root, last);
    let file = Path::new("publication.toml");
    let read = reading.source(file, MAX_TOML_BYTES).and_then(|source| {
        let read = publication::read(&source);
        source.hand_over(&mut reading.faults);
        read
    });
    let is_clean = read.is_some();
    let Some(publication) = read.or_else(|| last.map(|last| last.publication.clone())) else {
        return Err(reading.faults);
    };
    if !is_clean {
        reading.stays(file);
    }
    let polls = polls(&mut reading, &publication.tags(), voted, is_clean);
    let (articles, pictures) = articles(&mut reading, links, &publication, &polls, is_clean);
    let demo = demo(&mut reading, &polls, &articles);
    let Reading { mut faults, unread, refused, .. } = reading;
    faults.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    faults.dedup();
    Ok(Content {
        version: version(&publication, &articles, &polls, &pictures),
        wordings: polls.iter().map(|(id, poll)| (id.clone(), Arc::new(Wording::of(poll)))).collect(),
        voted: Arc::clone(voted),
        languages: publication.languages.clone(),
        default_language: publication.default_language.clone(),
        articles,
        polls,
        faults,
        demo,
        publication,
        pictures,
        unread,
        refused,
    })
}

fn polls(reading: &mut Reading<'_>, languages: &[String], voted: &SharedVotedWords, is_clean: bool) -> Polls {
    let none = Polls::new();
    let last = reading.last.map_or(&none, |last| &last.polls);
    let mut polls = Polls::new();
    let folder = Path::new("polls");
    let listed = reading.top_entries(folder, !last.is_empty());
    if listed.is_none() {
        reading.stays(folder);
        reading.unknown(folder);
    }
    if listed.is_none() || !is_clean {
        polls.clone_from(last);
    }
    for (name, path) in listed.unwrap_or_default() {
        let file = folder.join(&name);
        let id = name.strip_suffix(".toml");
        let Some(id) = id.filter(|_| !path.is_dir()) else {
            let message = "only files <id>.toml belong here; move or rename it".to_owned();
            reading.faults.push(Fault::whole(file, Severity::Warning, message));
            continue;
        };
        if !fields::is_id(id) {
            let message = format!("the file's name must be {}; rename it", fields::ID_RULE);
            reading.faults.push(Fault::whole(file, Severity::Error, message));
            continue;
        }
        let read = reading.source(&file, MAX_TOML_BYTES).and_then(|source| {
            let read = poll::read(&source, id, languages, &voted.of(id));
            source.hand_over(&mut reading.faults);
            read
        });
        if let Some(poll) = read {
            polls.insert(id.to_owned(), Arc::new(poll));
        } else if let Some(poll) = last.get(id) {
            polls.insert(id.to_owned(), Arc::clone(poll));
            reading.stays(&file);
        } else {
            reading.unknown(&file);
        }
    }
    polls
}

fn demo(reading: &mut Reading<'_>, polls: &Polls, articles: &[Arc<ArticleGroup>]) -> Demo {
    let file = Path::new("demo.toml");
    if !reading.root.join(file).exists() {
        return Demo::default();
    }
    let Some(source) = reading.source(file, MAX_TOML_BYTES) else { return Demo::default() };
    let demo = demo::read(&source, polls, articles);
    source.hand_over(&mut reading.faults);
    demo
}

/// A hash of everything that a reader could see, and of the program that made it.
fn version(
    publication: &PublicationText,
    articles: &[Arc<ArticleGroup>],
    polls: &Polls,
    pictures: &Pictures,
) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    // The debug form writes every field, which is all that a hash needs.
    hash.update(format!("{publication:?}{articles:?}{polls:?}{pictures:?}"));
    hex::encode(&hash.finalize()[..8])
}

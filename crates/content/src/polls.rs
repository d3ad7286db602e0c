//! The folder `polls/`: which polls there are, and for each whether to show it as it was read now, or as it was read before.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Fault, Severity, fields, parallel, poll,
    reading::Reading,
    reading_cache::{CachedPoll, ReadingCache},
    stamp::Stamp,
    types::Polls,
    voted_words::SharedVotedWords,
};

/// Largest TOML file, in bytes.
pub(super) const MAX_TOML_BYTES: u64 = 256 << 10;

/// The polls, of which those in `before` are read again only where their files were saved since. `now` gets those that the
/// next reading may take over.
pub(super) fn polls(
    reading: &mut Reading<'_>,
    languages: &[String],
    voted: &SharedVotedWords,
    is_clean: bool,
    before: &ReadingCache,
    now: &mut ReadingCache,
) -> Polls {
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
    let mut files = Vec::new();
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
        files.push((id.to_owned(), file, path));
    }
    let this: &Reading<'_> = reading;
    let read = parallel::map(&files, |file| one(this.part(), languages, voted, before, file));
    for ((id, file, _), (part, stamp, found)) in files.into_iter().zip(read) {
        reading.join(part);
        now.note(stamp);
        if let Some(found) = found {
            polls.insert(id.clone(), Arc::clone(&found.poll));
            now.polls.insert(id, found);
        } else if let Some(poll) = last.get(&id) {
            polls.insert(id, Arc::clone(poll));
            reading.stays(&file);
        } else {
            reading.unknown(&file);
        }
    }
    polls
}

type Read<'a> = (Reading<'a>, Stamp, Option<Arc<CachedPoll>>);

/// One poll as it is now.
fn one<'a>(
    mut reading: Reading<'a>,
    languages: &[String],
    voted: &SharedVotedWords,
    before: &ReadingCache,
    (id, file, path): &(String, PathBuf, PathBuf),
) -> Read<'a> {
    let (stamp, voted) = (Stamp::of([path.as_path()]), voted.of(id));
    if let Some(cached) = before.polls.get(id).filter(|it| stamp.is_that_of(it.stamp) && it.voted == voted) {
        reading.faults.clone_from(&cached.faults);
        return (reading, stamp, Some(Arc::clone(cached)));
    }
    let read = reading.source(file, MAX_TOML_BYTES).and_then(|source| {
        let read = poll::read(&source, id, languages, &voted);
        source.hand_over(&mut reading.faults);
        read
    });
    let found = read.map(|poll| {
        let faults = reading.faults.clone();
        Arc::new(CachedPoll { stamp, voted, poll: Arc::new(poll), faults })
    });
    (reading, stamp, found)
}

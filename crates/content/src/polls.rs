//! The folder `polls/`: which polls there are, and for each whether to show it as it was read now, or as it was read before.
//! A poll is its file, and the folder of its pictures beside it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_domain::{PollDefinition, check_votes_are_readable};

use super::{
    Fault, Severity, fields, parallel, poll,
    poll_pictures::{self, PicturesOfPoll},
    reading::Reading,
    reading_cache::{CachedPoll, ReadingCache},
    stamp::Stamp,
    types::{PollPictures, Polls},
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
) -> (Polls, PollPictures) {
    let (no_polls, no_pictures) = (Polls::new(), PollPictures::new());
    let last = reading.last.map_or(&no_polls, |last| &last.polls);
    let last_pictures = reading.last.map_or(&no_pictures, |last| &last.poll_pictures);
    let (mut polls, mut pictures) = (Polls::new(), PollPictures::new());
    let folder = Path::new("polls");
    let listed = reading.top_entries(folder, !last.is_empty());
    if listed.is_none() {
        reading.stays(folder);
        reading.unknown(folder);
    }
    if listed.is_none() || !is_clean {
        polls.clone_from(last);
        pictures.clone_from(last_pictures);
    }
    let mut files = Vec::new();
    let listed = listed.unwrap_or_default();
    for (name, path) in &listed {
        let file = folder.join(name);
        let is_dir = path.is_dir();
        if is_dir && has_file(&listed, &format!("{name}.toml")) {
            continue;
        }
        let id = name.strip_suffix(".toml");
        let Some(id) = id.filter(|_| !is_dir) else {
            let message =
                "only files <id>.toml belong here, and the pictures of each in a folder <id>; move or rename it";
            reading.faults.push(Fault::whole(file, Severity::Warning, message.to_owned()));
            continue;
        };
        if !fields::is_id(id) {
            let message = format!("the file's name must be {}; rename it", fields::ID_RULE);
            reading.faults.push(Fault::whole(file, Severity::Error, message));
            continue;
        }
        files.push(PollFile { id: id.to_owned(), file, path: path.clone(), has_folder: has_file(&listed, id) });
    }
    let this: &Reading<'_> = reading;
    let read = parallel::map(&files, |file| one(this.part(), languages, voted, before, file));
    for (PollFile { id, file, .. }, (part, stamp, found)) in files.into_iter().zip(read) {
        reading.join(part);
        now.note(stamp);
        if let Some(found) = found {
            polls.insert(id.clone(), Arc::clone(&found.poll));
            pictures.remove(&id);
            if !found.pictures.is_empty() {
                pictures.insert(id.clone(), found.pictures.clone());
            }
            now.polls.insert(id, found);
        } else if let Some(poll) = last.get(&id).filter(|poll| reads_votes(poll, voted)) {
            let known = last_pictures.get(&id).map(Vec::as_slice).unwrap_or_default();
            if poll_pictures::are_as_hashed(poll, known) {
                pictures.extend((!known.is_empty()).then(|| (id.clone(), known.to_vec())));
                polls.insert(id, Arc::clone(poll));
            } else {
                let mut poll = PollDefinition::clone(poll);
                poll.options.iter_mut().for_each(|option| option.picture = None);
                pictures.remove(&id);
                polls.insert(id, Arc::new(poll));
            }
            reading.stays(&file);
        } else {
            polls.remove(&id);
            reading.unknown(&file);
        }
    }
    (polls, pictures)
}

/// Whether there is this name among those listed, which are in order.
fn has_file(listed: &[(String, PathBuf)], name: &str) -> bool {
    listed.binary_search_by(|(other, _)| other.as_str().cmp(name)).is_ok()
}

/// A poll's file as it was listed.
struct PollFile {
    id: String,
    /// The file from the content folder on.
    file: PathBuf,
    /// The same on this machine.
    path: PathBuf,
    /// Whether a folder of its pictures stands beside it.
    has_folder: bool,
}

/// What the poll's file at `path` looks like, and its folder with these `entries`.
pub(super) fn stamp_of(path: &Path, entries: &[(String, PathBuf)]) -> Stamp {
    let folder = path.with_extension("");
    let entries = entries.iter().map(|(_, path)| path.as_path());
    Stamp::of([path, &folder].into_iter().chain(entries))
}

/// Whether the poll, which was read before its votes were known, reads them as they were cast.
fn reads_votes(poll: &PollDefinition, voted: &SharedVotedWords) -> bool {
    check_votes_are_readable(poll, &voted.of(&poll.id)).is_ok()
}

type Read<'a> = (Reading<'a>, Stamp, Option<Arc<CachedPoll>>);

/// One poll as it is now.
fn one<'a>(
    mut reading: Reading<'a>,
    languages: &[String],
    voted: &SharedVotedWords,
    before: &ReadingCache,
    PollFile { id, file, path, has_folder }: &PollFile,
) -> Read<'a> {
    let entries = if *has_folder { reading.entries(&file.with_extension("")) } else { None };
    let (stamp, voted) = (stamp_of(path, &entries.unwrap_or_default()), voted.of(id));
    if let Some(cached) = before.polls.get(id).filter(|it| stamp.is_that_of(it.stamp) && it.voted == voted) {
        reading.faults.clone_from(&cached.faults);
        return (reading, stamp, Some(Arc::clone(cached)));
    }
    let pictures = PicturesOfPoll::new(id, reading.root);
    let read = reading.source(file, MAX_TOML_BYTES).and_then(|source| {
        let read = poll::read(&source, id, languages, &voted, &pictures);
        source.hand_over(&mut reading.faults);
        read
    });
    let pictures = pictures.hand_over(&mut reading);
    let found = read.map(|poll| {
        let faults = reading.faults.clone();
        let shows_some = poll.options.iter().any(|option| option.picture.is_some());
        let pictures = if shows_some { pictures } else { Vec::new() };
        Arc::new(CachedPoll { stamp, voted, poll: Arc::new(poll), pictures, faults })
    });
    (reading, stamp, found)
}

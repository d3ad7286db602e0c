//! The publication as a folder of files: reads it, reports every fault in it, and reads it again when a file is saved.
//! `docs/publication.md` describes the folder for editors.
//!
//! It may be imported by `hustings-render` and the backend, and imports `hustings-domain` and `hustings-wire`,
//! and `hustings-catalogues` to check messages. It knows Markdown, TOML and pictures. Deliberately absent: HTTP,
//! votes, the database, and the command line.
//!
//! Modules in reading order:
//!
//! - `content`: the publication at one moment; `types`: what it consists of,
//! - `store`: holds the current content; `watch`, `notices`: when to read the folder again; `voted_words`: what readers have
//!   voted on,
//! - `loader`, `article_folders`, `polls`: go through the folder; `reading`: what to do where it cannot be read,
//! - `reading_cache`, `stamp`, `references`: what need not be read again; `parallel`: the rest on all processors; `digest`:
//!   hashes,
//! - `publication`, `poll`, `article`, `demo`: one kind of file each; `changes`: which translations are outdated,
//! - `markdown`, `picture`, `article_pictures`, `link_targets`: the parts of an article's body; `poll_pictures`: those of options,
//! - `fault`, `source`, `fields`: reading with faults by file and line,
//! - [`check`]: all faults, for editors.

pub mod check;
mod content;
mod store;
mod types;
mod voted_words;
mod watch;

mod article_folders;
mod digest;
mod loader;
mod notices;
mod parallel;
mod polls;
mod reading;
mod reading_cache;
mod references;
mod stamp;

mod article;
mod changes;
mod demo;
mod front_matter;
mod poll;
mod publication;

mod article_pictures;
mod markdown;
mod picture;
mod poll_pictures;

mod fault;
mod fields;
mod link_targets;
mod source;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use content::Content;
pub use fault::{Fault, Severity};
pub use link_targets::LinkTargets;
pub use store::{ContentError, ContentStore};
pub use types::{ArticleGroup, ArticleText, Ballots, Demo, Picture};
pub use voted_words::VotedWords;

#[cfg(test)]
mod tests;

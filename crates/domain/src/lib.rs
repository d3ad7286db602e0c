//! The rules of polls: state, valid votes, who sees results; and the values that content, store and server share.
//!
//! It may be imported by `hustings-content`, `hustings-store`, `hustings-render` and the backend, and imports
//! `hustings-wire` alone. Deliberately absent: HTTP, SQL, files, anything asynchronous, and the votes themselves.

mod abstention;
mod author;
mod ballot;
mod breakdown;
mod clock;
mod guarding;
mod instant_runoff;
mod origin;
mod poll;
mod reader_key;
mod schedule;
mod visibility;
mod vote_log;
mod wording;
mod write_in;

pub use abstention::{ABSTENTION, abstention, is_abstention};
pub use author::AuthorKind;
pub use ballot::{BallotError, check_ballot};
pub use breakdown::{Breakdown, FEWEST_SHOWN, ShownGroups, VoterGroup};
pub use clock::Clock;
pub use guarding::Guarding;
pub use instant_runoff::RankedVotes;
pub use origin::{is_origin, parse_origin};
pub use poll::{OptionDefinition, OptionOrder, OptionPicture, PollDefinition, QuizDefinition};
pub use reader_key::{ReaderKey, ReaderKeys};
pub use schedule::{Forced, Schedule};
pub use visibility::{Audience, audience};
pub use vote_log::{LogEntry, LogHash, LogKind, LogSalt, date, tally_detail};
pub use wording::{KeptWords, Misread, OptionWords, Wording, Words, check_votes_are_readable, keep_words, kind_word};
pub use write_in::{WriteInError, clean_words, join_words, split_words};

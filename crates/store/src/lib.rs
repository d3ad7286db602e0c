//! Votes and ratings, durably: one trait, and SQLite or PostgreSQL behind it.
//!
//! It may be imported by `hustings-render` and the backend, and imports `hustings-domain` and `hustings-wire`.
//! Deliberately absent: HTTP, the publication's files, and who a reader is. A row holds a keyed hash, never an IP
//! URL.
//!
//! - `store`: the trait; `types`, `mutation`: what goes in and comes out; `open`: from a URL to a store,
//! - `batch_state`: what mutations do to rows and tallies, the same for every database; `aliases`: which keys are one
//!   reader's; `log_state`: what a batch adds to the published logs,
//! - `closings`: closings of polls, and how far the telling of each is,
//! - `changes`: tells the hub what was committed; `commit_metrics`: metrics of it,
//! - `health`: what the writer last knew of itself,
//! - `queue`, `writer`: one writer that commits waiting mutations as a group, and answers only then,
//! - `sql`: what the databases do alike, each by the statements of its dialect,
//! - `sqlite`: the store in a SQLite file, and backups of it,
//! - `postgres`: the store in a PostgreSQL database, which several servers may share,
//! - `runoffs`: the counts of rankings, one for all who ask,
//! - `flows`: how readers moved between two answers, likewise; `breakdowns`: how the voters of each group voted, likewise,
//! - `copy`: from one database into another,
//! - `snapshot`: wraps a store for a static export.

mod aliases;
mod batch_state;
mod breakdowns;
mod changes;
mod closings;
mod commit_metrics;
mod copy;
mod counts;
mod flows;
mod health;
mod log_state;
mod mutation;
mod notices;
mod open;
mod postgres;
mod queue;
mod runoffs;
mod snapshot;
mod sql;
mod sqlite;
mod store;
mod types;
mod writer;

pub use breakdowns::GroupCounts;
pub use changes::{Changed, Changes};
pub use closings::{Closing, ClosingCause, ClosingChange, ClosingState};
pub use commit_metrics::CommitMetrics;
pub use copy::{Copied, copy};
pub use flows::{Flow, Flows};
pub use health::WriterHealth;
pub use mutation::{Decision, Mutation, Outcome, Verdict};
pub use notices::{AwaitedPoll, Later, Notice, NoticeChange, NoticeCount, NoticeWork, OwnNotice};
pub use open::{Opened, Place, check_url, is_postgres, open, open_with_connections, open_without_migrating};
pub use postgres::{PostgresStore, PostgresTuning};
pub use runoffs::{Runoff, Runoffs};
pub use snapshot::SnapshotStore;
pub use sqlite::{BackupSummary, SqliteStore, Tuning, back_up, database_file, release, unpack};
pub use store::{Store, StoreError};
pub use types::{
    Answered, AsideVote, Ballots, Difference, LogFault, LogHead, LoggedEntry, LoggedWording, Own, OwnRating, OwnVote,
    PollRecord, PollRules, PollStanding, PollTally, Provenance, RatingRecord, RatingTally, Subjects, VoteEntry,
};

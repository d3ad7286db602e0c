//! Votes and ratings, durably: one trait, and SQLite behind it.
//!
//! - `ledger`: what mutations do to rows and tallies, the same for every database,
//! - `changes`: tells the hub what was committed,
//! - `queue`: one writer that commits waiting mutations as a group, and answers only then,
//! - `sqlite`: the file,
//! - `still`: any store, as one whose numbers are those of files.
//!
//! Rules of a poll are in `domain`; who a reader is, in `reader`. No row holds an address.

mod changes;
mod ledger;
mod queue;
mod sqlite;
mod still;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use hustings_domain::{Clock, Forced, ReaderKey, Schedule};
use hustings_wire::Seq;

use crate::secret::Secret;

pub use changes::{Changed, Changes};
pub use sqlite::{SqliteStore, Tuning};
pub use still::StillStore;

/// How a poll stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollTally {
    /// Readers who voted.
    pub voters: u64,
    /// Votes by option, without those that have none.
    pub votes: BTreeMap<String, u64>,
    /// Grows with every commit that changed the tally or the operator's word.
    pub number: u64,
    /// The operator's word, where there is one.
    pub forced: Option<Forced>,
}

/// How an article is rated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingTally {
    /// Readers per number of stars, one star first.
    pub histogram: [u64; 5],
    /// Grows with every commit that changed the rating.
    pub number: u64,
}

/// A poll with one reader's own vote, of the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollRecord {
    /// How it stands.
    pub tally: Arc<PollTally>,
    /// Ids of the options that the reader voted for.
    pub my_vote: Option<Vec<String>>,
}

/// A rating with one reader's own stars, of the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingRecord {
    /// How the article is rated.
    pub tally: RatingTally,
    /// The reader's stars, 1 to 5.
    pub my_stars: Option<u8>,
}

/// What the writer must know of a poll to decide at the moment of the commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollRules {
    /// When votes are taken.
    pub schedule: Schedule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
}

/// Where a vote was cast: what the publication's owner may count, and nothing else that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Origin of the partner's page that framed the poll, as its frame says; absent for the publication's
    /// own pages.
    pub partner: Option<String>,
    /// BCP 47 tag of the language in which the poll was seen; absent where nobody said.
    pub lang: Option<String>,
}

/// By what votes are counted in [`Store::voters_by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// [`Provenance::partner`].
    Partner,
    /// [`Provenance::lang`].
    Lang,
}

/// A change that a reader or an operator asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// The reader votes for `options`, instead of what they voted for before.
    CastVote {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKey,
        /// Checked options in the poll's order.
        options: Vec<String>,
        /// Where the reader saw the poll.
        provenance: Provenance,
        /// The poll's rules.
        rules: PollRules,
    },
    /// The reader takes the vote back.
    WithdrawVote {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKey,
        /// The poll's rules.
        rules: PollRules,
    },
    /// The reader rates the article, or takes the rating back with `None`.
    Rate {
        /// Slug of the article.
        article: String,
        /// Who.
        reader: ReaderKey,
        /// 1 to 5.
        stars: Option<u8>,
    },
    /// The operator overrules the poll's schedule.
    ForcePoll {
        /// Id of the poll.
        poll: String,
        /// The operator's word.
        forced: Forced,
    },
}

impl Mutation {
    /// An ordinary vote by a reader whom nobody will meet again, in a poll of whatever state.
    #[must_use]
    pub fn seeded_vote(poll: &str, options: Vec<String>) -> Self {
        let reader = ReaderKey(rand::random());
        Self::CastVote {
            poll: poll.to_owned(),
            reader,
            options,
            provenance: Provenance::default(),
            rules: PollRules::default(),
        }
    }

    /// An ordinary rating by a reader whom nobody will meet again.
    #[must_use]
    pub fn seeded_rating(article: &str, stars: u8) -> Self {
        Self::Rate { article: article.to_owned(), reader: ReaderKey(rand::random()), stars: Some(stars) }
    }
}

/// What a mutation led to, durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The poll after the commit.
    Poll(PollRecord),
    /// The rating after the commit.
    Rating(RatingRecord),
}

/// Why nothing was changed or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Voting has ended.
    #[error("the poll is closed")]
    PollClosed,
    /// Voting has not begun.
    #[error("the poll is not open yet")]
    PollNotOpen,
    /// A vote stands, and is final.
    #[error("the vote cannot be changed")]
    VoteNotChangeable,
    /// More mutations are waiting than can be taken.
    #[error("too many votes are waiting")]
    Overloaded,
    /// The database failed; what happened inside is for the log.
    #[error("the database failed: {0}")]
    Unavailable(String),
}

/// A tally that is not what the votes add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is counted, such as "poll night-trains, option cabin".
    pub what: String,
    /// What the tally says.
    pub tallied: u64,
    /// What the votes add up to.
    pub counted: u64,
}

/// Keeps votes and ratings. Every method may be called from any task at any time; a mutation's
/// answer means that it is on the disk.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The epoch of all numbers: a new random word at each start, since a file that was restored
    /// from a backup begins again with older numbers, and viewers must take them none the less.
    fn epoch(&self) -> &str;

    /// What was committed and not yet told to viewers.
    fn changes(&self) -> Arc<Changes>;

    /// How the poll stands, with this reader's vote. A poll without votes is all zeros.
    async fn poll(&self, poll: &str, reader: Option<ReaderKey>) -> Result<PollRecord, StoreError>;

    /// Voters of a poll by where they cast their votes; `None` stands for the publication's own pages, and
    /// for a language that nobody said.
    async fn voters_by(&self, poll: &str, by: Breakdown) -> Result<BTreeMap<Option<String>, u64>, StoreError>;

    /// How the article is rated, with this reader's stars.
    async fn rating(&self, article: &str, reader: Option<ReaderKey>) -> Result<RatingRecord, StoreError>;

    /// How all articles are rated; those that nobody rated are left out.
    async fn ratings(&self) -> Result<BTreeMap<String, RatingTally>, StoreError>;

    /// Carries out a mutation, all of it or nothing, and returns when it is durable.
    async fn apply(&self, mutation: Mutation) -> Result<Outcome, StoreError>;

    /// Carries out all mutations in one transaction, once in the life of a database; does nothing
    /// when it was done before.
    async fn seed(&self, mutations: Vec<Mutation>) -> Result<(), StoreError>;

    /// Adds up all votes and ratings and names every tally that says otherwise; with `repair`,
    /// writes what they add up to.
    async fn recount(&self, repair: bool) -> Result<Vec<Difference>, StoreError>;

    /// Whether the writer lives and the database can be read.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Writes what is waiting and closes the database.
    async fn close(&self);

    /// The `seq` of this number.
    fn seq(&self, number: u64) -> Seq {
        Seq::new(self.epoch(), number)
    }
}

/// A store that was just opened.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The secret that belongs to it.
    pub secret: Secret,
    /// Whether it was never seeded: the database is new.
    pub fresh: bool,
}

/// Opens the database that `url` names.
///
/// # Errors
/// One clear sentence when it is not ours, locked, read-only or full, or of a kind that is not
/// known.
pub async fn open(url: &str, clock: Clock) -> anyhow::Result<Opened> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        anyhow::bail!("this version keeps votes in SQLite only; use --database sqlite:FILE");
    }
    if !url.starts_with("sqlite:") {
        anyhow::bail!("the database \"{url}\" is of no known kind; use --database sqlite:FILE");
    }
    let (store, fresh) = SqliteStore::open(url, clock, Tuning::default()).await?;
    let secret = Secret::beside(store.file())?;
    Ok(Opened { store: Arc::new(store), secret, fresh })
}

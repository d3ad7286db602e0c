//! The trait that every database implements, and its errors.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use hustings_domain::{Breakdown, PollDefinition, ReaderKey, ReaderKeys};
use hustings_wire::{Seq, Timestamp};

use crate::{
    breakdowns::GroupCounts,
    changes::Changes,
    closings::{Closing, ClosingChange},
    flows::{Flow, Flows},
    health::WriterHealth,
    mutation::{Mutation, Outcome},
    notices::{Notice, NoticeChange, NoticeCount, NoticeWork, OwnNotice},
    runoffs::Runoffs,
    types::{
        Answered, AsideVote, Ballots, Difference, LogFault, LogHead, LoggedEntry, LoggedWording, Own, PollRecord,
        PollStanding, PollTally, RatingRecord, RatingTally, Subjects,
    },
};

/// Why a mutation or a read failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Voting has ended.
    #[error("the poll is closed")]
    PollClosed,
    /// Voting has not begun.
    #[error("the poll is not open yet")]
    PollNotOpen,
    /// The reader has voted, and votes are final or there is only a receipt of it.
    #[error("the vote cannot be changed")]
    VoteNotChangeable,
    /// So many votes of the poll are set aside that there is no room for more.
    #[error("too many votes are set aside")]
    AsideFull,
    /// The queue of mutations is full.
    #[error("too many votes are waiting")]
    Overloaded,
    /// The database failed; the text is for the log.
    #[error("the database failed: {0}")]
    Unavailable(String),
}

/// Keeps votes and ratings. Every method may be called from any task at any time; a mutation's
/// answer means that it is on the disk.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The epoch of all numbers: a new random word at each start, since a file that was restored
    /// from a backup begins again with older numbers, and viewers must take them none the less.
    fn epoch(&self) -> Arc<str>;

    /// Commits that viewers have not been sent yet.
    fn changes(&self) -> Arc<Changes>;

    /// The poll's tally, with this reader's vote. A poll without votes is all zeros.
    async fn poll(&self, poll: &str, reader: Option<&ReaderKeys>) -> Result<PollRecord, StoreError>;

    /// All votes of the poll. The work grows with their number: whoever wants to count them asks [`Self::runoffs`].
    async fn ballots(&self, poll: &str) -> Result<Ballots, StoreError>;

    /// The counts of rankings, which all who ask share.
    fn runoffs(&self) -> Arc<Runoffs>;

    /// How readers moved between two answers. The work grows with their number: whoever wants it asks [`Self::flows`].
    async fn flow(&self, poll: &str) -> Result<Flow, StoreError>;

    /// The counts of how readers moved, which all who ask share.
    fn flows(&self) -> Arc<Flows>;

    /// How all polls stand that anybody has voted in or that an operator has opened or closed.
    async fn polls(&self) -> Result<BTreeMap<String, PollStanding>, StoreError>;

    /// Voters of a poll by where they cast their votes; `None` stands for the publication's own pages, and
    /// for a language that nobody said.
    async fn voters_by(&self, poll: &str, by: Breakdown) -> Result<BTreeMap<Option<String>, u64>, StoreError>;

    /// What shows of a closed poll by its groupings, with a tally of the number `at_least` or of a later one: counted once for all
    /// who ask. The votes of one that is open are nobody's to see by group.
    async fn group_counts(&self, poll: &Arc<PollDefinition>, at_least: u64) -> Result<Arc<GroupCounts>, StoreError>;

    /// The article's rating, with this reader's stars.
    async fn rating(&self, article: &str, reader: Option<&ReaderKeys>) -> Result<RatingRecord, StoreError>;

    /// The ratings of all articles that have any.
    async fn ratings(&self) -> Result<BTreeMap<String, RatingTally>, StoreError>;

    /// What anybody has voted in or rated. The keys of a reader differ from one to the next, so that whoever asks what is
    /// stored for one reader has to name them all.
    async fn subjects(&self) -> Result<Subjects, StoreError>;

    /// What is stored under these keys, each with its poll or article.
    async fn own(&self, polls: &[(String, ReaderKeys)], articles: &[(String, ReaderKeys)]) -> Result<Own, StoreError>;

    /// Those of these readers who have a vote that counts in their poll, each with where they have answered.
    async fn voted(&self, readers: &[(String, ReaderKey)]) -> Result<Vec<((String, ReaderKey), Answered)>, StoreError>;

    /// Whether other servers may write to the same database, so that not all votes come in here.
    fn is_shared(&self) -> bool;

    /// Says that this server serves `content`, and returns what each of the other servers of the database does that has said so
    /// in the last half minute. Nobody else does where the database is not shared.
    async fn meet(&self, content: &str) -> Result<Vec<String>, StoreError>;

    /// The votes of the poll that are set aside, the earliest first.
    async fn asides(&self, poll: &str) -> Result<Vec<AsideVote>, StoreError>;

    /// How many votes of the poll are set aside.
    async fn aside_count(&self, poll: &str) -> Result<u64, StoreError>;

    /// What readers have answered in their own words in the votes of the poll that count, each with how many gave the very same,
    /// most first. For the poll's owner alone.
    async fn write_ins(&self, poll: &str) -> Result<Vec<(String, u64)>, StoreError>;

    /// Applies a mutation atomically, and returns when it is durable.
    async fn apply(&self, mutation: Mutation) -> Result<Outcome, StoreError>;

    /// Applies all mutations in one transaction, once in the life of a database; does nothing when it was done before.
    async fn seed(&self, mutations: Vec<Mutation>) -> Result<(), StoreError>;

    /// Recounts all votes and ratings, and returns every tally that differs; with `repair`, corrects them.
    async fn recount(&self, repair: bool) -> Result<Vec<Difference>, StoreError>;

    /// The poll's tally, and the last entry of its log at the same moment; none before the first vote.
    async fn log_head(&self, poll: &str) -> Result<(Arc<PollTally>, Option<LogHead>), StoreError>;

    /// At most `most` entries of the poll's log, beginning with number `from`.
    async fn log(&self, poll: &str, from: u64, most: u32) -> Result<Vec<LoggedEntry>, StoreError>;

    /// The words under which readers have voted, in `poll` or in all polls, each with its poll, in the order of the logs.
    async fn wordings(&self, poll: Option<&str>) -> Result<Vec<(String, LoggedWording)>, StoreError>;

    /// Computes all logs again, and returns whatever is wrong with them or not what the votes say.
    async fn check_log(&self) -> Result<Vec<LogFault>, StoreError>;

    /// What was written down about the database itself under this name, if anything.
    async fn fact(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Writes something down about the database itself. The names `epoch` and `seeded` are the store's own.
    async fn set_fact(&self, name: &str, value: &str) -> Result<(), StoreError>;

    /// The same, unless there is something already: of several servers the first one decides.
    async fn set_first_fact(&self, name: &str, value: &str) -> Result<(), StoreError>;

    /// Closings of the poll, or of all polls, the earliest first.
    async fn closings(&self, poll: Option<&str>) -> Result<Vec<Closing>, StoreError>;

    /// Does something about a closing, and returns when it is durable. Of several servers of a database one alone claims a closing.
    async fn change_closing(&self, change: ClosingChange) -> Result<Option<Closing>, StoreError>;

    /// What there is to do about notices at `now`. Costs a few steps for each poll that anybody waits for.
    async fn notice_work(&self, now: Timestamp) -> Result<NoticeWork, StoreError>;

    /// How many notices the poll, or each poll, has; polls without any are left out.
    async fn notice_counts(&self, poll: Option<&str>) -> Result<Vec<NoticeCount>, StoreError>;

    /// About how many notices the poll has, by some of them: costs little, however many there are.
    async fn notice_estimate(&self, poll: &str) -> Result<u64, StoreError>;

    /// The notices under these keys, each with its poll.
    async fn own_notices(&self, polls: &[(String, ReaderKeys)]) -> Result<Vec<OwnNotice>, StoreError>;

    /// Does something about notices, and returns when it is durable. Of several servers of a database one alone claims a notice.
    async fn change_notices(&self, change: NoticeChange) -> Result<Vec<Notice>, StoreError>;

    /// What the writer last knew of itself. Costs nothing, and asks neither it nor the database.
    fn health(&self) -> WriterHealth;

    /// Writes all waiting mutations and closes the database.
    async fn close(&self);

    /// The `seq` of this number.
    fn seq(&self, number: u64) -> Seq {
        Seq::new(&*self.epoch(), number)
    }
}

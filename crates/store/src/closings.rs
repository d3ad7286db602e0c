//! Closings of polls, each of which its publication may want to be told of: what is kept of one, and what is done about it.
//!
//! A closing that an operator brings about is written in the transaction that does it. One by schedule nobody commits: whoever
//! looks notes it, and [`crate::Store::change_closing`] decides whether it is known already. What is sent to whom is no
//! matter of the store.

use hustings_wire::Timestamp;

/// Seconds between the end of a poll by its schedule and the first attempt to tell of it. A batch of votes that was judged in time may
/// be committed that much later, also by a server whose clock is behind; what is told has to have them.
pub(crate) const SETTLING: i64 = 10;

/// Why a poll has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingCause {
    /// The time in its file has come.
    Schedule,
    /// An operator closed it, or left it to a schedule that is over.
    Operator,
}

impl ClosingCause {
    /// Its name in the database and in what is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Operator => "operator",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Schedule, Self::Operator].into_iter().find(|cause| cause.as_str() == word)
    }
}

/// How far the telling of a closing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingState {
    /// An attempt is due, or somebody is at it.
    Waiting,
    /// It was taken.
    Sent,
    /// Nobody tries again.
    GivenUp,
    /// It was before this was kept, so that nobody is told.
    Untold,
}

impl ClosingState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::GivenUp, Self::Untold];

    /// Its name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::GivenUp => "given-up",
            Self::Untold => "untold",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A closing of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Its id, random, of letters, digits and `_`; the same for each attempt.
    pub id: String,
    /// Id of the poll.
    pub poll: String,
    /// The first second after voting.
    pub closed_at: Timestamp,
    /// Why.
    pub cause: ClosingCause,
    /// Until when it keeps the poll closed, as far as is known: by schedule the moment itself, since a file may say
    /// another tomorrow; none while an operator's word does.
    pub(crate) held_until: Option<Timestamp>,
    /// How far it is.
    pub state: ClosingState,
    /// Attempts that were begun, since it was last asked for.
    pub attempts: u32,
    /// When the next attempt may begin; of one that is under way, when its claim ends.
    pub due: Timestamp,
    /// What is sent, once somebody has put it together: an attempt says what the ones before it said.
    pub body: Option<String>,
    /// What came of the last attempt, in a few words.
    pub outcome: Option<String>,
}

impl Closing {
    /// One that nobody has been told of.
    pub(crate) fn new(poll: &str, closed_at: Timestamp, cause: ClosingCause, held_until: Option<Timestamp>) -> Self {
        let due = match cause {
            ClosingCause::Schedule => Timestamp::from_unix(closed_at.unix() + SETTLING),
            // Whoever closes it by hand does so in turn with the votes.
            ClosingCause::Operator => closed_at,
        };
        Self {
            id: format!("closing_{}", hex::encode(rand::random::<[u8; 16]>())),
            poll: poll.to_owned(),
            closed_at,
            cause,
            held_until,
            state: ClosingState::Waiting,
            attempts: 0,
            due,
            body: None,
            outcome: None,
        }
    }
}

/// What is done about closings. All times are the database's, which every server of it shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosingChange {
    /// Polls whose files say that they close then: those that have closed meanwhile, and of which that is not known, are noted.
    /// Answered with none.
    Note(Vec<(String, Timestamp)>),
    /// Takes the closing that is due the longest for an attempt: nobody else gets it for `lease` seconds. One that was due before
    /// `not_before` is left. Answered with that closing, or none.
    Claim {
        /// How long.
        lease: u32,
        /// From when on.
        not_before: Timestamp,
    },
    /// Keeps what is sent, unless something is kept already. Answered with the closing as it is then.
    KeepBody {
        /// Id of the closing.
        id: String,
        /// What is sent.
        body: String,
    },
    /// Says what came of an attempt. Of one whose claim somebody else has taken over meanwhile nothing is said any more, unless it
    /// was the one that was taken. Answered with the closing as it is then.
    Settle {
        /// Id of the closing.
        id: String,
        /// The attempt, counted as [`Closing::attempts`].
        attempt: u32,
        /// How far it is now.
        state: ClosingState,
        /// In how many seconds the next attempt is due.
        wait: u32,
        /// In a few words.
        outcome: String,
    },
    /// Tells once more, from the first attempt on, under the same id and in the same words. Answered with the closing.
    Again {
        /// Id of the closing.
        id: String,
    },
}

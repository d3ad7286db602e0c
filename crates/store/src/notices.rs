//! Who is to be told that a poll has ended: a browser's subscription to a push service for a reader and poll, until it was told.
//!
//! Whether a poll has ended since, what is said to whom, and by which service, is no matter of the store.

use hustings_domain::{Forced, ReaderKey, ReaderKeys};
use hustings_wire::Timestamp;

/// A reader's wish to be told when a poll ends, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Id of the poll.
    pub poll: String,
    /// Who.
    pub reader: ReaderKey,
    /// URL of the push service's resource.
    pub endpoint: String,
    /// The browser's public key, in Base64 for URLs.
    pub p256dh: String,
    /// The secret that the browser shares with whoever writes to it, in Base64 for URLs.
    pub auth: String,
    /// The language that the reader is told in.
    pub lang: String,
    /// When the reader asked for it, and the poll was open.
    pub asked_at: Timestamp,
    /// Attempts that were begun.
    pub attempts: u32,
}

/// A notice of a reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNotice {
    /// Id of the poll.
    pub poll: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// The language that the reader is told in.
    pub lang: String,
}

/// What there is to do about notices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeWork {
    /// Polls with notices that wait for their end.
    pub waiting: Vec<AwaitedPoll>,
    /// Whether an attempt is due.
    pub is_due: bool,
}

/// A poll with notices that wait for its end, and what the database knows of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedPoll {
    /// Its id.
    pub poll: String,
    /// The operator's word over its schedule.
    pub forced: Option<Forced>,
    /// When the first of the notices was asked for.
    pub asked_at: Timestamp,
    /// Its last closing that was noted (see `closings`), be it before or after that.
    pub closed_at: Option<Timestamp>,
}

/// How many notices a poll has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeCount {
    /// Id of the poll.
    pub poll: String,
    /// Those that wait for its end.
    pub waiting: u64,
    /// Those that are being told.
    pub due: u64,
}

/// What came of an attempt that did not end it: it is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The notice, as it was claimed.
    pub notice: Notice,
    /// In how many seconds.
    pub wait: u32,
}

/// What is done about notices. The times of attempts are the database's, which every server of it shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeChange {
    /// Keeps it in the place of any that the same reader has for the poll.
    Keep {
        /// The notice. Its reader is the first of `reader`.
        notice: Notice,
        /// All keys of its reader.
        reader: ReaderKeys,
    },
    /// Forgets those of these readers.
    Forget(Vec<(String, ReaderKeys)>),
    /// Forgets those of the poll that wait for its end.
    ForgetWaiting(String),
    /// The poll has ended: what was asked for until then is due.
    End {
        /// Id of the poll.
        poll: String,
        /// Until when.
        asked_until: Timestamp,
    },
    /// Takes those that are due the longest for an attempt, `most` at most: nobody else gets them for `lease` seconds. Answered
    /// with them.
    Claim {
        /// How long.
        lease: u32,
        /// How many.
        most: u32,
    },
    /// Says what came of attempts. Of one that somebody else has claimed meanwhile, or that its reader has asked for anew, nothing
    /// is said any more.
    Settle {
        /// Told, or given up: they are deleted.
        done: Vec<Notice>,
        /// To be tried again.
        later: Vec<Later>,
    },
}

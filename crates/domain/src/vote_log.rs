//! The published log of a poll's votes: what an entry says, and the rule by which its hash is made, which
//! docs/verifying.md tells readers. Each hash is over the one before, so that no entry can be changed or taken out without
//! changing all that follow.
//!
//! Deliberately absent: who voted, and where entries are kept.

use std::fmt::Write as _;

use hustings_wire::Timestamp;
use sha2::{Digest, Sha256};

/// The first line of what is hashed. Another rule gets another one.
const ENTRY_RULE: &str = "hustings log 1";
const SALT_RULE: &str = "hustings salt 1";

/// A SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogHash(pub [u8; 32]);

impl LogHash {
    /// What the first entry of a log follows.
    pub const NONE: Self = Self([0; 32]);

    /// The hash of this text.
    pub fn of(text: &str) -> Self {
        Self::of_file(text.as_bytes())
    }

    /// The hash of a file with these bytes.
    pub fn of_file(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// 64 lower-case hexadecimal digits.
    pub fn text(self) -> String {
        hex::encode(self.0)
    }
}

/// A random number that only the voter is told; the log has its hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSalt(pub [u8; 16]);

impl LogSalt {
    /// What the log says in its place.
    pub fn commitment(self) -> LogHash {
        LogHash::of(&format!("{SALT_RULE}\n{}", self.text()))
    }

    /// 32 lower-case hexadecimal digits.
    pub fn text(self) -> String {
        hex::encode(self.0)
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// The log begins; `detail` is the tally so far, as [`tally_detail`] writes it.
    Start,
    /// The wording in force for the votes that follow; `detail` is [`crate::Wording::detail`].
    Wording,
    /// A reader votes.
    Cast,
    /// A reader votes for something else.
    Change,
    /// A reader takes a vote back.
    Withdraw,
    /// Two votes turned out to be one reader's, and this one is no longer counted.
    Merge,
    /// A vote is set aside, and not counted; `detail` says why.
    Aside,
    /// The reader takes back what was set aside; `detail` is the number of that entry.
    Recall,
    /// What was set aside is counted; `detail` is the number of that entry, and why.
    Count,
    /// What was set aside is struck, and never counted; `detail` likewise.
    Strike,
}

impl LogKind {
    const ALL: [Self; 10] = [
        Self::Start,
        Self::Wording,
        Self::Cast,
        Self::Change,
        Self::Withdraw,
        Self::Merge,
        Self::Aside,
        Self::Recall,
        Self::Count,
        Self::Strike,
    ];

    /// Its name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Wording => "wording",
            Self::Cast => "cast",
            Self::Change => "change",
            Self::Withdraw => "withdraw",
            Self::Merge => "merge",
            Self::Aside => "aside",
            Self::Recall => "recall",
            Self::Count => "count",
            Self::Strike => "strike",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is a reader's vote, and so has a salt.
    pub fn is_vote(self) -> bool {
        !matches!(self, Self::Start | Self::Wording | Self::Recall | Self::Strike)
    }
}

/// An entry of a poll's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number in the poll's log, from 0 without gaps.
    pub index: u64,
    /// What happened.
    pub kind: LogKind,
    /// Days since 1970.
    pub day: i64,
    /// Ids of the options that are voted for no longer, in the poll's order or, in a ranking, in the voter's.
    pub was: Vec<String>,
    /// Ids of the options that are voted for now, likewise.
    pub options: Vec<String>,
    /// What an entry that is no vote says.
    pub detail: String,
    /// The hash of the voter's salt; none where nobody voted.
    pub commitment: Option<LogHash>,
}

impl LogEntry {
    /// The lines that are hashed, of the entry in the log of `poll` that follows `previous`. No part can hold the end of a line
    /// or a comma, since ids are lower-case letters, digits and hyphens.
    pub fn canonical(&self, poll: &str, previous: LogHash) -> String {
        let mut text = format!("{ENTRY_RULE}\n{poll}\n{}\n{}\n{}\n", self.index, self.kind.as_str(), date(self.day));
        let commitment = self.commitment.map(LogHash::text).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{}\n{}\n{}\n{commitment}\n{}",
            self.was.join(","),
            self.options.join(","),
            self.detail,
            previous.text()
        );
        text
    }

    /// Its hash: the SHA-256 of [`Self::canonical`] in UTF-8.
    pub fn hash(&self, poll: &str, previous: LogHash) -> LogHash {
        LogHash::of(&self.canonical(poll, previous))
    }
}

/// A tally in one line: the voters, then each option that has votes with their number, by id.
pub fn tally_detail<'a>(voters: u64, votes: impl IntoIterator<Item = (&'a String, &'a u64)>) -> String {
    let mut text = voters.to_string();
    for (option, votes) in votes.into_iter().filter(|(_, votes)| **votes > 0) {
        let _ = write!(text, " {option}={votes}");
    }
    text
}

/// The date of a day since 1970, such as `2026-06-01`.
pub fn date(day: i64) -> String {
    let mut text = Timestamp::from_unix(day.saturating_mul(86_400)).text();
    text.truncate("2026-06-01".len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of docs/verifying.md.
    #[test]
    fn the_documented_example_has_the_hashes_that_it_says() {
        let documented = include_str!("../../../docs/verifying.md");
        let says = |text: &str| assert!(documented.contains(text), "docs/verifying.md does not say {text}");
        let entry = |index, kind, detail: &str| LogEntry {
            index,
            kind,
            day: 20_605,
            was: Vec::new(),
            options: Vec::new(),
            detail: detail.to_owned(),
            commitment: None,
        };
        let words = "hustings wording 1\ntea\nen\nWhich tea?\ngreen\nGreen\nmint\nMint";
        says(words);
        let wording = format!("1 en={}", LogHash::of(words).text());
        let salt = LogSalt(std::array::from_fn(|at| at as u8));
        says(&salt.text());
        let cast = LogEntry {
            options: ["green", "mint"].map(str::to_owned).into(),
            commitment: Some(salt.commitment()),
            ..entry(2, LogKind::Cast, "")
        };
        let mut previous = LogHash::NONE;
        let start = tally_detail(0, []);
        for entry in [entry(0, LogKind::Start, &start), entry(1, LogKind::Wording, &wording), cast] {
            says(&format!("```text\n{}\n```", entry.canonical("tea", previous)));
            previous = entry.hash("tea", previous);
            says(&previous.text());
        }
    }

    #[test]
    fn whatever_an_entry_says_is_in_its_hash() {
        let entry = LogEntry {
            index: 1,
            kind: LogKind::Change,
            day: 20_000,
            was: vec!["a".to_owned()],
            options: vec!["b".to_owned()],
            detail: String::new(),
            commitment: Some(LogSalt::default().commitment()),
        };
        let hash = entry.hash("p", LogHash::NONE);
        let others = [
            LogEntry { index: 2, ..entry.clone() },
            LogEntry { kind: LogKind::Cast, ..entry.clone() },
            LogEntry { day: 20_001, ..entry.clone() },
            LogEntry { was: vec!["a".to_owned(), "c".to_owned()], ..entry.clone() },
            LogEntry { was: Vec::new(), options: vec!["a".to_owned(), "b".to_owned()], ..entry.clone() },
            LogEntry { detail: "x".to_owned(), ..entry.clone() },
            LogEntry { commitment: None, ..entry.clone() },
        ];
        for other in others {
            assert_ne!(other.hash("p", LogHash::NONE), hash, "{other:?}");
        }
        assert_ne!(entry.hash("q", LogHash::NONE), hash);
        assert_ne!(entry.hash("p", hash), hash);
    }

    #[test]
    fn a_tally_is_one_line_by_id() {
        let votes = [("b".to_owned(), 2), ("a".to_owned(), 3), ("none".to_owned(), 0)];
        let votes = std::collections::BTreeMap::from(votes);
        assert_eq!(tally_detail(4, &votes), "4 a=3 b=2");
        assert_eq!(date(20_605), "2026-06-01");
    }
}

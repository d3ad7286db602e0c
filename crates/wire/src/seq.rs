//! Which of two snapshots is newer.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The epoch of snapshots that are files of a static host: older than whatever a backend says.
pub const STATIC_EPOCH: &str = "still";

/// The version of a tally: `"<epoch>.<number>"` on the wire.
///
/// Within an epoch the higher number is newer. A backend whose numbers may have gone back, such as
/// one with a restored database, starts another epoch, and another epoch is always taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seq {
    /// A word of `A-Z a-z 0-9 _ -`, at most 32 of them.
    pub epoch: String,
    /// Grows with every change within the epoch.
    pub number: u64,
}

/// Most digits of a number on the wire: one that is longer may not fit into 64 bits.
const MAX_DIGITS: usize = 19;

/// A text that is not a [`Seq`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seq looks like \"k3v9.17\": a word of at most 32 letters, digits, _ or -, a dot, a number")]
pub struct SeqError;

impl Seq {
    /// The state `number` of `epoch`.
    pub fn new(epoch: impl Into<String>, number: u64) -> Self {
        Self { epoch: epoch.into(), number }
    }

    /// Whether this is the state of a file that was made at some time, and not what a backend says now.
    pub fn is_static(&self) -> bool {
        self.epoch == STATIC_EPOCH
    }

    /// Whether a snapshot with this seq is to be taken by someone who has one with `held`: it is
    /// newer, or of another epoch. An equal seq supersedes nothing, and a file's nothing but a file's.
    pub fn supersedes(&self, held: &Self) -> bool {
        if self.epoch == held.epoch { self.number > held.number } else { !self.is_static() }
    }

    /// Whether everything that `earlier` contains is in this one, too: `seq >= earlier`, another
    /// epoch included.
    pub fn includes(&self, earlier: &Self) -> bool {
        self == earlier || self.supersedes(earlier)
    }

    /// Whether this is the state before `settled`, if anything has settled.
    pub fn predates(&self, settled: Option<&Self>) -> bool {
        settled.is_some_and(|settled| !self.includes(settled))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.number)
    }
}

impl FromStr for Seq {
    type Err = SeqError;

    fn from_str(text: &str) -> Result<Self, SeqError> {
        // A word ends where the dot is: a second one would be in the number, and is no digit.
        let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-';
        let dot = text.bytes().take_while(|b| word(b)).count();
        let digits = text.as_bytes().get(dot..).and_then(|rest| rest.strip_prefix(b".")).unwrap_or_default();
        if dot == 0 || dot > 32 || digits.is_empty() || digits.len() > MAX_DIGITS {
            return Err(SeqError);
        }
        let number =
            digits.iter().try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + u64::from(b - b'0')));
        match (text.get(..dot), number) {
            (Some(epoch), Some(number)) => Ok(Self { epoch: epoch.to_owned(), number }),
            _ => Err(SeqError),
        }
    }
}

impl Serialize for Seq {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seq {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seq_survives_the_wire_and_rejects_other_texts() {
        let seq: Seq = "k3v9.17".parse().expect("valid");
        assert_eq!(seq, Seq::new("k3v9", 17));
        assert_eq!(seq.to_string(), "k3v9.17");
        for bad in ["", "17", ".17", "a.", "a.+1", "a.-1", "a.1x", "a b.1", "é.1", "a.18446744073709551616"] {
            assert_eq!(bad.parse::<Seq>(), Err(SeqError), "{bad}");
        }
    }

    #[test]
    fn what_a_backend_says_is_newer_than_any_file() {
        let (file, live) = (Seq::new(STATIC_EPOCH, 9), Seq::new("k3v9", 1));
        assert!(live.supersedes(&file) && live.includes(&file));
        assert!(!file.supersedes(&live) && !file.includes(&live));
        assert!(Seq::new(STATIC_EPOCH, 10).supersedes(&file));
    }

    #[test]
    fn the_higher_number_is_newer_and_another_epoch_is_always_taken() {
        let held = Seq::new("a", 9);
        assert!(Seq::new("a", 10).supersedes(&held));
        assert!(!Seq::new("a", 9).supersedes(&held));
        assert!(!Seq::new("a", 8).supersedes(&held));
        assert!(Seq::new("b", 1).supersedes(&held));
        assert!(held.includes(&held));
        assert!(!Seq::new("a", 8).includes(&held));
    }
}

//! A topic as a viewer follows it: which snapshot it was sent, and what its reader sees of it.

use bytes::Bytes;
use hustings_store::Answered;

use crate::{followed::Following, snapshot::Snapshot};

/// The newest snapshot of a topic, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    snapshot: Option<Snapshot>,
    /// Which one it is, counted from one on.
    number: u64,
}

impl Newest {
    pub(crate) fn is_none(&self) -> bool {
        self.snapshot.is_none()
    }

    /// Takes the place of an older one. Returns whether it is older.
    pub(crate) fn replace(&mut self, snapshot: Snapshot) -> bool {
        let is_newer = self.snapshot.as_ref().is_none_or(|held| snapshot.replaces(held));
        if is_newer {
            *self = Self { snapshot: Some(snapshot), number: self.number + 1 };
        }
        is_newer
    }
}

/// Where a reader has answered, as the hub was told last.
#[derive(Debug, Default)]
pub(crate) struct Said {
    answered: Answered,
    /// How often it was told.
    number: u64,
}

impl Said {
    pub(crate) fn say(&mut self, answered: Answered) {
        *self = Self { answered, number: self.number + 1 };
    }

    pub(crate) fn answered(&self) -> Answered {
        self.answered
    }
}

/// A topic as a viewer follows it.
pub(crate) struct Watched {
    newest: Following<Newest>,
    /// Number of the snapshot that the viewer was sent last.
    sent: u64,
    /// Where the viewer's reader answers, where that decides what they see, and the number of what was last heard of it.
    voter: Option<(Following<Said>, u64)>,
    answered: Answered,
}

impl Watched {
    pub(crate) fn new(newest: Following<Newest>) -> Self {
        Self { newest, sent: 0, voter: None, answered: Answered::Nowhere }
    }

    /// From now on hears where the reader answers. What was said before is asked of the store afterwards, which knows it as well.
    pub(crate) fn hear_of(&mut self, voter: Following<Said>) {
        let heard = voter.look(|said| said.number);
        self.voter = Some((voter, heard));
    }

    /// The reader has answered there, unless something else was heard since.
    pub(crate) fn has_answered(&mut self, answered: Answered) {
        self.answered = answered;
    }

    /// The newest snapshot, if the viewer was not sent it, or is to see other bytes of it by now.
    pub(crate) fn news(&mut self) -> Option<Bytes> {
        let Self { newest, sent, voter, answered } = self;
        let said = voter.as_mut().and_then(|(voter, heard)| {
            let (said, number) = voter.look(|said| (said.answered, said.number));
            (std::mem::replace(heard, number) != number).then_some(said)
        });
        let now = said.unwrap_or(*answered);
        newest.look(|newest| {
            let snapshot = newest.snapshot.as_ref();
            let is_new = newest.number != *sent || snapshot.is_some_and(|snapshot| snapshot.differs(*answered, now));
            (*sent, *answered) = (newest.number, now);
            snapshot.filter(|_| is_new).map(|snapshot| snapshot.bytes(now))
        })
    }
}

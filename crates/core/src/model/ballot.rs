//! A reader's ballot in a poll: the ticked options, and the vote that is being sent.
//!
//! The server's snapshot is never edited: an unacknowledged vote overlays it until a snapshot that contains it arrives,
//! or the server refuses it.

use std::mem;

use hustings_wire::{
    ErrorCode, Poll, PollKind, PollState, Quiz, ResultsRule, Seq, Timestamp, WriteIn,
    moment::poll_of,
    write_in::{self, OTHER, with_words},
};

use super::{poll_times::PollTimes, tally::Tally};
use crate::kinds::{every_kind, kind_of, write_in_of};

/// The delivery of something the reader has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// On its way.
    Sending,
    /// Could not be delivered yet; it is kept and tried again.
    NotSent,
    /// The same, until the reader is signed in: the poll asks for that.
    SignedOut,
    /// The server has it.
    Delivered,
    /// The server has taken it back.
    Withdrawn,
    /// The server said no.
    Refused(ErrorCode),
}

impl Delivery {
    /// Whether the reader waits for it.
    pub fn is_in_flight(self) -> bool {
        matches!(self, Self::Sending | Self::NotSent | Self::SignedOut)
    }
}

/// A poll as one reader has it before them.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// The server's latest snapshot.
    pub poll: Poll,
    /// What the reader has ticked, in the order of the options; in a ranking in the reader's own.
    pub chosen: Vec<String>,
    /// What the reader has written as an answer of their own, which counts where [`OTHER`] is ticked.
    pub words: String,
    /// What became of the last thing sent.
    pub delivery: Option<Delivery>,
    /// Whether the reader wanted to send a choice that makes no vote, and is to be told why.
    pub tried: bool,
    /// Whether the reader has ticked or unticked something since the last thing was sent, of which there is no answer yet.
    has_gone_on: bool,
    /// Whether the poll has ever asked for signed readers. What they choose belongs to a `sub` from then on.
    pub is_signed: bool,
    /// The snapshot with which the server last acknowledged a vote or its withdrawal. One from before it may come
    /// later, and does not know of it.
    settled: Option<Seq>,
}

/// Why a choice cannot be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceFault {
    /// Fewer than this many are ticked.
    TooFew(u32),
    /// More than this many are ticked.
    TooMany(u32),
    /// An answer of the reader's own is ticked, and nothing written.
    NoWords,
}

impl Ballot {
    /// A ballot for `poll`, ticked as the reader has voted.
    pub fn new(poll: Poll) -> Self {
        let is_signed = poll.identity_required;
        let (chosen, words, has_gone_on) = Default::default();
        let mut ballot =
            Self { poll, chosen, words, delivery: None, tried: false, has_gone_on, is_signed, settled: None };
        ballot.follow_vote();
        ballot
    }

    /// Ticks what the reader has voted for.
    fn follow_vote(&mut self) {
        self.chosen = self.poll.my_vote.clone().unwrap_or_default();
        self.words = self.own_words().to_owned();
    }

    /// The words of the reader's vote.
    fn own_words(&self) -> &str {
        write_in_of(&self.poll).and_then(|write_in| write_in.mine.as_deref()).unwrap_or_default()
    }

    /// What is ticked, as it is sent: with an answer of the reader's own as [`with_words`] makes it.
    pub fn vote(&self) -> Vec<String> {
        let element = |id: &String| if is_other(id) { with_words(&self.words) } else { id.clone() };
        self.chosen.iter().map(element).collect()
    }

    /// Ticks what is to be sent.
    pub fn show(&mut self, vote: &[String]) {
        self.chosen.clear();
        for element in vote {
            let words = own_words(element);
            self.chosen.push(if words.is_some() { OTHER.to_owned() } else { element.clone() });
            if let Some(words) = words {
                words.clone_into(&mut self.words);
            }
        }
    }

    /// Whether votes are taken at `now`. The clock may be ahead of the last snapshot.
    pub fn state_at(&self, now: Timestamp) -> PollState {
        PollTimes::from(&self.poll).state_at(now)
    }

    /// Whether the reader can tick options at `now`. Not where the poll asks for an id that a partner has
    /// signed, and this reader came without one.
    pub fn can_choose(&self, now: Timestamp) -> bool {
        let Poll { my_vote, changeable, has_abstained, quiz, .. } = &self.poll;
        let has_abstained = every_kind() && *has_abstained;
        let settled = my_vote.is_some() && if has_abstained { quiz.is_some() } else { !changeable };
        self.state_at(now) == PollState::Open && !settled && !self.poll.identity_required
    }

    /// Ticks or unticks `option`; in a ranking it comes last.
    pub fn choose(&mut self, option: &str, ticked: bool) {
        self.give_place(option, if ticked { usize::MAX } else { 0 });
    }

    /// Gives `option` this place in the reader's order, counted from 1, and moves those behind it on. 0 takes it out; a place
    /// behind the last is the next one. Where there is no order, any place ticks it, and in a single-choice poll that unticks
    /// the others. An answer of the reader's own comes as [`with_words`] makes it when it is written, and behind all options.
    pub fn give_place(&mut self, option: &str, place: usize) {
        self.tried = false;
        self.has_gone_on = self.is_in_flight();
        let words = own_words(option);
        if let Some(words) = words {
            words.clone_into(&mut self.words);
        }
        let option = if words.is_some() { OTHER } else { option };
        self.chosen.retain(|id| id != option);
        if let Some(index) = place.checked_sub(1) {
            let options = &self.poll.options;
            let order = |id: &str| options.iter().position(|o| o.id == id).unwrap_or(options.len());
            let index = match kind_of(&self.poll) {
                PollKind::Ranking => Some(index),
                PollKind::Multiple => self.chosen.iter().position(|id| order(id) > order(option)),
                PollKind::Single | PollKind::Scale | PollKind::Other => {
                    self.chosen.clear();
                    None
                }
            };
            let last = self.chosen.len();
            self.chosen.insert(index.map_or(last, |index| index.min(last)), option.to_owned());
        }
        if matches!(self.delivery, Some(Delivery::Delivered | Delivery::Withdrawn | Delivery::Refused(_))) {
            self.delivery = None;
        }
    }

    /// The place of `option` in the reader's order, counted from 1; 0 without one.
    pub fn place_of(&self, option: &str) -> usize {
        self.chosen.iter().position(|id| id == option).map_or(0, |index| index + 1)
    }

    /// Whether the ticked options make a vote.
    ///
    /// # Errors
    /// Says how many are needed or allowed when they do not.
    pub fn check(&self) -> Result<(), ChoiceFault> {
        let ticked = u32::try_from(self.chosen.len()).unwrap_or(u32::MAX);
        let (min, max) = match kind_of(&self.poll) {
            PollKind::Multiple | PollKind::Ranking => (self.poll.min_choices.max(1), self.poll.max_choices),
            PollKind::Single | PollKind::Scale | PollKind::Other => (1, 1),
        };
        if ticked < min {
            Err(ChoiceFault::TooFew(min))
        } else if ticked > max {
            Err(ChoiceFault::TooMany(max))
        // What looks like nothing in another script the server refuses; its table would weigh more than this.
        } else if self.has_other() && self.words.bytes().all(|byte| byte == b' ') {
            Err(ChoiceFault::NoWords)
        } else {
            Ok(())
        }
    }

    /// Whether sending would change anything.
    pub fn differs_from_vote(&self) -> bool {
        let is_ranking = kind_of(&self.poll) == PollKind::Ranking;
        let same =
            |vote: &Vec<String>| if is_ranking { *vote == self.chosen } else { same_options(vote, &self.chosen) };
        !self.poll.my_vote.as_ref().is_some_and(same) || (self.has_other() && self.words != self.own_words())
    }

    /// Whether an answer of the reader's own is ticked.
    fn has_other(&self) -> bool {
        self.chosen.iter().any(|id| is_other(id))
    }

    /// Takes a snapshot of the live stream, unless it is older than what is held.
    pub fn apply_live(&mut self, tally: Tally) {
        let Tally { seq, state, totals, votes, rounds, abstained, .. } = tally;
        let of = |option: &str| votes.iter().flatten().find(|(id, _)| id == option).map(|(_, votes)| *votes);
        if self.poll.apply_tally(&seq, state, totals, votes.is_some().then_some(&of)) && every_kind() {
            self.poll.rounds = rounds;
            self.poll.abstained = abstained;
        }
    }

    /// Whether the live stream hides what this reader may see: the connection does not know that they have voted,
    /// as in a browser that refuses cookies. Then the poll itself has to be asked for.
    pub fn is_hidden_from_stream(&self, tally: &Tally) -> bool {
        let opened_by_vote = self.poll.results == ResultsRule::AfterVote && self.poll.my_vote.is_some();
        let is_later = !every_kind() || poll_of(&self.poll.id) == self.poll.id;
        tally.votes.is_none() && is_later && opened_by_vote && tally.seq != self.poll.seq
    }

    /// Takes a whole snapshot from the server: the counts unless they are older, the
    /// reader's own vote unless it is from before one that was acknowledged, and the words in any case. Ticks follow
    /// the vote unless the reader is choosing.
    pub fn apply_snapshot(&mut self, mut snapshot: Poll) {
        let was_choosing = self.is_choosing();
        self.is_signed |= snapshot.identity_required;
        let held = &mut self.poll;
        // Where the order is drawn, the next answer has another: nothing moves under its reader's hand.
        let mut rest = &mut *snapshot.options;
        for option in &held.options {
            if let Some(found) = rest.iter().position(|other| other.id == option.id) {
                rest.swap(0, found);
                rest = &mut rest[1..];
            }
        }
        let older = !snapshot.seq.includes(&held.seq);
        let outdated = snapshot.seq.predates(self.settled.as_ref());
        // A static file has texts only: it knows neither this reader's vote nor the current tally.
        if outdated || (snapshot.seq.is_static() && older) {
            snapshot.state = held.state;
            snapshot.results_visible = held.results_visible;
            snapshot.identity_required = held.identity_required;
            snapshot.my_vote = held.my_vote.take();
            if every_kind() {
                snapshot.my_before = held.my_before.take();
                snapshot.has_abstained = held.has_abstained;
                if let (Some(own), Some(held)) = (&mut snapshot.write_in, &mut held.write_in) {
                    own.mine = held.mine.take();
                }
                snapshot.quiz = held.quiz.take();
            }
        }
        if older && held.results_visible == snapshot.results_visible {
            let votes = held.counted_votes();
            (snapshot.voters, snapshot.total_votes) = (held.voters, held.total_votes);
            mem::swap(&mut snapshot.seq, &mut held.seq);
            if every_kind() {
                snapshot.abstained = held.abstained;
                snapshot.rounds = held.rounds.take();
            }
            snapshot.set_votes(votes.as_deref());
        }
        self.poll = snapshot;
        if !was_choosing {
            self.follow_vote();
        }
        // An option that was taken out cannot be unticked, and the server refuses it.
        let options = &self.poll.options;
        let takes_words = write_in_of(&self.poll).is_some_and(|write_in| write_in.max > 0);
        self.chosen.retain(|id| if is_other(id) { takes_words } else { options.iter().any(|option| option.id == *id) });
    }

    /// The server has acknowledged a vote or its withdrawal with this snapshot.
    pub fn acknowledge(&mut self, snapshot: Poll) {
        self.delivery = Some(if snapshot.my_vote.is_some() { Delivery::Delivered } else { Delivery::Withdrawn });
        self.settled = Some(snapshot.seq.clone());
        // Nothing of what was sent is being chosen any more; what the reader has ticked since is.
        if !self.has_gone_on {
            self.chosen.clear();
        }
        self.apply_snapshot(snapshot);
        self.has_gone_on = false;
    }

    /// What is ticked, or its withdrawal, is on its way.
    pub fn send(&mut self) {
        (self.delivery, self.has_gone_on) = (Some(Delivery::Sending), false);
    }

    /// Whether something is shown as not yet delivered.
    pub fn is_in_flight(&self) -> bool {
        self.delivery.is_some_and(Delivery::is_in_flight)
    }

    /// Shows what the server has, in the place of what was ticked or sent.
    pub fn let_go(&mut self) {
        (self.delivery, self.has_gone_on) = (None, false);
        self.follow_vote();
    }

    /// Another reader has come: nothing of the last one's is theirs, neither their vote nor the results that it opened.
    pub fn pass_on(&mut self) {
        let poll = &mut self.poll;
        let had_voted = poll.my_vote.take().is_some();
        if every_kind() {
            (poll.has_abstained, poll.my_before) = (false, None);
            if let Some(WriteIn { mine, .. }) = &mut poll.write_in {
                *mine = None;
            }
        }
        if had_voted && poll.results == ResultsRule::AfterVote && poll.state != PollState::Closed {
            poll.results_visible = false;
            poll.set_votes(None);
        }
        if every_kind() && had_voted && poll.state != PollState::Closed {
            poll.quiz = poll.quiz.take().map(|_| Quiz::default());
        }
        self.settled = None;
        self.tried = false;
        self.let_go();
    }

    /// Whether something ticked awaits being sent, so that ticks must not be taken away.
    fn is_choosing(&self) -> bool {
        self.is_in_flight() || self.has_gone_on || (!self.chosen.is_empty() && self.differs_from_vote())
    }

    /// Words of the reader's answers before reading and after, once both are given.
    pub fn moved(&self) -> Option<(&str, &str)> {
        let Poll { options, my_before, my_vote, .. } = &self.poll;
        let label = |vote: &Option<Vec<String>>| {
            let id = vote.as_ref().filter(|_| !self.is_in_flight())?.first()?;
            options.iter().find(|option| option.id == *id).map(|option| &*option.label)
        };
        Some((label(my_before)?, label(my_vote)?))
    }

    /// Which snapshot is held.
    pub fn seq(&self) -> &Seq {
        &self.poll.seq
    }
}

/// Whether it stands for an answer of the reader's own.
fn is_other(id: &str) -> bool {
    every_kind() && id == OTHER
}

/// The words of an element of a vote; `None` for an option.
fn own_words(element: &str) -> Option<&str> {
    write_in::own_words(element).filter(|_| every_kind())
}

fn same_options(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|id| b.contains(id))
}

#[cfg(test)]
pub(crate) mod tests;

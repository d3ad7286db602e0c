//! Which polls a program knows: those of every kind, or plain ones alone.
//!
//! A poll is plain where readers choose one option or several and see how many others did. Most are, and the frame of one
//! shows no other. So there are two programs for frames (`docs/adr/0062-a-frame-for-plain-polls.md`), and the server names
//! the smaller one where [`is_plain`] says so, and nobody abstains.
//!
//! Both come from the same sources, compiled once. A program that knows every kind calls [`know_every_kind`] first. In the one for plain
//! polls nothing does: [`every_kind`] then reads a variable that nobody writes, so that the optimiser takes it for `false` and drops
//! what stands behind it. Whoever adds a kind or a property of polls
//!
//! - puts what reads, shows and sends it behind [`every_kind`], or behind [`kind_of`] and [`write_in_of`], which ask it;
//! - adds its members to [`is_plain`], by which the server chooses, and to the third part of the tables in `json::wire`,
//!   by which the program for plain polls finds out that its poll is none any longer;
//! - draws the same elements in either program, empty or hidden, since a page is taken over as the server has drawn it.
//!
//! `cargo xtask size` bounds both programs: what a new property costs the frames of plain polls shows there.

use std::sync::atomic::{AtomicBool, Ordering};

use hustings_wire::{Poll, PollKind, PollOption, WriteIn, moment::poll_of};

/// Natively there is one program, the server.
static KNOWS_EVERY_KIND: AtomicBool = AtomicBool::new(cfg!(not(target_arch = "wasm32")));

/// Not the opposite: in a program that knows every kind it is the variable that nobody writes.
static KNOWS_PLAIN_POLLS_ALONE: AtomicBool = AtomicBool::new(false);

/// Says that this program is for polls of every kind. To be called before anything is read.
pub fn know_every_kind() {
    KNOWS_EVERY_KIND.store(true, Ordering::Relaxed);
}

/// Says that this program is for plain polls, and takes any other for a fault. To be called before anything is read.
pub fn know_plain_polls_alone() {
    KNOWS_PLAIN_POLLS_ALONE.store(true, Ordering::Relaxed);
}

/// Whether this program is for polls of every kind.
#[inline]
pub fn every_kind() -> bool {
    KNOWS_EVERY_KIND.load(Ordering::Relaxed)
}

/// Whether this program is for plain polls, and takes any other for a fault.
#[inline]
pub(crate) fn plain_polls_alone() -> bool {
    KNOWS_PLAIN_POLLS_ALONE.load(Ordering::Relaxed)
}

/// The kind of a poll, as far as this program knows kinds.
#[inline]
pub fn kind_of(poll: &Poll) -> PollKind {
    match poll.kind {
        kind if every_kind() => kind,
        PollKind::Multiple => PollKind::Multiple,
        _ => PollKind::Single,
    }
}

/// What a poll says of answers in readers' own words, as far as this program knows them.
#[inline]
pub fn write_in_of(poll: &Poll) -> Option<&WriteIn> {
    poll.write_in.as_ref().filter(|_| every_kind())
}

/// Whether the program for plain polls can show this one, now and whatever its readers do. What a poll hides from a reader it does not
/// tell: whoever asks for all of them looks in the tally for abstentions from when readers could abstain.
pub fn is_plain(poll: &Poll) -> bool {
    // All members, so that whoever adds one has to say on which side it is.
    let Poll {
        id,
        lang: _,
        dir: _,
        question: _,
        kind,
        min_choices: _,
        max_choices: _,
        options,
        voters: _,
        total_votes: _,
        state: _,
        opens_at: _,
        closes_at: _,
        results: _,
        results_visible: _,
        changeable: _,
        abstain,
        abstained,
        has_abstained,
        identity_required: _,
        allowed_origins: _,
        quiz,
        rounds,
        write_in,
        my_vote: _,
        flow,
        my_before,
        seq: _,
    } = poll;
    let is_known = |PollOption { id: _, label: _, image, votes: _, percent: _ }: &PollOption| image.is_none();
    let is_asked_twice = flow.is_some() || my_before.is_some() || poll_of(id) != id;
    let has_abstentions = *abstain || *has_abstained || abstained.is_some();
    let has_more = quiz.is_some() || rounds.is_some() || write_in.is_some();
    let is_known_kind = matches!(kind, PollKind::Single | PollKind::Multiple);
    is_known_kind && options.iter().all(is_known) && !is_asked_twice && !has_abstentions && !has_more
}

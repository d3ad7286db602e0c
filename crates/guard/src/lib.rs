//! The guard of polls with `guarding = "guarded"`: what a reader shows who votes for the first time.
//!
//! - [`token`]: what this server signs, in the forms of a page and as a challenge,
//! - [`ladder`]: how much work the next new voter of a network does; [`work`]: whether it was done,
//! - `today`: how many came from a network, and which challenges were answered,
//! - [`arrival`]: a vote on its way to the poll,
//! - here: what lets a new voter in.
//!
//! The service and the backend import it. Deliberately absent: readers who have voted, other polls, and the votes themselves.

pub mod arrival;
pub mod ladder;
mod today;
pub mod token;
pub mod work;

use std::sync::{Mutex, MutexGuard, PoisonError};

use hustings_http::error::{ApiError, FULL_ASIDE};
use hustings_identity::keys::Key;
use hustings_limits::network::Network;
use hustings_wire::{Challenge, Timestamp};

use arrival::{Arrival, Shown};
use ladder::Ladder;
use today::{Nonce, Tag, Today};
use token::{Kind, Token};

/// Seconds for which a token must have been there: who reads a question takes longer.
const LEAST_AGE: i64 = 2;
/// Seconds for which a challenge is good, and so for which its answer may take.
const CHALLENGE_AGE: i64 = 30 * 60;
/// Seconds for which the token of a page is good.
const PAGE_AGE: i64 = 12 * 3_600;
/// A page gets another token after so many seconds at the latest.
const PAGE_RENEWAL: i64 = 3_600;
/// So many more may come of a network than when a challenge was made: they were under way at the same time.
pub const SLACK: u32 = 100;
/// After so many proofs of a network without their work, what it sends counts in the limit of all votes.
const FAILURES: u32 = 3;
/// So many votes of a network in a poll and day are set aside; more are refused.
const ASIDES: u32 = 100;
/// What stands behind the token of a reader whose browser cannot do the work.
const CANNOT: &str = " cannot";

/// Why a proof was not taken. The text is for people who write clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none.
    #[error("there is none")]
    Missing,
    /// It was not made here, or for another poll or network, or yesterday.
    #[error("its token was not made here for this poll, this network and this day")]
    Foreign,
    /// It was made a moment ago.
    #[error("its token is too young; wait as long as the challenge says")]
    TooYoung,
    /// It is too old.
    #[error("its token is too old")]
    TooOld,
    /// It has let somebody in before.
    #[error("its token was used before")]
    Used,
    /// So many have come since that more work is asked.
    #[error("more work is asked by now")]
    TooLittle,
    /// The counter does not fit the token.
    #[error("its work was not done")]
    NotDone,
}

/// The guard of all polls.
#[derive(Debug)]
pub struct Guard {
    /// Signs tokens. It is made anew at each start and written down nowhere, since no token is good for longer than a day.
    key: Key,
    ladder: Ladder,
    /// Of one derivation.
    iterations: u32,
    today: Mutex<Today>,
}

/// What becomes of a new voter.
#[derive(Debug)]
pub enum Entry<'g> {
    /// They are let in.
    In(Admitted<'g>),
    /// Their vote is set aside, for this reason.
    Aside(&'static str),
}

/// A new voter who was let in, and counted.
#[derive(Debug)]
#[must_use = "one whose vote is not stored is to be given back"]
pub struct Admitted<'g> {
    guard: &'g Guard,
    tags: Vec<Tag>,
    nonce: Option<Nonce>,
}

impl Guard {
    /// Asks no work of so many new voters of a network in a poll and day, and then that of so many leading zero `bits` in
    /// derivations of so many `iterations`.
    pub fn new(share: u32, bits: u8, iterations: u32) -> Self {
        Self { key: Key::random(), ladder: Ladder::new(share, bits), iterations, today: Mutex::default() }
    }

    /// The token for the forms of `poll` on a page that is made now.
    pub fn page_token(&self, poll: &str, now: Timestamp) -> String {
        Token::new(Kind::Page, now.unix(), 0).sign(poll, &[], &self.key)
    }

    /// A short text that changes when a page needs another token.
    pub fn page_stamp(&self, now: Timestamp) -> String {
        let period = now.unix().div_euclid(PAGE_RENEWAL);
        hex::encode(&self.key.short_mac("page stamp", &[&period.to_be_bytes()])[..4])
    }

    /// Lets a new voter into `poll`, and counts them; or sets the vote aside of one who cannot do the work.
    ///
    /// # Errors
    /// `proof_required` with a challenge, `rate_limited`, `unavailable`.
    pub async fn admit(&self, arrival: &Arrival<'_>, poll: &str, now: Timestamp) -> Result<Entry<'_>, ApiError> {
        let now = now.unix();
        let tags = self.tags(poll, arrival.network, now);
        let outcome = match arrival.shown {
            Shown::Nothing => Err(Refusal::Missing),
            Shown::Page(text) => self.check_page(text, poll, &tags, now),
            Shown::Proof(text) => self.check_challenge(text, poll, &tags, now),
        };
        let refused = |refusal| self.refuse(refusal, poll, &tags, now);
        let checked = outcome.map_err(refused)?;
        if let Some(reason) = checked.cannot {
            self.count_aside(&checked, &tags[0].0, now)?.map_err(refused)?;
            return Ok(Entry::Aside(reason));
        }
        let admitted = self.enter(&checked, &tags)?.map_err(refused)?;
        let Some((token, counter)) = checked.work else { return Ok(Entry::In(admitted)) };
        let (address, _) = tags[0];
        // Whoever lets this server compute in vain is bound by the limit of all votes.
        let failures = self.today(now).count(&address).failures;
        if failures >= FAILURES
            && let Err(error) = arrival.check_limit()
        {
            admitted.give_back();
            return Err(error);
        }
        let (bits, iterations) = (checked.bits, self.iterations);
        let is_done = match arrival.cpu.run(move || work::is_done(&token, counter, iterations, bits)).await {
            Ok(is_done) => is_done,
            Err(error) => {
                admitted.give_back();
                return Err(error);
            }
        };
        if !is_done {
            admitted.uncount();
            self.today(now).change(address, |_| false, |count| count.failures += 1);
            return Err(refused(Refusal::NotDone));
        }
        Ok(Entry::In(admitted))
    }

    /// Counts a vote that is set aside, and remembers the challenge as answered.
    fn count_aside(&self, checked: &Checked, address: &Tag, now: i64) -> Result<Result<(), Refusal>, ApiError> {
        let mut today = self.today(now);
        if today.count(address).asides >= ASIDES {
            return Err(ApiError::rate_limited(FULL_ASIDE));
        }
        if let Err(refusal) = answer(&mut today, checked)? {
            return Ok(Err(refusal));
        }
        today.change(*address, |_| false, |count| count.asides += 1);
        Ok(Ok(()))
    }

    fn today(&self, now: i64) -> MutexGuard<'_, Today> {
        let mut today = self.lock();
        today.turn_to(now, CHALLENGE_AGE);
        today
    }

    fn lock(&self) -> MutexGuard<'_, Today> {
        // A panic cannot leave half a change: each is one call on a map.
        self.today.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tags of a network and of the wider ones around it, each with how much it may, in halves of what an address may.
    fn tags(&self, poll: &str, network: Network, now: i64) -> Vec<(Tag, u32)> {
        let today = self.today(now);
        let networks = [(Some(network), 2), (network.home(), 3), (network.site(), 4)];
        networks.into_iter().filter_map(|(network, halves)| Some((today.tag(poll, network?), halves))).collect()
    }

    /// The work that is asked after `slack` fewer voters than there were.
    fn bits(&self, tags: &[(Tag, u32)], now: i64, slack: u32) -> u8 {
        let today = self.today(now);
        let bits = |(tag, halves): &(Tag, u32)| self.ladder.bits_of(today.count(tag).voters, *halves, slack);
        tags.iter().map(bits).max().unwrap_or_default()
    }

    fn check_page(&self, text: &str, poll: &str, tags: &[(Tag, u32)], now: i64) -> Result<Checked, Refusal> {
        let token = Token::verify(text, poll, &[], &self.key).filter(|token| token.kind == Kind::Page);
        let token = token.ok_or(Refusal::Foreign)?;
        check_age(&token, now, PAGE_AGE)?;
        let cannot = (self.bits(tags, now, SLACK) > 0).then_some("no-scripts");
        Ok(Checked { nonce: None, bits: 0, work: None, cannot })
    }

    fn check_challenge(&self, text: &str, poll: &str, tags: &[(Tag, u32)], now: i64) -> Result<Checked, Refusal> {
        let (text, cannot) = text.strip_suffix(CANNOT).map_or((text, false), |text| (text, true));
        let (text, counter) = token::split(text).ok_or(Refusal::Foreign)?;
        let (address, _) = &tags[0];
        let token = Token::verify(text, poll, address, &self.key).filter(|token| token.kind == Kind::Challenge);
        let token = token.ok_or(Refusal::Foreign)?;
        check_age(&token, now, CHALLENGE_AGE)?;
        if cannot && (token.bits > 0 || self.bits(tags, now, SLACK) > 0) {
            return Ok(Checked { nonce: Some(token.nonce), bits: 0, work: None, cannot: Some("no-work") });
        }
        if token.bits < self.bits(tags, now, SLACK) {
            return Err(Refusal::TooLittle);
        }
        let work = match (token.bits, counter) {
            (0, _) => None,
            (_, Some(counter)) => Some((text.to_owned(), counter)),
            (_, None) => return Err(Refusal::NotDone),
        };
        Ok(Checked { nonce: Some(token.nonce), bits: token.bits, work, cannot: None })
    }

    /// Counts a voter, and remembers the challenge as answered.
    fn enter(&self, checked: &Checked, tags: &[(Tag, u32)]) -> Result<Result<Admitted<'_>, Refusal>, ApiError> {
        let mut today = self.lock();
        if let Err(refusal) = answer(&mut today, checked)? {
            return Ok(Err(refusal));
        }
        let tags: Vec<Tag> = tags.iter().map(|(tag, _)| *tag).collect();
        for tag in &tags {
            let is_small = |count: &today::Count| self.ladder.bits(count.voters) == 0;
            today.change(*tag, is_small, |count| count.voters = count.voters.saturating_add(1));
        }
        Ok(Ok(Admitted { guard: self, tags, nonce: checked.nonce }))
    }

    fn refuse(&self, refusal: Refusal, poll: &str, tags: &[(Tag, u32)], now: i64) -> ApiError {
        let (address, _) = &tags[0];
        let bits = self.bits(tags, now, 0);
        let token = Token::new(Kind::Challenge, now, bits).sign(poll, address, &self.key);
        let wait_ms = LEAST_AGE as u32 * 1_000;
        ApiError::proof_required(refusal, Challenge { token, iterations: self.iterations, bits, wait_ms })
    }
}

/// What is left to do for a token that is good.
struct Checked {
    nonce: Option<Nonce>,
    bits: u8,
    /// Token and counter.
    work: Option<(String, u64)>,
    /// Why the work cannot be done, where that is said.
    cannot: Option<&'static str>,
}

/// Remembers the challenge, if there is one, as answered. There may be no room for that.
fn answer(today: &mut Today, checked: &Checked) -> Result<Result<(), Refusal>, ApiError> {
    match checked.nonce.map_or(Some(true), |nonce| today.answer(nonce)) {
        Some(true) => Ok(Ok(())),
        Some(false) => Ok(Err(Refusal::Used)),
        None => Err(ApiError::unavailable()),
    }
}

fn check_age(token: &Token, now: i64, most: i64) -> Result<(), Refusal> {
    match now.saturating_sub(token.issued_at) {
        age if age < LEAST_AGE => Err(Refusal::TooYoung),
        age if age > most => Err(Refusal::TooOld),
        _ => Ok(()),
    }
}

impl Admitted<'_> {
    /// The vote was not stored: as if nobody had come.
    pub fn give_back(self) {
        if let Some(nonce) = &self.nonce {
            self.guard.lock().forget_answer(nonce);
        }
        self.uncount();
    }

    fn uncount(self) {
        let mut today = self.guard.lock();
        for tag in self.tags {
            today.change(tag, |_| false, |count| count.voters = count.voters.saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod tests;

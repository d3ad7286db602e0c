//! The guard without HTTP: who is let in, and with what.

use std::sync::Arc;

use axum::http::HeaderMap;
use hustings_http::cpu_work::CpuWork;
use hustings_limits::{
    network::{Peer, Proxies},
    rate_limit::RateLimit,
};
use hustings_wire::ErrorCode;

use crate::*;

const NOON: i64 = 86_400 * 20_000 + 43_200;

/// A guard, and what its votes come by.
struct Gate {
    guard: Guard,
    cpu: CpuWork,
    limit: RateLimit,
    headers: HeaderMap,
}

impl Gate {
    fn new(share: u32) -> Self {
        let limit = RateLimit::new(0, 1, Arc::new(Proxies::default()));
        Self { guard: Guard::new(share, 1, 1), cpu: CpuWork::new(1), limit, headers: HeaderMap::new() }
    }

    async fn come(&self, network: Network, shown: Shown<'_>, now: i64) -> Result<Admitted<'_>, ApiError> {
        match self.enter(network, shown, now).await? {
            Entry::In(admitted) => Ok(admitted),
            Entry::Aside(reason) => panic!("set aside: {reason}"),
        }
    }

    async fn enter(&self, network: Network, shown: Shown<'_>, now: i64) -> Result<Entry<'_>, ApiError> {
        let Self { guard, cpu, limit, headers } = self;
        let arrival = Arrival { network, shown, guard, cpu, limit, peer: None, headers };
        guard.admit(&arrival, "which", Timestamp::from_unix(now)).await
    }

    /// The challenge for somebody who comes without a proof.
    async fn challenge(&self, network: Network, now: i64) -> Challenge {
        let refused = self.come(network, Shown::Nothing, now).await.expect_err("nobody comes in without one");
        assert_eq!((refused.code(), refused.status().as_u16()), (ErrorCode::ProofRequired, 428));
        refused.challenge().expect("with a challenge").clone()
    }

    /// Lets somebody in who does what is asked. Returns the work that it was.
    async fn vote(&self, network: Network, now: i64) -> u8 {
        let challenge = self.challenge(network, now).await;
        let proof = answer(&challenge);
        let _admitted = self.come(network, Shown::Proof(&proof), now + LEAST_AGE).await.expect("let in");
        challenge.bits
    }
}

/// The proof for a challenge.
fn answer(Challenge { token, iterations, bits, .. }: &Challenge) -> String {
    if *bits == 0 {
        return token.clone();
    }
    let counter = (0..).find(|counter| work::is_done(token, *counter, *iterations, *bits)).expect("there are many");
    format!("{token}.{counter}")
}

/// Why somebody is not let in.
async fn refusal(gate: &Gate, network: Network, shown: Shown<'_>, now: i64) -> String {
    gate.come(network, shown, now).await.expect_err("refused").to_string()
}

#[tokio::test]
async fn a_challenge_lets_one_voter_in_once() {
    let gate = Gate::new(100);
    let (here, there) = (Network::V4(1), Network::V4(2));
    let token = gate.challenge(here, NOON).await.token;
    let shown = Shown::Proof(&token);
    for (network, at, why) in [
        (here, NOON, Refusal::TooYoung),
        (here, NOON + 1, Refusal::TooYoung),
        (here, NOON - 10, Refusal::TooYoung),
        (there, NOON + 2, Refusal::Foreign),
        (here, NOON + CHALLENGE_AGE + 1, Refusal::TooOld),
        (here, NOON + 86_400, Refusal::Foreign),
    ] {
        assert!(refusal(&gate, network, shown, at).await.contains(&why.to_string()), "{network:?} at {at}");
    }
    // The last one was of another day, whose key is another.
    let token = gate.challenge(here, NOON).await.token;
    let shown = Shown::Proof(&token);
    let _in = gate.come(here, shown, NOON + LEAST_AGE).await.expect("let in");
    assert!(refusal(&gate, here, shown, NOON + LEAST_AGE).await.contains(&Refusal::Used.to_string()));
    assert!(refusal(&gate, here, shown, NOON + CHALLENGE_AGE).await.contains(&Refusal::Used.to_string()));
}

#[tokio::test]
async fn a_vote_that_could_not_be_stored_leaves_the_proof_good() {
    let gate = Gate::new(1);
    let token = gate.challenge(Network::V4(1), NOON).await.token;
    gate.come(Network::V4(1), Shown::Proof(&token), NOON + 2).await.expect("let in").give_back();
    assert_eq!(gate.challenge(Network::V4(1), NOON).await.bits, 0, "nobody was counted");
    let _in = gate.come(Network::V4(1), Shown::Proof(&token), NOON + 3).await.expect("let in again");
    assert_eq!(gate.challenge(Network::V4(1), NOON).await.bits, 1);
}

#[tokio::test]
async fn work_that_was_not_done_lets_nobody_in_and_is_bounded() {
    let mut gate = Gate::new(0);
    gate.limit = RateLimit::new(1, 2, Arc::default());
    let wrong = async |gate: &Gate| {
        let challenge = gate.challenge(Network::V4(1), NOON).await;
        assert_eq!(challenge.bits, 1);
        let counter = (0..).find(|counter| !work::is_done(&challenge.token, *counter, 1, 1)).expect("there are many");
        let peer = Peer(([192, 0, 2, 1], 4_000).into());
        let proof = format!("{}.{counter}", challenge.token);
        let Gate { guard, cpu, limit, headers } = gate;
        let shown = Shown::Proof(&proof);
        let arrival = Arrival { network: Network::V4(1), shown, guard, cpu, limit, peer: Some(peer), headers };
        arrival.admit("which", Timestamp::from_unix(NOON + 2)).await.expect_err("refused").code()
    };
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(wrong(&gate).await);
    }
    let (asked, limited) = (ErrorCode::ProofRequired, ErrorCode::RateLimited);
    assert_eq!(codes, [asked, asked, asked, asked, asked, limited], "three are free, two more are within the limit");
    let token = gate.challenge(Network::V4(1), NOON).await.token;
    let without = refusal(&gate, Network::V4(1), Shown::Proof(&token), NOON + 2).await;
    assert!(without.contains(&Refusal::NotDone.to_string()), "{without}");
}

#[tokio::test]
async fn the_token_of_a_page_is_everybodys_as_long_as_few_come() {
    let gate = Gate::new(3);
    let page = gate.guard.page_token("which", Timestamp::from_unix(NOON));
    let other = gate.guard.page_token("other", Timestamp::from_unix(NOON));
    let here = Network::V4(1);
    for (shown, at, why) in [
        (Shown::Page(&page), NOON + 1, Refusal::TooYoung),
        (Shown::Page(&page), NOON + PAGE_AGE + 1, Refusal::TooOld),
        (Shown::Page(&other), NOON + 2, Refusal::Foreign),
        (Shown::Proof(&page), NOON + 2, Refusal::Foreign),
        (Shown::Page(""), NOON + 2, Refusal::Foreign),
    ] {
        assert!(refusal(&gate, here, shown, at).await.contains(&why.to_string()), "{shown:?}");
    }
    let challenge = gate.challenge(here, NOON).await.token;
    assert!(refusal(&gate, here, Shown::Page(&challenge), NOON + 2).await.contains(&Refusal::Foreign.to_string()));
    for _ in 0..3 + SLACK {
        let _in = gate.come(here, Shown::Page(&page), NOON + PAGE_AGE).await.expect("few have come");
    }
    let many = gate.enter(here, Shown::Page(&page), NOON + PAGE_AGE).await;
    assert!(matches!(many, Ok(Entry::Aside("no-scripts"))), "{many:?}");
    let _in = gate.come(Network::V4(2), Shown::Page(&page), NOON + PAGE_AGE).await.expect("another network's share");
}

#[tokio::test]
async fn work_is_asked_by_what_came_from_the_network_and_those_around_it() {
    let gate = Gate::new(2);
    // A /64 has its share, a /56 half as much again, a /48 twice as much.
    let works = async |networks: &[u64]| {
        let mut works = Vec::new();
        for network in networks {
            works.push(gate.vote(Network::V6(*network), NOON).await);
        }
        works
    };
    assert_eq!(works(&[0x1_0000, 0x1_0000, 0x1_0000]).await, [0, 0, 1]);
    assert_eq!(works(&[0x1_0001]).await, [1], "three of one /56 have come");
    assert_eq!(works(&[0x1_0100, 0x1_0200]).await, [1, 1], "four of one /48 have come");
    assert_eq!(works(&[0x3_0000, 0x3_0001, 0x3_0002, 0x3_0100, 0x3_0200]).await, [0, 0, 0, 0, 1]);
    assert_eq!(works(&[0x2_0000]).await, [0]);
    assert_eq!(gate.vote(Network::V4(1), NOON).await, 0);
    assert_eq!(gate.vote(Network::V6(0x1_0000), NOON + 86_400).await, 0, "tomorrow nobody has come");
}

#[tokio::test]
async fn who_began_with_less_work_is_taken_until_many_more_have_come() {
    let gate = Gate::new(1);
    let here = Network::V4(1);
    let (early, late) = (gate.challenge(here, NOON).await.token, gate.challenge(here, NOON).await.token);
    assert_eq!(gate.vote(here, NOON).await, 0);
    assert_eq!(gate.vote(here, NOON).await, 1);
    let _in = gate.come(here, Shown::Proof(&early), NOON + 2).await.expect("it was under way");
    for _ in 0..SLACK {
        gate.vote(here, NOON).await;
    }
    let refused = refusal(&gate, here, Shown::Proof(&late), NOON + 2).await;
    assert!(refused.contains(&Refusal::TooLittle.to_string()), "{refused}");
}

#[test]
fn a_page_gets_another_token_by_the_hour_and_by_each_start() {
    let (one, other) = (Gate::new(1).guard, Gate::new(1).guard);
    let stamp = |guard: &Guard, at| guard.page_stamp(Timestamp::from_unix(at));
    assert_eq!(stamp(&one, NOON), stamp(&one, NOON + 3_599));
    assert_ne!(stamp(&one, NOON), stamp(&one, NOON + 3_600));
    assert_ne!(stamp(&one, NOON), stamp(&other, NOON));
}

#[tokio::test]
async fn who_cannot_work_is_set_aside_so_many_of_a_network_and_once_for_each_challenge() {
    let gate = Gate::new(0);
    let (here, there) = (Network::V4(1), Network::V4(2));
    let cannot = async |network| format!("{} cannot", gate.challenge(network, NOON).await.token);
    let first = cannot(here).await;
    assert!(refusal(&gate, here, Shown::Proof(&first), NOON).await.contains(&Refusal::TooYoung.to_string()));
    assert!(refusal(&gate, there, Shown::Proof(&first), NOON + 2).await.contains(&Refusal::Foreign.to_string()));
    assert!(matches!(gate.enter(here, Shown::Proof(&first), NOON + 2).await, Ok(Entry::Aside("no-work"))));
    assert!(refusal(&gate, here, Shown::Proof(&first), NOON + 2).await.contains(&Refusal::Used.to_string()));
    for _ in 1..ASIDES {
        assert!(matches!(gate.enter(here, Shown::Proof(&cannot(here).await), NOON + 2).await, Ok(Entry::Aside(_))));
    }
    let more = gate.enter(here, Shown::Proof(&cannot(here).await), NOON + 2).await.expect_err("too many");
    assert_eq!((more.code(), more.retry_after()), (ErrorCode::RateLimited, Some(FULL_ASIDE)));
    assert!(matches!(gate.enter(there, Shown::Proof(&cannot(there).await), NOON + 2).await, Ok(Entry::Aside(_))));
    assert_eq!(gate.challenge(here, NOON).await.bits, 1, "they are not counted as voters");
    // Where no work is asked, nobody need say that they cannot.
    let easy = Gate::new(1);
    let proof = format!("{} cannot", easy.challenge(here, NOON).await.token);
    let _in = easy.come(here, Shown::Proof(&proof), NOON + 2).await.expect("let in");
}

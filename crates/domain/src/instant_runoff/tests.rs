//! Cases from the literature, the laws, and a count by the definition alone.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const SEED: LogHash = LogHash([7; 32]);

/// Orders as texts such as `a>b`, each with how many votes have it.
fn counted(options: &[&str], votes: &[(&str, u64)]) -> Vec<Round> {
    let mut ranked = RankedVotes::new(options.iter().copied());
    for (order, number) in votes {
        ranked.add(order.split('>'), *number);
    }
    ranked.count(SEED)
}

/// Rounds as lines such as `a 3, b 1, exhausted 2: b out`.
fn said(rounds: &[Round]) -> Vec<String> {
    let line = |round: &Round| {
        let votes: Vec<String> = round.votes.iter().map(|(id, votes)| format!("{id} {votes}")).collect();
        let exhausted = if round.exhausted > 0 { format!(", exhausted {}", round.exhausted) } else { String::new() };
        let end = match (&round.eliminated, &round.elected) {
            (Some(out), None) => format!("{out} out"),
            (None, Some(won)) => format!("{won} won"),
            other => panic!("a round has one end, not {other:?}"),
        };
        format!("{}{exhausted}: {end}", votes.join(", "))
    };
    rounds.iter().map(line).collect()
}

/// The capital of Tennessee, by the distances between its four largest cities ("Instant-runoff voting", Wikipedia).
#[test]
fn knoxville_becomes_the_capital_of_tennessee() {
    let votes = [
        ("memphis>nashville>chattanooga>knoxville", 42),
        ("nashville>chattanooga>knoxville>memphis", 26),
        ("chattanooga>knoxville>nashville>memphis", 15),
        ("knoxville>chattanooga>nashville>memphis", 17),
    ];
    let rounds = counted(&["memphis", "nashville", "chattanooga", "knoxville"], &votes);
    let expected = [
        "chattanooga 15, knoxville 17, memphis 42, nashville 26: chattanooga out",
        "knoxville 32, memphis 42, nashville 26: nashville out",
        "knoxville 58, memphis 42: knoxville won",
    ];
    assert_eq!(said(&rounds), expected);
}

/// The last rounds of the election of Burlington's mayor in 2009, in which the one whom a majority preferred to each of the
/// others went out (J. Gierzynski et al., "Instant Runoff Voting: What Happened in Burlington", 2009).
#[test]
fn burlington_elects_kiss_though_montroll_beats_each_of_the_others() {
    let votes = [
        ("kiss>montroll>wright", 2043),
        ("kiss>wright>montroll", 371),
        ("kiss", 568),
        ("montroll>kiss>wright", 1332),
        ("montroll>wright>kiss", 767),
        ("montroll", 455),
        ("wright>montroll>kiss", 1513),
        ("wright>kiss>montroll", 495),
        ("wright", 1289),
    ];
    let expected =
        ["kiss 2982, montroll 2554, wright 3297: montroll out", "kiss 4314, wright 4064, exhausted 455: kiss won"];
    assert_eq!(said(&counted(&["kiss", "montroll", "wright"], &votes)), expected);
}

#[test]
fn small_counts_are_what_one_would_write_by_hand() {
    type Case<'a> = (&'a str, &'a [(&'a str, u64)], &'a [&'a str]);
    let cases: [Case<'_>; 6] = [
        ("nobody has voted", &[], &[]),
        ("all name what is no option any more", &[("x", 3)], &[]),
        ("a majority ends it at once", &[("a>b", 3), ("b", 2)], &["a 3, b 2, c 0: a won"]),
        (
            "half is no majority",
            &[("a", 2), ("b>a", 1), ("c>a", 1)],
            // Of b and c, which are equal, c is drawn with this seed.
            &["a 2, b 1, c 1: c out", "a 3, b 1: a won"],
        ),
        (
            "votes that name nothing else are exhausted, and half of the rest is enough",
            &[("a", 4), ("b", 3), ("c", 2)],
            &["a 4, b 3, c 2: c out", "a 4, b 3, exhausted 2: a won"],
        ),
        (
            "an option that is gone is passed over, and one that is there twice counts once",
            &[("x>b>b>c", 1), ("a>a>b", 1), ("b", 1), ("x", 1)],
            &["a 1, b 2, c 0, exhausted 1: b won"],
        ),
    ];
    for (name, votes, expected) in cases {
        assert_eq!(said(&counted(&["a", "b", "c"], votes)), expected, "{name}");
    }
}

#[test]
fn a_tie_is_decided_by_the_latest_round_in_which_they_differ() {
    // After d, c and b have 5 each; before, c had 5 and b had 4, so b goes out.
    let votes = [("a", 6), ("b>a", 4), ("c>a", 5), ("d>b", 1)];
    let expected = ["a 6, b 4, c 5, d 1: d out", "a 6, b 5, c 5: b out", "a 10, c 5, exhausted 1: a won"];
    assert_eq!(said(&counted(&["a", "b", "c", "d"], &votes)), expected);
}

#[test]
fn what_no_round_decides_is_drawn_by_the_documented_rule() {
    let documented = include_str!("../../../../docs/verifying.md");
    let seed = LogHash::of("hustings");
    let mut ranked = RankedVotes::new(["green", "mint"]);
    ranked.add(["green"], 1);
    ranked.add(["mint"], 1);
    let rounds = ranked.count(seed);
    let draws = ["green", "mint"].map(|id| LogHash::of(&format!("hustings drawing 1\n{}\n{id}", seed.text())));
    let out = if draws[0] < draws[1] { "green" } else { "mint" };
    assert_eq!(rounds[0].eliminated.as_deref(), Some(out));
    for text in [format!("hustings drawing 1\n{}\ngreen", seed.text()), draws[0].text(), draws[1].text()] {
        assert!(documented.contains(&text), "docs/verifying.md does not say {text}");
    }
    assert!(documented.contains(&format!("`{out}` goes out")), "docs/verifying.md does not say that {out} goes out");
    // Another seed draws otherwise.
    let outs: Vec<_> = (0..20).map(|seed| drawn(LogHash([seed; 32]), "a") < drawn(LogHash([seed; 32]), "b")).collect();
    assert!(outs.contains(&true) && outs.contains(&false));
}

/// The count by the definition, which looks at every vote again in every round. It shares nothing with the other one but the
/// hash. Written for these tests.
fn by_definition(options: &[String], votes: &[(Vec<String>, u64)], seed: LogHash) -> Vec<Round> {
    let mut still_in: Vec<String> = options.to_vec();
    still_in.sort();
    let mut rounds: Vec<Round> = Vec::new();
    loop {
        let mut tally: BTreeMap<String, u64> = still_in.iter().map(|id| (id.clone(), 0)).collect();
        let mut exhausted = 0;
        for (order, number) in votes {
            match order.iter().find(|id| still_in.contains(id)) {
                Some(id) => *tally.entry(id.clone()).or_default() += number,
                None => exhausted += number,
            }
        }
        let counting: u64 = tally.values().sum();
        if counting == 0 {
            return rounds;
        }
        let elected = still_in.iter().find(|id| tally[*id] * 2 > counting).cloned();
        let eliminated = elected.is_none().then(|| {
            // The history of an option, the present first: the smallest goes out, and the drawing decides last.
            let history = |id: &String| {
                let before = rounds.iter().rev().flat_map(|round| round.votes.iter().filter(|(other, _)| other == id));
                let mut history = vec![tally[id]];
                history.extend(before.map(|(_, votes)| *votes));
                (history, LogHash::of(&format!("hustings drawing 1\n{}\n{id}", seed.text())))
            };
            still_in.iter().min_by_key(|id| history(id)).cloned().expect("an option is in")
        });
        rounds.push(Round {
            votes: tally.into_iter().collect(),
            exhausted,
            eliminated: eliminated.clone(),
            elected: elected.clone(),
        });
        if elected.is_some() {
            return rounds;
        }
        still_in.retain(|id| Some(id) != eliminated.as_ref());
    }
}

/// Some orders of `a` to at most `l`, most of them short and so often tied; and the number of options.
fn any_votes() -> impl Strategy<Value = (Vec<String>, Vec<(Vec<String>, u64)>)> {
    (2usize..=12).prop_flat_map(|number| {
        let options: Vec<String> = ('a'..='l').take(number).map(String::from).collect();
        let order = Just(options.clone()).prop_shuffle().prop_flat_map(move |order| {
            (1..=order.len()).prop_map(move |length| order.iter().take(length).cloned().collect::<Vec<_>>())
        });
        let votes = prop::collection::vec((order, prop_oneof![4 => 1u64..4, 1 => 0u64..1_000_000]), 0..24);
        (Just(options), votes)
    })
}

fn count_of(options: &[String], votes: &[(Vec<String>, u64)], seed: LogHash) -> Vec<Round> {
    let mut ranked = RankedVotes::new(options.iter().map(String::as_str));
    for (order, number) in votes {
        ranked.add(order.iter().map(String::as_str), *number);
    }
    ranked.count(seed)
}

fn winner(rounds: &[Round]) -> Option<&String> {
    rounds.last()?.elected.as_ref()
}

proptest! {
    #[test]
    fn it_counts_as_the_definition_says((options, votes) in any_votes(), seed in any::<[u8; 32]>()) {
        let seed = LogHash(seed);
        prop_assert_eq!(count_of(&options, &votes, seed), by_definition(&options, &votes, seed));
    }

    #[test]
    fn every_round_has_all_votes_and_one_option_less((options, votes) in any_votes()) {
        let all: u64 = votes.iter().map(|(_, number)| number).sum();
        let rounds = count_of(&options, &votes, SEED);
        prop_assert_eq!(rounds.is_empty(), all == 0);
        let mut left: Vec<String> = options;
        for (index, round) in rounds.iter().enumerate() {
            let ids: Vec<String> = round.votes.iter().map(|(id, _)| id.clone()).collect();
            prop_assert_eq!(&ids, &left);
            prop_assert_eq!(round.votes.iter().map(|(_, votes)| votes).sum::<u64>() + round.exhausted, all);
            let is_last = index + 1 == rounds.len();
            prop_assert_eq!((round.eliminated.is_none(), round.elected.is_some()), (is_last, is_last));
            left.retain(|id| Some(id) != round.eliminated.as_ref());
        }
    }

    #[test]
    fn whoever_is_first_for_most_wins_at_once((options, mut votes) in any_votes(), by in 1u64..9) {
        let others: u64 = votes.iter().map(|(_, number)| number).sum();
        votes.push((vec![options[0].clone()], others + by));
        let rounds = count_of(&options, &votes, SEED);
        prop_assert_eq!((rounds.len(), winner(&rounds)), (1, Some(&options[0])));
    }

    /// Later-no-harm (D. R. Woodall, 1997): what a vote says after the winner changes nothing, be it taken away or not.
    #[test]
    fn what_is_named_after_the_winner_does_no_harm((options, votes) in any_votes()) {
        let rounds = count_of(&options, &votes, SEED);
        let won = winner(&rounds);
        let up_to_winner = |(order, number): &(Vec<String>, u64)| {
            let length = order.iter().position(|id| Some(id) == won).map_or(order.len(), |at| at + 1);
            (order[..length].to_vec(), *number)
        };
        let shorter: Vec<_> = votes.iter().map(up_to_winner).collect();
        prop_assert_eq!(count_of(&options, &shorter, SEED), rounds);
    }

    #[test]
    fn votes_may_come_in_any_order_and_in_parts(
        (options, votes, shuffled) in any_votes().prop_flat_map(|(options, votes)| {
            let parts = votes.iter().flat_map(|(order, number)| {
                let half = number / 2;
                [(order.clone(), half), (order.clone(), number - half)]
            });
            let parts: Vec<_> = parts.collect();
            (Just(options), Just(votes), Just(parts).prop_shuffle())
        })
    ) {
        let mut backwards = options.clone();
        backwards.reverse();
        prop_assert_eq!(count_of(&options, &votes, SEED), count_of(&backwards, &shuffled, SEED));
    }
}

//! How the backend counts a ranking: every vote is looked at again in every round.

use serde_json::{Map, Value, json};

use super::{
    content::{OPTIONS, Poll},
    fault::Fault,
};

/// The rounds of votes by readers, and of earlier ones that name one option each.
pub(crate) fn rounds<'a>(
    poll: &Poll,
    votes: impl Iterator<Item = &'a Vec<String>>,
    fault: Option<Fault>,
) -> Vec<(Value, [u64; 3])> {
    let mut ballots: Vec<(Vec<&str>, u64)> = OPTIONS.iter().zip(poll.earlier).map(|(id, n)| (vec![*id], n)).collect();
    ballots.extend(votes.map(|vote| (vote.iter().map(String::as_str).collect(), 1)));
    let mut left: Vec<&str> = OPTIONS.to_vec();
    let mut rounds = Vec::new();
    loop {
        let (mut counts, mut exhausted) = ([0; 3], 0);
        for (order, number) in &ballots {
            match order.iter().find(|id| left.contains(id)).and_then(|id| OPTIONS.iter().position(|other| other == id))
            {
                Some(index) => counts[index] += number,
                None => exhausted += number,
            }
        }
        let count = |id: &str| OPTIONS.iter().position(|other| *other == id).map_or(0, |index| counts[index]);
        let counting: u64 = counts.iter().sum();
        if counting == 0 {
            return rounds;
        }
        if fault == Some(Fault::ExhaustedForgotten) {
            exhausted = 0;
        }
        let votes: Map<String, Value> = left.iter().map(|id| ((*id).to_owned(), json!(count(id)))).collect();
        let mut round = json!({ "votes": votes, "exhausted": exhausted });
        if let Some(elected) = left.iter().find(|id| count(id) * 2 > counting) {
            round["elected"] = json!(elected);
            rounds.push((round, counts));
            return rounds;
        }
        left.sort_by_key(|id| count(id));
        // The first has the fewest, the last but one is the second.
        let out = left.remove(if fault == Some(Fault::SecondGoesOut) { left.len() - 2 } else { 0 });
        round["eliminated"] = json!(out);
        rounds.push((round, counts));
    }
}

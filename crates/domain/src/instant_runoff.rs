//! Instant-runoff voting: how votes that put options in order are counted, as in *Robert's Rules of Order* ("preferential
//! voting") and in the elections of San Francisco (Charter, section 13.102), one option going out at a time.
//!
//! Every vote counts for the option that it puts first among those still in. Whoever has more than half of the votes that
//! count has won. Else the option with the fewest goes out, and its votes go to the next option that they name, or are
//! exhausted. Of several with the fewest, the one goes out that had the fewest in the latest round before in which they
//! differ; of those that never differ, the one that is drawn, by a rule and a seed that everybody can compute again.
//!
//! Deliberately absent: where votes are kept, and who sees the result.

use hustings_wire::Round;

use crate::LogHash;

/// The first line of what a drawing hashes. Another rule gets another one.
const DRAWING_RULE: &str = "hustings drawing 1";

/// Votes that put some of the same options in order, to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankedVotes {
    /// Ids in their own order, so that a place here stands for an option below.
    options: Vec<String>,
    /// The orders of all votes, one after the other, since a list for each would cost more than all the rest: places in
    /// `options`, in each order at most once, the most preferred first.
    orders: Vec<usize>,
    votes: Vec<Ranked>,
}

/// Votes with the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ranked {
    /// What is left of their order, as the part of `orders` from here to `end`: the options before it are out.
    from: usize,
    end: usize,
    /// How many there are.
    number: u64,
}

impl RankedVotes {
    /// None yet, on these options.
    pub fn new<'a>(options: impl IntoIterator<Item = &'a str>) -> Self {
        let mut options: Vec<String> = options.into_iter().map(str::to_owned).collect();
        options.sort_unstable();
        options.dedup();
        Self { options, orders: Vec::new(), votes: Vec::new() }
    }

    /// Adds so many votes with this order of ids. Options that there are not are passed over, since an option may have been
    /// taken out of the poll; of one that is there twice the first counts.
    pub fn add<'a>(&mut self, order: impl IntoIterator<Item = &'a str>, number: u64) {
        let from = self.orders.len();
        for id in order {
            let place = self.options.binary_search_by(|option| option.as_str().cmp(id)).ok();
            if let Some(place) = place.filter(|place| !self.orders[from..].contains(place)) {
                self.orders.push(place);
            }
        }
        self.votes.push(Ranked { from, end: self.orders.len(), number });
    }

    /// Counts. No rounds where no vote names any of the options. The work grows with the votes and with how often one goes
    /// to another option, whatever the order in which they were added.
    pub fn count(self, seed: LogHash) -> Vec<Round> {
        let Self { options, orders, votes } = self;
        let (piles, held) = (vec![Vec::new(); options.len()], vec![Some(0); options.len()]);
        let mut count = Count { orders, piles, held, exhausted: 0, history: Vec::new() };
        votes.into_iter().for_each(|vote| count.place(vote));
        let mut rounds = Vec::new();
        while let Some(end) = count.end(&options, seed) {
            let by_id = |(id, held): (&String, &Option<u64>)| held.map(|held| (id.clone(), held));
            let votes = options.iter().zip(&count.held).filter_map(by_id).collect();
            let id = |place: usize| options.get(place).cloned();
            let (eliminated, elected) = match end {
                End::Out(place) => (id(place), None),
                End::Won(place) => (None, id(place)),
            };
            rounds.push(Round { votes, exhausted: count.exhausted, eliminated, elected });
            match end {
                End::Won(_) => break,
                End::Out(place) => count.eliminate(place),
            }
        }
        rounds
    }
}

/// How a round ends.
#[derive(Clone, Copy)]
enum End {
    Out(usize),
    Won(usize),
}

/// A count under way.
struct Count {
    /// See [`RankedVotes`].
    orders: Vec<usize>,
    /// The votes that count for each option now.
    piles: Vec<Vec<Ranked>>,
    /// How many these are; none for an option that is out.
    held: Vec<Option<u64>>,
    exhausted: u64,
    /// What [`Self::held`] was in the rounds before.
    history: Vec<Vec<Option<u64>>>,
}

impl Count {
    /// Lets votes count for the first option that they name and that is still in.
    fn place(&mut self, mut vote: Ranked) {
        while vote.from < vote.end {
            let place = self.orders[vote.from];
            if let Some(held) = &mut self.held[place] {
                *held += vote.number;
                self.piles[place].push(vote);
                return;
            }
            vote.from += 1;
        }
        self.exhausted += vote.number;
    }

    /// How this round ends; none where no vote counts.
    fn end(&self, options: &[String], seed: LogHash) -> Option<End> {
        let still_in = || self.held.iter().enumerate().filter_map(|(place, held)| Some((place, (*held)?)));
        let counting: u64 = still_in().map(|(_, held)| held).sum();
        let (first, most) = still_in().max_by_key(|(_, held)| *held)?;
        if counting == 0 {
            return None;
        }
        if most > counting - most {
            return Some(End::Won(first));
        }
        let places = still_in().map(|(place, _)| place).collect();
        let fewest = fewest(places, &self.held);
        // Of several, those that had the fewest in the round before, and in the one before that.
        let tied = self.history.iter().rev().fold(fewest, |tied, held| self::fewest(tied, held));
        tied.into_iter().min_by_key(|place| drawn(seed, &options[*place])).map(End::Out)
    }

    fn eliminate(&mut self, place: usize) {
        self.history.push(self.held.clone());
        self.held[place] = None;
        for vote in std::mem::take(&mut self.piles[place]) {
            self.place(vote);
        }
    }
}

/// Those of `places` that hold the fewest.
fn fewest(mut places: Vec<usize>, held: &[Option<u64>]) -> Vec<usize> {
    let least = places.iter().map(|place| held[*place]).min();
    places.retain(|place| Some(held[*place]) == least);
    places
}

/// What an option has in the drawing with this seed: of several, the one with the smallest goes out.
fn drawn(seed: LogHash, option: &str) -> LogHash {
    LogHash::of(&format!("{DRAWING_RULE}\n{}\n{option}", seed.text()))
}

#[cfg(test)]
mod tests;

//! Every store against a model in plain maps: whatever readers, owners and operators do in whatever order, in whatever
//! batches and over restarts, tallies, readers' own votes and stars, and the logs are what the model says.
//!
//! What the model says, in words: keys that one request shows are one reader's from then on, as long as there is something of
//! theirs to keep. Of two votes of one reader the one that they want now stays, else the one under the first key; but what a
//! poll that takes no votes has counted, it has counted. Of a poll that asks before reading and after a reader has two answers, each said and
//! taken back by itself, of which the later one counts; those of two keys that meet are put side by side, be they counted or set aside. A vote stays where the other only looks. Other words for the same options
//! are another vote to their reader, and the same to the tally and the log. Who has a vote that counts has nothing set aside, and nobody has two
//! votes there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::join_all;
use hustings_domain::{Clock, Forced, ReaderKeys, Schedule, abstention, is_abstention, split_words};
use hustings_store::{Decision, Mutation, Outcome, PollRules, Provenance, Store, StoreError, Verdict};
use hustings_wire::Moment;
use proptest::{prelude::*, test_runner::TestRunner};
use tokio::sync::Mutex;

use crate::suite::{Database, noon, reader};

const OPTIONS: [&str; 3] = ["a", "b", "c"];
/// A poll in which votes can be changed, one in which they are final, one in which it is final as well to only look, and one that asks
/// before reading and after.
const POLLS: [&str; 4] = ["changeable", "final", "quiz", "twice"];
const TWICE: usize = 3;
/// Keys that occur in each poll and article: fewer than a reader may have aliases.
const KEYS: u64 = 4;
const WHY: &str = "looked at";
const REASON: &str = "no-work";

/// Where a poll is asked.
fn moment(poll: usize, is_first: bool) -> Option<Moment> {
    (poll == TWICE).then_some(if is_first { Moment::Before } else { Moment::After })
}

/// What somebody does.
#[derive(Clone, Debug)]
enum Act {
    Cast { poll: usize, is_first: bool, keys: Vec<u64>, options: Vec<String>, has_receipt: bool },
    SetAside { poll: usize, is_first: bool, keys: Vec<u64>, options: Vec<String>, has_receipt: bool },
    Withdraw { poll: usize, is_first: bool, keys: Vec<u64> },
    Disown { poll: usize, keys: Vec<u64> },
    Decide { poll: usize, verdict: Verdict, is_of_another_day: bool },
    Force { poll: usize, forced: Option<Forced> },
    Rate { keys: Vec<u64>, stars: Option<u8> },
}

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// These come at once, in this order.
    Acts(Vec<Act>),
    /// The store is opened again, after it was closed or not.
    Restart { is_closed: bool },
}

fn act() -> impl Strategy<Value = Act> {
    let poll = 0..POLLS.len();
    let one = (0..KEYS).prop_map(|key| vec![key]);
    let keys = prop_oneof![3 => one, 2 => prop::collection::vec(0..KEYS, 2..=3)].boxed();
    let named = prop::sample::subsequence(OPTIONS.map(str::to_owned).to_vec(), 1..=2);
    let words = prop::sample::select(vec![&["_other:one"][..], &["_other:two"], &["a", "_other:one"]]);
    let words = words.prop_map(|vote| vote.iter().map(|element| (*element).to_owned()).collect());
    let options = prop_oneof![3 => named, 2 => Just(abstention()), 2 => words].boxed();
    let has_receipt = prop::bool::weighted(0.1);
    let verdict = prop::sample::select(vec![Verdict::Count, Verdict::Strike]);
    let forced = prop_oneof![2 => Just(Some(Forced::Closed)), 1 => Just(Some(Forced::Open)), 1 => Just(None)];
    let vote = (poll.clone(), any::<bool>(), keys.clone(), options, has_receipt).prop_map(
        |(poll, first, keys, options, receipt)| {
            let is_first = first && poll == TWICE;
            let is_plain = |id: &String| !(id.starts_with("_other") || is_first && id.starts_with('_'));
            let options = match poll {
                TWICE if !options.iter().all(is_plain) => vec!["c".to_owned()],
                _ => options,
            };
            (poll, is_first, keys, options, receipt)
        },
    );
    prop_oneof![
        6 => vote.clone().prop_map(|(poll, is_first, keys, options, has_receipt)| Act::Cast { poll, is_first, keys, options, has_receipt }),
        5 => vote.prop_map(|(poll, is_first, keys, options, has_receipt)| Act::SetAside { poll, is_first, keys, options, has_receipt }),
        2 => (poll.clone(), any::<bool>(), keys.clone())
            .prop_map(|(poll, first, keys)| Act::Withdraw { poll, is_first: first && poll == TWICE, keys }),
        1 => (poll.clone(), keys.clone()).prop_map(|(poll, keys)| Act::Disown { poll, keys }),
        2 => (poll.clone(), verdict, prop::bool::weighted(0.2))
            .prop_map(|(poll, verdict, is_of_another_day)| Act::Decide { poll, verdict, is_of_another_day }),
        2 => (poll, forced).prop_map(|(poll, forced)| Act::Force { poll, forced }),
        3 => (keys, prop::option::weighted(0.8, 1..=5_u8)).prop_map(|(keys, stars)| Act::Rate { keys, stars }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => prop::collection::vec(act(), 1..4).prop_map(Step::Acts),
        1 => any::<bool>().prop_map(|is_closed| Step::Restart { is_closed }),
    ]
}

/// A vote, with the number of its entry in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ballot {
    /// What counts.
    options: Vec<String>,
    entry: u64,
    before: Option<Vec<String>>,
    /// Whether it was answered after reading, or once.
    is_last: bool,
}

impl Ballot {
    /// One answer.
    fn new(options: &[String], is_first: bool) -> Self {
        let before = is_first.then(|| options.to_vec());
        Self { options: options.to_vec(), entry: 0, before, is_last: !is_first }
    }

    /// Whether the one answer `said` is in it.
    fn has(&self, said: &Self) -> bool {
        if said.is_last { self.is_last && self.options == said.options } else { self.before == said.before }
    }

    /// With the one answer `said`.
    fn with(held: Option<&Self>, said: &Self) -> Self {
        match held {
            Some(held) if said.is_last => Self { before: held.before.clone(), ..said.clone() },
            Some(held) if held.is_last => Self { before: said.before.clone(), ..held.clone() },
            _ => said.clone(),
        }
    }

    /// One of the same reader, met by another one: the first of two answers is put beside the last.
    fn met(self, other: Self) -> Self {
        let is_other = other.is_last && !self.is_last;
        let (kept, gone) = if is_other { (other, self) } else { (self, other) };
        Self { before: kept.before.or(gone.before), ..kept }
    }

    /// Without the answer at `moment`, or without all.
    fn without(&self, moment: Option<Moment>) -> Option<Self> {
        match moment? {
            Moment::Before => self.is_last.then(|| Self { before: None, ..self.clone() }),
            Moment::After if !self.is_last => Some(self.clone()),
            Moment::After => self.before.as_deref().map(|before| Self::new(before, true)),
        }
    }

    /// What the reader is told: the answer after reading, and the one before.
    fn told(&self) -> (Option<Vec<String>>, Option<Vec<String>>) {
        (self.is_last.then(|| self.options.clone()), self.before.clone())
    }
}

/// Keys that are one reader's, with what is kept for them.
#[derive(Clone, Debug, Default)]
struct Person {
    keys: BTreeSet<u64>,
    vote: Option<Ballot>,
    aside: Option<Ballot>,
    stars: Option<u8>,
}

impl Person {
    fn has_something(&self) -> bool {
        self.vote.is_some() || self.aside.is_some()
    }
}

/// Everybody who is known in a poll or by an article.
#[derive(Debug, Default)]
struct People(Vec<Person>);

impl People {
    /// The place of whoever has `key`.
    fn of(&mut self, key: u64) -> usize {
        self.0.iter().position(|person| person.keys.contains(&key)).unwrap_or_else(|| {
            self.0.push(Person { keys: BTreeSet::from([key]), ..Person::default() });
            self.0.len() - 1
        })
    }

    /// The places of all who have one of `keys`, each once, the one of the first key first.
    fn all(&mut self, keys: &[u64]) -> Vec<usize> {
        let mut places = Vec::new();
        for key in keys {
            let place = self.of(*key);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// From now on those at `others` who have nothing are the one at `own`.
    fn unite(&mut self, own: usize, others: &[usize]) {
        for other in others {
            if *other != own && !self.0[*other].has_something() {
                let keys = std::mem::take(&mut self.0[*other].keys);
                self.0[own].keys.extend(keys);
            }
        }
    }
}

#[derive(Debug, Default)]
struct Poll {
    is_changeable: bool,
    is_quiz: bool,
    people: People,
    /// Votes that are nobody's any more.
    disowned: Vec<Vec<String>>,
    forced: Option<Forced>,
    /// What each entry of the log says.
    log: Vec<String>,
}

impl Poll {
    fn note(&mut self, kind: &str, was: &[String], options: &[String], detail: &str) -> u64 {
        if self.log.is_empty() {
            assert_eq!(self.voters(), 0, "every vote is logged");
            self.log.push("start > 0".to_owned());
        }
        let [was, options] = [was, options].map(|vote| split_words(vote).0.join(","));
        self.log.push(format!("{kind} {was}>{options} {detail}"));
        self.log.len() as u64 - 1
    }

    fn votes(&self) -> impl Iterator<Item = &Vec<String>> {
        let owned = self.people.0.iter().filter_map(|person| person.vote.as_ref().map(|vote| &vote.options));
        owned.chain(&self.disowned)
    }

    fn voters(&self) -> u64 {
        self.votes().count() as u64
    }

    fn tally(&self) -> BTreeMap<String, u64> {
        let mut tally = BTreeMap::new();
        for option in self.votes().flat_map(|vote| split_words(vote).0) {
            *tally.entry(option).or_default() += 1;
        }
        tally
    }

    fn is_final(&self, options: &[String]) -> bool {
        if is_abstention(options) { self.is_quiz } else { !self.is_changeable }
    }

    fn takes_votes(&self) -> bool {
        self.forced != Some(Forced::Closed)
    }

    fn recall(&mut self, place: usize) -> Option<Ballot> {
        let aside = self.people.0[place].aside.take()?;
        self.note("recall", &[], &[], &aside.entry.to_string());
        Some(aside)
    }

    /// All who have one of `keys` turn out to be one. Returns the place of the first.
    fn meet(&mut self, keys: &[u64], wanted: Option<&Ballot>) -> usize {
        let places = self.people.all(keys);
        let own = places[0];
        for other in &places[1..] {
            let (ours, theirs) = (self.people.0[own].vote.clone(), self.people.0[*other].vote.clone());
            let Some(theirs) = theirs else { continue };
            if ours.is_some() && !self.takes_votes() {
                continue;
            }
            self.people.0[*other].vote = None;
            let (mut stays, goes) = match ours {
                Some(ours) if ours.is_last != theirs.is_last => {
                    if theirs.is_last {
                        (theirs, Some(ours))
                    } else {
                        (ours, Some(theirs))
                    }
                }
                Some(ours) if is_abstention(&ours.options) != is_abstention(&theirs.options) => {
                    if is_abstention(&ours.options) { (theirs, Some(ours)) } else { (ours, Some(theirs)) }
                }
                Some(ours) if wanted.is_some_and(|wanted| theirs.has(wanted)) => (theirs, Some(ours)),
                Some(ours) => (ours, Some(theirs)),
                None => (theirs, None),
            };
            if let Some(goes) = goes {
                self.note("merge", &goes.options, &[], "");
                stays.before = stays.before.or(goes.before);
            }
            self.people.0[own].vote = Some(stays);
        }
        let rank = |place: &&usize| {
            let aside = self.people.0[**place].aside.as_ref();
            aside.map(|aside| (aside.is_last, wanted.is_some_and(|wanted| aside.has(wanted))))
        };
        let kept = places.iter().rev().max_by_key(rank).copied().unwrap_or(own);
        let Some(mut met) = self.people.0[kept].aside.clone() else { return own };
        for aside in
            places.iter().filter(|place| **place != kept).filter_map(|place| self.people.0[*place].aside.clone())
        {
            met = met.met(aside);
        }
        let vote = self.people.0[own].vote.clone();
        for place in places.iter().filter(|place| vote.is_some() || **place != kept) {
            self.recall(*place);
        }
        match vote {
            Some(vote) if self.takes_votes() => self.hold(own, vote.met(met)),
            Some(_) => {}
            None => {
                self.people.0[kept].aside = None;
                self.people.0[own].aside = Some(met);
            }
        }
        own
    }

    /// Those who have shown `keys` are one from now on, if there is something of theirs to keep.
    fn link(&mut self, own: usize, keys: &[u64]) {
        let places = self.people.all(keys);
        if self.people.0[own].has_something() {
            self.people.unite(own, &places);
        }
    }

    fn cast(&mut self, own: usize, said: &Ballot, has_receipt: bool) -> Result<(), StoreError> {
        let held = self.people.0[own].vote.clone();
        if held.as_ref().is_some_and(|held| held.has(said)) {
            return Ok(());
        }
        let before = held.as_ref().map(|held| held.options.clone());
        if !self.takes_votes() {
            return Err(StoreError::PollClosed);
        }
        if before.as_ref().map_or(has_receipt, |before| self.is_final(before)) {
            return Err(StoreError::VoteNotChangeable);
        }
        let aside = self.recall(own);
        self.hold(own, Ballot::with(held.or(aside).as_ref(), said));
        Ok(())
    }

    /// Holds this vote in the place of another; only other options are an entry.
    fn hold(&mut self, own: usize, mut vote: Ballot) {
        let held = self.people.0[own].vote.clone();
        let options = |vote: &Ballot| split_words(&vote.options).0;
        vote.entry = match &held {
            Some(held) if options(held) == options(&vote) => held.entry,
            Some(held) => self.note("change", &held.options, &vote.options, ""),
            None => self.note("cast", &[], &vote.options, ""),
        };
        self.people.0[own].vote = Some(vote);
    }

    fn set_aside(&mut self, own: usize, said: &Ballot, has_receipt: bool) -> Result<(), StoreError> {
        let Person { vote, aside, .. } = &self.people.0[own];
        if vote.is_some() {
            return self.cast(own, said, has_receipt);
        }
        if aside.as_ref().is_some_and(|aside| aside.has(said)) {
            return Ok(());
        }
        if !self.takes_votes() {
            return Err(StoreError::PollClosed);
        }
        if has_receipt {
            return Err(StoreError::VoteNotChangeable);
        }
        let with = Ballot::with(aside.as_ref(), said);
        self.recall(own);
        let entry = self.note("aside", &[], &[], REASON);
        self.people.0[own].aside = Some(Ballot { entry, ..with });
        Ok(())
    }

    fn withdraw(&mut self, own: usize, moment: Option<Moment>) -> Result<(), StoreError> {
        if !self.takes_votes() {
            return Err(StoreError::PollClosed);
        }
        let vote = self.people.0[own].vote.as_ref();
        if vote.map_or(!self.is_changeable, |vote| self.is_final(&vote.options)) {
            return Err(StoreError::VoteNotChangeable);
        }
        if let Some(aside) = self.people.0[own].aside.clone() {
            let kept = aside.without(moment);
            if kept.as_ref() != Some(&aside) {
                self.recall(own);
            }
            if let Some(kept) = kept.filter(|kept| *kept != aside) {
                let entry = self.note("aside", &[], &[], REASON);
                self.people.0[own].aside = Some(Ballot { entry, ..kept });
            }
        }
        let Some(vote) = self.people.0[own].vote.clone() else { return Ok(()) };
        match vote.without(moment) {
            Some(kept) => self.hold(own, kept),
            None => {
                self.note("withdraw", &vote.options, &[], "");
                self.people.0[own].vote = None;
            }
        }
        Ok(())
    }

    fn disown(&mut self, keys: &[u64]) {
        let places = self.people.all(keys);
        for place in places {
            self.recall(place);
            let vote = self.people.0[place].vote.take();
            self.disowned.extend(vote.map(|vote| vote.options));
        }
    }

    fn decide(&mut self, verdict: Verdict) -> u64 {
        let mut asides: Vec<(u64, usize)> = (self.people.0.iter().enumerate())
            .filter_map(|(place, person)| person.aside.as_ref().map(|aside| (aside.entry, place)))
            .collect();
        asides.sort_unstable();
        for (entry, place) in &asides {
            let Some(aside) = self.people.0[*place].aside.take() else { continue };
            let detail = format!("{entry} {WHY}");
            match verdict {
                Verdict::Count => {
                    let entry = self.note("count", &[], &aside.options, &detail);
                    self.people.0[*place].vote = Some(Ballot { entry, ..aside });
                }
                Verdict::Strike => {
                    self.note("strike", &[], &[], &detail);
                }
            }
        }
        asides.len() as u64
    }
}

#[derive(Debug)]
struct Model {
    polls: [Poll; POLLS.len()],
    raters: People,
}

/// What is said of an act: an error, the reader's own vote, what they said before reading and whether it is set aside, their stars, or how
/// many were decided on.
#[derive(Debug, PartialEq)]
enum Said {
    Refused(StoreError),
    Vote(Option<Vec<String>>, Option<Vec<String>>, bool),
    Stars(Option<u8>),
    Decided(u64),
}

impl Model {
    fn new() -> Self {
        let polls = POLLS.map(|name| Poll {
            is_changeable: [POLLS[0], POLLS[TWICE]].contains(&name),
            is_quiz: name == POLLS[2],
            ..Poll::default()
        });
        Self { polls, raters: People::default() }
    }

    fn take(&mut self, act: &Act) -> Said {
        let said = |result: Result<(), StoreError>, poll: &Poll, own: usize| match result {
            Ok(()) => {
                let Person { vote, aside, .. } = &poll.people.0[own];
                let (last, before) = vote.as_ref().map(Ballot::told).unwrap_or_default();
                Said::Vote(last, before, aside.is_some())
            }
            Err(error) => Said::Refused(error),
        };
        match act {
            Act::Cast { poll, is_first, keys, options, has_receipt } => {
                let (poll, vote) = (&mut self.polls[*poll], Ballot::new(options, *is_first));
                let own = poll.meet(keys, Some(&vote));
                let result = poll.cast(own, &vote, *has_receipt);
                poll.link(own, keys);
                said(result, poll, own)
            }
            Act::SetAside { poll, is_first, keys, options, has_receipt } => {
                let (poll, vote) = (&mut self.polls[*poll], Ballot::new(options, *is_first));
                let own = poll.meet(keys, Some(&vote));
                let result = poll.set_aside(own, &vote, *has_receipt);
                poll.link(own, keys);
                said(result, poll, own)
            }
            Act::Withdraw { poll, is_first, keys } => {
                let moment = moment(*poll, *is_first);
                let poll = &mut self.polls[*poll];
                let own = poll.meet(keys, None);
                let result = poll.withdraw(own, moment);
                poll.link(own, keys);
                said(result, poll, own)
            }
            Act::Disown { poll, keys } => {
                self.polls[*poll].disown(keys);
                Said::Vote(None, None, false)
            }
            Act::Decide { is_of_another_day: true, .. } => Said::Decided(0),
            Act::Decide { poll, verdict, .. } => Said::Decided(self.polls[*poll].decide(*verdict)),
            Act::Force { poll, forced } => {
                self.polls[*poll].forced = *forced;
                Said::Vote(None, None, false)
            }
            Act::Rate { keys, stars } => {
                let places = self.raters.all(keys);
                places.iter().for_each(|place| self.raters.0[*place].stars = None);
                self.raters.0[places[0]].stars = *stars;
                if stars.is_some() {
                    self.raters.unite(places[0], &places);
                }
                Said::Stars(*stars)
            }
        }
    }
}

/// One run: its polls and its article have names of their own, so that runs share a database.
struct Run {
    number: u64,
    model: Model,
    /// The tallies' numbers, which grow.
    numbers: [u64; POLLS.len()],
}

impl Run {
    fn poll(&self, poll: usize) -> String {
        format!("{}-{}", POLLS[poll], self.number)
    }

    fn article(&self) -> String {
        format!("article-{}", self.number)
    }

    /// The keys of a reader differ from one poll or article to the next.
    fn keys(&self, subject: usize, keys: &[u64]) -> ReaderKeys {
        let key = |key: &u64| reader((self.number * 10 + subject as u64) * 100 + key);
        ReaderKeys::new(key(&keys[0]), keys.iter().map(key))
    }

    fn mutation(&self, act: &Act) -> Mutation {
        let rules = |poll: usize, is_first: bool| {
            let Poll { is_changeable: changeable, is_quiz: binds_abstainers, .. } = self.model.polls[poll];
            PollRules { schedule: Schedule::default(), changeable, binds_abstainers, moment: moment(poll, is_first) }
        };
        let (provenance, wording) = (Provenance::default(), Arc::default());
        match act.clone() {
            Act::Cast { poll, is_first, keys, options, has_receipt } => {
                let (reader, rules, poll) = (self.keys(poll, &keys), rules(poll, is_first), self.poll(poll));
                Mutation::CastVote { poll, reader, options, provenance, wording, has_receipt, rules }
            }
            Act::SetAside { poll, is_first, keys, options, has_receipt } => {
                let (reader, rules, poll) = (self.keys(poll, &keys), rules(poll, is_first), self.poll(poll));
                Mutation::SetAside { poll, reader, options, provenance, wording, has_receipt, reason: REASON, rules }
            }
            Act::Withdraw { poll, is_first, keys } => {
                let (reader, rules, poll) = (self.keys(poll, &keys), rules(poll, is_first), self.poll(poll));
                Mutation::WithdrawVote { poll, reader, rules }
            }
            Act::Disown { poll, keys } => {
                Mutation::DisownVote { reader: self.keys(poll, &keys), poll: self.poll(poll) }
            }
            Act::Decide { poll, verdict, is_of_another_day } => {
                let day = is_of_another_day.then_some(0);
                Mutation::DecideAside {
                    poll: self.poll(poll),
                    decision: Decision { verdict, day, why: WHY.to_owned() },
                }
            }
            Act::Force { poll, forced } => {
                Mutation::ForcePoll { poll: self.poll(poll), forced, schedule: Schedule::default() }
            }
            Act::Rate { keys, stars } => {
                Mutation::Rate { article: self.article(), reader: self.keys(POLLS.len(), &keys), stars }
            }
        }
    }

    async fn acts(&mut self, store: &Arc<dyn Store>, acts: &[Act]) {
        let mutations: Vec<Mutation> = acts.iter().map(|act| self.mutation(act)).collect();
        let outcomes = join_all(mutations.into_iter().map(|mutation| store.apply(mutation))).await;
        for (act, outcome) in acts.iter().zip(outcomes) {
            let said = match outcome {
                Err(error) => Said::Refused(error),
                Ok(Outcome::Poll(record)) => Said::Vote(record.my_vote, record.my_before, record.is_aside),
                Ok(Outcome::Rating(record)) => Said::Stars(record.my_stars),
                Ok(Outcome::Decided(votes)) => Said::Decided(votes),
            };
            assert_eq!(said, self.model.take(act), "{act:?}");
        }
        self.check(store, 1).await;
    }

    /// Whether everything is as the model says, asked by so many of each reader's keys.
    async fn check(&mut self, store: &Arc<dyn Store>, most_keys: usize) {
        for index in 0..POLLS.len() {
            let (name, poll) = (self.poll(index), &self.model.polls[index]);
            let tally = store.poll(&name, None).await.expect("read").tally;
            let expected = (poll.voters(), poll.tally(), poll.forced);
            assert_eq!((tally.voters, tally.votes.clone(), tally.forced), expected, "{name}");
            assert!(tally.number >= self.numbers[index], "the numbers of {name} have gone back");
            self.numbers[index] = tally.number;
            for person in &poll.people.0 {
                for key in person.keys.iter().take(most_keys) {
                    let own = store.poll(&name, Some(&self.keys(index, &[*key]))).await.expect("read");
                    let entry = own.my_entry.map(|entry| entry.index);
                    let told = person.vote.as_ref().map(Ballot::told).unwrap_or_default();
                    assert_eq!((own.my_vote, own.my_before), told, "{name}, {key}");
                    let expected = (person.vote.as_ref().map(|vote| vote.entry), person.aside.is_some());
                    assert_eq!((entry, own.is_aside), expected, "{name}, {key}");
                }
            }
            // Nobody is shown the words of what is set aside.
            let ids = |aside: Ballot| (split_words(&aside.options).0, aside.entry);
            let asides: BTreeSet<(Vec<String>, u64)> =
                poll.people.0.iter().filter_map(|person| person.aside.clone().map(ids)).collect();
            let kept = store.asides(&name).await.expect("read").into_iter().map(|vote| (vote.options, vote.entry));
            assert_eq!(kept.collect::<BTreeSet<_>>(), asides, "{name}");
            let mut words = BTreeMap::new();
            for (_, words_of) in
                poll.people.0.iter().filter_map(|person| person.vote.as_ref()).map(|vote| split_words(&vote.options))
            {
                if let Some(own) = words_of {
                    *words.entry(own).or_default() += 1;
                }
            }
            let told = store.write_ins(&name).await.expect("read");
            assert_eq!(told.into_iter().collect::<BTreeMap<String, u64>>(), words, "{name}");
            let log = store.log(&name, 0, 1_000).await.expect("read").into_iter().map(|logged| {
                let entry = logged.entry;
                let (was, options) = (entry.was.join(","), entry.options.join(","));
                format!("{} {was}>{options} {}", entry.kind.as_str(), entry.detail)
            });
            assert_eq!(log.collect::<Vec<_>>(), poll.log, "{name}");
        }
        let mut histogram = [0; 5];
        for person in &self.model.raters.0 {
            if let Some(stars) = person.stars {
                histogram[usize::from(stars) - 1] += 1;
            }
            for key in person.keys.iter().take(most_keys) {
                let own = store.rating(&self.article(), Some(&self.keys(POLLS.len(), &[*key]))).await.expect("read");
                assert_eq!(own.my_stars, person.stars, "{key}");
            }
        }
        assert_eq!(store.rating(&self.article(), None).await.expect("read").tally.histogram, histogram);
    }
}

/// Runs `cases` of them on one database.
pub(crate) async fn it_does_what_the_model_says(database: &dyn Database, cases: u32) {
    let clock = Clock::standing_at(noon());
    let store = Mutex::new(database.open(clock.clone()).await);
    let runs = AtomicU64::new(0);
    let run = async |steps: Vec<Step>| {
        let mut store = store.lock().await;
        let number = runs.fetch_add(1, Ordering::Relaxed);
        let mut run = Run { number, model: Model::new(), numbers: [0; POLLS.len()] };
        for step in steps {
            match step {
                Step::Acts(acts) => run.acts(&store, &acts).await,
                Step::Restart { is_closed } => {
                    if is_closed {
                        store.close().await;
                    }
                    *store = database.open(clock.clone()).await;
                    run.numbers = [0; POLLS.len()];
                }
            }
        }
        run.check(&store, KEYS as usize).await;
        assert_eq!(store.recount(false).await.expect("counted"), []);
        assert_eq!(store.check_log().await.expect("checked"), []);
    };
    let config =
        ProptestConfig { cases, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Handle::current();
    let steps = prop::collection::vec(step(), 1..16);
    let result = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(&steps, |steps| {
            runtime.block_on(run(steps));
            Ok(())
        })
    });
    if let Err(fault) = result {
        panic!("{fault}");
    }
}

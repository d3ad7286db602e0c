//! Readers and their votes, in memory.

use std::collections::{BTreeMap, BTreeSet};

use hustings_wire::{PollKind, PollState, ResultsRule, tally};
use serde_json::{Value, json};

use super::{
    answers::{Asked, Refusal},
    content::{DRAWN, LANGUAGES, OPTIONS, Poll, image},
    fault::Fault,
    log::{Log, label, question, words},
    runoff,
};

/// What is kept and logged in the place of options for who only looks.
pub(crate) const ABSTENTION: &str = "_abstain";
/// The poll whose votes are shown by group.
const GROUPED: &str = "closed";
/// What is logged in the place of options for own words, which are kept behind a colon.
pub(crate) const OTHER: &str = "_other";
/// Name of the cookie, which is the backend's own to choose.
const COOKIE: &str = "who";

/// Who a request is from.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) name: String,
    /// The cookie to set, where the request had none.
    pub(crate) set_cookie: Option<String>,
}

/// All readers.
#[derive(Default)]
pub(crate) struct Readers {
    cookies: BTreeSet<String>,
    by_client_id: BTreeMap<String, String>,
    made: u32,
}

impl Readers {
    /// The reader whom the request's cookie names.
    pub(crate) fn of_cookie(&self, asked: &Asked) -> Result<Option<String>, Refusal> {
        let mut pairs = asked.header("cookie").split("; ").filter_map(|pair| pair.split_once('='));
        let Some((_, value)) = pairs.find(|(name, _)| *name == COOKIE) else { return Ok(None) };
        match self.cookies.contains(value) {
            true => Ok(Some(value.to_owned())),
            false if asked.has(Fault::ForeignCookieIsAnError) => {
                Err(Refusal::at(400, hustings_wire::ErrorCode::InvalidRequest, "cookie"))
            }
            false => Ok(None),
        }
    }

    /// The reader who sees something.
    pub(crate) fn seen(&self, asked: &Asked) -> Result<Option<String>, Refusal> {
        let by_id = self.by_client_id.get(asked.header("hustings-reader"));
        Ok(self.of_cookie(asked)?.or_else(|| by_id.cloned()))
    }

    /// The reader who says something, who may be new; and the name that has become theirs by it, if one has.
    pub(crate) fn saying(&mut self, asked: &Asked) -> Result<(Reader, Option<String>), Refusal> {
        let id = asked.header("hustings-reader");
        let id = if asked.has(Fault::RetryCountsTwice) { "" } else { id };
        let by_id = self.by_client_id.get(id).cloned();
        let cookie = self.of_cookie(asked)?;
        let has_cookie = cookie.is_some();
        let name = cookie.or_else(|| by_id.clone()).unwrap_or_else(|| {
            self.made += 1;
            format!("r{}-{:x}", self.made, rand_suffix(self.made))
        });
        self.cookies.insert(name.clone());
        let stay_two = has_cookie && asked.has(Fault::CookieAndIdStayTwo);
        if !id.is_empty() && !stay_two {
            self.by_client_id.insert(id.to_owned(), name.clone());
        }
        let same_site = match asked.header("sec-fetch-site") == "cross-site" && !asked.has(Fault::CookieLaxAcrossSites)
        {
            true => "None; Secure; Partitioned",
            false => "Lax",
        };
        let http_only = if asked.has(Fault::CookieForScripts) { "" } else { "; HttpOnly" };
        let set_cookie = format!("{COOKIE}={name}; Path=/; Max-Age=34560000; SameSite={same_site}{http_only}");
        let merged = by_id.filter(|other| *other != name && !stay_two);
        Ok((Reader { set_cookie: (!has_cookie).then_some(set_cookie), name }, merged))
    }
}

fn is_abstention(vote: &[String]) -> bool {
    matches!(vote, [id] if id == ABSTENTION)
}

/// The words of a vote in a reader's own.
fn own_words(vote: &[String]) -> Option<&str> {
    vote.iter().find_map(|id| id.strip_prefix(OTHER)?.strip_prefix(':'))
}

/// A vote without its words.
fn ids(vote: &[String]) -> Vec<String> {
    if own_words(vote).is_some() { vec![OTHER.to_owned()] } else { vote.to_vec() }
}

/// Something that differs from reader to reader; a test needs no secret.
fn rand_suffix(number: u32) -> u32 {
    number.wrapping_mul(2_654_435_761)
}

/// Votes in one poll.
pub(crate) struct Votes {
    by_reader: BTreeMap<String, Vec<String>>,
    /// Answers before reading.
    before: BTreeMap<String, Vec<String>>,
    /// Readers for whom such an answer counts.
    only_before: BTreeSet<String>,
    /// Grows with every change.
    pub(crate) number: u64,
    pub(crate) log: Log,
}

impl Votes {
    /// Nobody's yet but the earlier ones.
    pub(crate) fn of(poll: &Poll, fault: Option<Fault>) -> Self {
        let (by_reader, before, only_before) = Default::default();
        Self { by_reader, before, only_before, number: 0, log: Log::of(poll, fault) }
    }

    /// The reader's vote.
    pub(crate) fn own(&self, reader: Option<&str>) -> Option<&Vec<String>> {
        let reader = reader.filter(|reader| !self.only_before.contains(*reader));
        self.by_reader.get(reader?)
    }

    /// Takes an answer at a place of the poll that asks twice, or takes it back.
    pub(crate) fn put_at(&mut self, asked: &Asked, is_first: bool, reader: &str, vote: Option<Vec<String>>) {
        let has_last = self.own(Some(reader)).is_some();
        if is_first {
            match &vote {
                Some(vote) => self.before.insert(reader.to_owned(), vote.clone()),
                None => self.before.remove(reader),
            };
        }
        if is_first && has_last && !asked.has(Fault::FirstAnswerCounts) {
            return;
        }
        let counted = vote.clone().or_else(|| self.before.get(reader).cloned());
        let is_only_before = counted.is_some() && (is_first || vote.is_none());
        if is_only_before {
            self.only_before.insert(reader.to_owned());
        } else {
            self.only_before.remove(reader);
        }
        self.put(asked, reader, counted);
    }

    /// The poll that asks twice at one of its places.
    pub(crate) fn place(&self, asked: &Asked, poll: &Poll, lang: &str, reader: Option<&str>, is_first: bool) -> Value {
        let before = reader.and_then(|reader| self.before.get(reader));
        let seen = reader.filter(|_| !is_first || asked.has(Fault::FirstPlaceTells));
        let mut view = self.poll(asked, poll, lang, seen);
        view["moment"] = json!(if is_first { "before" } else { "after" });
        if is_first {
            (view["id"], view["abstain"]) = (json!(format!("{}_before", poll.id)), json!(false));
            (view["my_vote"], view["has_abstained"]) = (json!(before), json!(false));
        } else {
            view["flow"] = json!("/api/v1/polls/shy/flow.svg?lang=en");
            view["my_before"] = json!(before);
        }
        view
    }

    /// Makes the votes of two names those of one reader.
    pub(crate) fn merge(&mut self, other: &str, name: &str) {
        if let Some(vote) = self.by_reader.remove(other) {
            if self.by_reader.contains_key(name) {
                return self.log.add("merge", other, Some(&ids(&vote)), None);
            }
            self.log.rename(other, name);
            self.by_reader.insert(name.to_owned(), vote);
        }
    }

    /// Takes a vote, or takes it back.
    pub(crate) fn put(&mut self, asked: &Asked, reader: &str, vote: Option<Vec<String>>) {
        if self.by_reader.get(reader) == vote.as_ref() {
            return;
        }
        self.number += 1;
        match vote {
            Some(vote) => {
                let mut earlier = self.by_reader.insert(reader.to_owned(), vote.clone());
                if asked.has(Fault::ChangeAddsAVote)
                    && let Some(earlier) = earlier.take()
                {
                    self.by_reader.insert(format!("{reader} {}", self.number), earlier);
                }
                let kind = if earlier.is_some() { "change" } else { "cast" };
                let earlier = earlier.map(|vote| ids(&vote));
                self.log.add(kind, reader, earlier.as_ref(), Some(&ids(&vote)));
            }
            None if asked.has(Fault::WithdrawalDoesNothing) => {}
            None => {
                if let Some(earlier) = self.by_reader.remove(reader) {
                    self.log.add("withdraw", reader, Some(&ids(&earlier)), None);
                }
            }
        }
    }

    /// Readers, and votes by option.
    fn tally(&self, poll: &Poll) -> (u64, [u64; 3]) {
        let mut votes = poll.earlier;
        for id in self.by_reader.values().flatten().filter(|id| !id.starts_with('_')) {
            let index = OPTIONS.iter().position(|other| other == id).expect("an option");
            votes[index] += 1;
        }
        (poll.earlier.iter().sum::<u64>() + self.by_reader.len() as u64 - self.abstained(), votes)
    }

    /// Votes in readers' own words.
    fn other(&self) -> u64 {
        self.by_reader.values().filter(|vote| own_words(vote).is_some()).count() as u64
    }

    /// Readers who only look.
    fn abstained(&self) -> u64 {
        self.by_reader.values().filter(|vote| is_abstention(vote)).count() as u64
    }

    /// Readers, votes by option as they show, their sum, and the rounds of a ranking.
    fn shown(&self, asked: &Asked, poll: &Poll) -> (u64, [u64; 3], u64, Option<Vec<Value>>) {
        let (mut voters, votes) = self.tally(poll);
        if asked.has(Fault::AbstainersAreVoters) {
            voters += self.abstained();
        }
        if poll.kind != PollKind::Ranking {
            return (voters, votes, votes.iter().sum::<u64>() + self.other(), None);
        }
        let rounds = runoff::rounds(poll, self.by_reader.values(), asked.fault);
        let first = rounds.first().map_or([0; 3], |(_, votes)| *votes);
        (voters, first, voters, Some(rounds.into_iter().map(|(round, _)| round).collect()))
    }

    pub(crate) fn seq(&self, asked: &Asked) -> String {
        format!("e.{}", if asked.has(Fault::SeqStandsStill) { 1 } else { self.number + 1 })
    }

    fn shows(poll: &Poll, own: bool) -> bool {
        match poll.results {
            ResultsRule::Always => true,
            ResultsRule::AfterVote => own || poll.state == PollState::Closed,
            _ => poll.state == PollState::Closed,
        }
    }

    /// The poll as this reader sees it.
    pub(crate) fn poll(&self, asked: &Asked, poll: &Poll, lang: &str, reader: Option<&str>) -> Value {
        let own = self.own(reader);
        let (voters, votes, total_votes, rounds) = self.shown(asked, poll);
        let has_abstained = own.is_some_and(|vote| is_abstention(vote));
        let is_blind = asked.has(Fault::VotersSeeNothing) || (has_abstained && asked.has(Fault::AbstainersSeeNothing));
        let visible = Self::shows(poll, own.is_some() && !is_blind);
        let leaks = asked.has(Fault::ResultsLeak) && asked.path.ends_with("results.json");
        let counted: Vec<u64> = votes.into_iter().chain(poll.write_in.then(|| self.other())).collect();
        let percents: Vec<u8> = match asked.has(Fault::PercentagesRounded) {
            true => counted.iter().map(|votes| tally::share_of(*votes, voters)).collect(),
            false => tally::percentages(poll.kind, &counted, voters),
        };
        let teller = if asked.has(Fault::WordsForAll) { self.by_reader.values().next_back() } else { own };
        let write_in = poll.write_in.then(|| {
            json!({
                "max": 80, "count": visible.then(|| self.other()), "percent": percents.last().filter(|_| visible),
                "mine": teller.and_then(|vote| own_words(vote)),
            })
        });
        let options: Vec<Value> = OPTIONS
            .iter()
            .zip(votes.iter().zip(&percents))
            .map(|(id, (votes, percent))| {
                let shown = visible || leaks;
                let mut option = json!({ "id": id, "label": label(id, lang), "votes": shown.then_some(votes), "percent": shown.then_some(percent) });
                if let Some(image) = image(asked, poll.id, id, lang) {
                    option["image"] = image;
                }
                option
            })
            .collect();
        let entry = own.and_then(|_| self.log.own(reader?));
        let is_summed_up = poll.kind == PollKind::Scale && visible;
        let mut summary = is_summed_up.then(|| tally::scale_summary(&votes)).flatten();
        if asked.has(Fault::StepsFromZero) {
            summary.iter_mut().for_each(|summary| summary.median -= 1);
        }
        let is_told = own.is_some() || poll.state == PollState::Closed || asked.has(Fault::QuizTells);
        let quiz = (poll.id == "final").then(|| json!({ "correct": is_told.then_some(["a"]), "explanation": null }));
        let mut view = json!({
            "entry": entry, "scale_summary": summary, "quiz": quiz, "id": poll.id, "lang": lang, "dir": "ltr", "question": question(lang), "kind": poll.kind,
            "min_choices": 1, "max_choices": poll.max, "options": options, "voters": voters,
            "total_votes": total_votes, "state": poll.state, "opens_at": null, "closes_at": null,
            "results": poll.results, "results_visible": visible, "changeable": poll.changeable,
            "abstain": poll.abstain, "has_abstained": has_abstained, "write_in": write_in,
            "abstained": (poll.abstain && visible).then(|| self.abstained()), "identity_required": poll.signed,
            "my_vote": own.map(|vote| ids(vote).into_iter().filter(|id| id != ABSTENTION).collect::<Vec<_>>()), "seq": self.seq(asked),
        });
        if let Some(rounds) = rounds.filter(|_| visible) {
            view["rounds"] = json!(rounds);
        }
        if poll.id == DRAWN {
            view["order"] = json!("random");
            let is_result = asked.path.ends_with("results.json");
            if let Some(options) =
                view["options"].as_array_mut().filter(|_| !is_result || asked.has(Fault::ResultsAreDrawn))
            {
                options.reverse();
                options.truncate(if asked.has(Fault::OneIsNeverDrawn) { 2 } else { 3 });
            }
        }
        view
    }

    /// Whether the log shows more than hashes.
    pub(crate) fn shows_log(&self, asked: &Asked, poll: &Poll, reader: Option<&str>) -> bool {
        asked.has(Fault::LogLeaks) || Self::shows(poll, self.own(reader).is_some())
    }

    /// What stands behind the result.
    pub(crate) fn passport(&self, asked: &Asked, poll: &Poll, lang: &str) -> Value {
        let (mut voters, votes) = self.tally(poll);
        if asked.has(Fault::PassportCountsOneMore) && poll.id != GROUPED {
            voters += 1;
        }
        let other = poll.write_in.then(|| (OTHER, self.other()));
        let by_id: BTreeMap<&str, u64> = OPTIONS.into_iter().zip(votes).chain(other).collect();
        let wording: Vec<Value> = LANGUAGES.iter().map(|lang| words(poll, lang, asked.fault)).collect();
        let mut passport = json!({
            "poll": poll.id, "lang": lang, "question": question(lang), "kind": poll.kind, "min_choices": 1,
            "max_choices": poll.max, "wording": wording, "wording_revision": 1, "wording_history": [], "order": "file",
            "opens_at": null, "closes_at": null, "state": poll.state, "is_forced": false, "results": poll.results,
            "changeable": poll.changeable, "allowed_origins": [], "signed_by": [],
            "guarding": if poll.guarded { "guarded" } else { "casual" },
            "abstained": (poll.abstain && Self::shows(poll, false)).then(|| self.abstained()), "abstain": poll.abstain,
            "write_in": poll.write_in, "voters": voters, "votes": Self::shows(poll, false).then_some(by_id), "set_aside": 0, "log": self.log.end(),
            "seq": self.seq(asked),
        });
        if poll.id == GROUPED || (asked.has(Fault::GroupsOfOpenPoll) && poll.state == PollState::Open) {
            let fewer = u64::from(asked.has(Fault::GroupOfNine));
            let group = |name: Option<&str>, [a, b, c]: [u64; 3]| {
                let votes = json!({ "a": a, "b": b, "c": c });
                json!({ "name": name, "voters": a + b + c, "votes": votes })
            };
            let [a, b, c] = votes;
            let groups = [group(Some("en"), [a, 0, 0]), group(Some("de-CH"), [0, b.saturating_sub(fewer), 0])];
            let rest = group(None, [0, fewer, c]);
            passport["breakdowns"] = json!([{ "by": "language", "groups": groups, "rest": rest }]);
        }
        passport
    }

    /// The data of an event.
    pub(crate) fn snapshot(&self, asked: &Asked, poll: &Poll, reader: Option<&str>) -> Value {
        let (voters, votes, total_votes, rounds) = self.shown(asked, poll);
        let visible = Self::shows(poll, self.own(reader).is_some()) || asked.has(Fault::StreamLeaks);
        let by_id: BTreeMap<&str, u64> = OPTIONS.into_iter().zip(votes).collect();
        json!({
            "id": poll.id, "seq": self.seq(asked), "state": poll.state, "voters": voters,
            "abstained": (poll.abstain && visible).then(|| self.abstained()), "total_votes": total_votes,
            "write_in": (poll.write_in && visible).then(|| self.other()),
            "votes": visible.then_some(by_id), "rounds": rounds.filter(|_| visible),
        })
    }
}

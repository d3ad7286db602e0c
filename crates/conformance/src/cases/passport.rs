//! The passport of a result: that its words have the hashes that it says, and that the log up to its end adds up to it.

use std::collections::BTreeMap;

use hustings_wire::{LogEnd, Passport, Poll, PollBreakdown, PollKind, PollState};

use super::{
    MOST, encoded,
    log::{Line, Page, read, sha256},
};
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    subjects::poll_path,
};

/// What the log has in the place of options for who abstains.
const ABSTENTION: &str = "_abstain";
/// How many passports are looked at.
const PASSPORTS: usize = 3;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "passport.words",
        promise: "A passport has the poll's words in each of its languages, with the hash of their lines and of its pictures.",
        needs: Needs::Reading,
        run: words,
    },
    Case {
        id: "passport.end",
        promise: "A passport's `log` is an entry of the log, and the entries up to it add up to its voters, votes and abstentions.",
        needs: Needs::Reading,
        run: end,
    },
    Case {
        id: "passport.groups",
        promise: "Votes are shown by group once a poll is closed and not before; each group and all others have ten voters or more, and \
                  together they are the votes.",
        needs: Needs::Reading,
        run: groups,
    },
];

fn passport(context: &Context, id: &str) -> Result<(Answer, Passport), Stop> {
    let answer = context.get(format!("{}/passport", poll_path(id)))?;
    let passport = answer.json()?;
    Ok((answer, passport))
}

fn ids(context: &Context) -> Result<impl Iterator<Item = &String>, Stop> {
    context.subjects.any_poll()?;
    Ok(context.subjects.poll_ids.iter().take(PASSPORTS))
}

/// A text as it is hashed: every run of white space is one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(context: &Context) -> End {
    for id in ids(context)? {
        let (answer, passport) = passport(context, id)?;
        answer.ensure(!passport.wording.is_empty(), "no words", "Give the words of every language in `wording`.")?;
        for words in passport.wording.iter().take(MOST) {
            let poll: Poll = context.get(format!("{}?lang={}", poll_path(id), encoded(&words.lang)))?.json()?;
            let has_pictures = poll.options.iter().any(|option| option.image.is_some());
            let rule = if has_pictures { 2 } else { 1 };
            let mut lines =
                vec![format!("hustings wording {rule}"), id.clone(), words.lang.clone(), one_line(&poll.question)];
            for option in &poll.options {
                lines.extend([option.id.clone(), one_line(&option.label)]);
                if let Some(image) = &option.image {
                    let file = context.get(&image.src)?;
                    lines.extend([sha256(&file.expect(200)?.body), one_line(&image.alt)]);
                }
            }
            let wanted = sha256(lines.join("\n"));
            let came = format!("the hash {} for the language {}", words.hash, words.lang);
            let todo = format!("Hash question and options by the rule of docs/verifying.md. That gives {wanted}.");
            answer.ensure(words.hash == wanted, came, todo)?;
        }
    }
    Ok(())
}

/// Voters, and votes by option.
#[derive(Default)]
struct Tally {
    voters: i64,
    votes: BTreeMap<String, i64>,
}

impl Tally {
    fn add(&mut self, line: &Line) {
        match line.kind.as_deref() {
            Some("start") => {
                let mut parts = line.detail.split(' ');
                self.voters = parts.next().and_then(|voters| voters.parse().ok()).unwrap_or_default();
                let pairs = parts.filter_map(|part| part.rsplit_once('='));
                self.votes = pairs.map(|(id, votes)| (id.to_owned(), votes.parse().unwrap_or_default())).collect();
            }
            Some("cast" | "count") => self.voters += 1,
            Some("withdraw" | "merge") => self.voters -= 1,
            _ => {}
        }
        for (ids, step) in [(&line.was, -1), (&line.options, 1)] {
            for id in ids {
                *self.votes.entry(id.clone()).or_default() += step;
            }
        }
    }

    /// Whether the passport says the same, as far as it says anything.
    fn is_of(&self, passport: &Passport) -> bool {
        let same = |(id, votes): (&String, &u64)| {
            self.votes.get(id).copied().unwrap_or(0) == i64::try_from(*votes).unwrap_or(-1)
        };
        let is_same = |said: u64, counted: i64| i64::try_from(said) == Ok(counted);
        let abstained = self.votes.get(ABSTENTION).copied().unwrap_or(0);
        is_same(passport.voters, self.voters - abstained)
            && passport.abstained.is_none_or(|said| is_same(said, abstained))
            && passport.votes.iter().flatten().all(same)
    }
}

fn end(context: &Context) -> End {
    for id in ids(context)? {
        let (answer, passport) = passport(context, id)?;
        let Some(LogEnd { index, hash }) = &passport.log else { continue };
        let (pages, is_whole) = read(context, id)?;
        let lines = pages.iter().flat_map(|Page { lines, .. }| lines);
        let (mut tally, mut end) = (Tally::default(), None);
        for line in lines.take_while(|line| line.index <= *index) {
            tally.add(line);
            end = Some(line);
        }
        let end = end.filter(|line| line.index == *index);
        if end.is_none() && !is_whole {
            continue;
        }
        let came = format!("entry {index} with the hash {hash}; in the log it has {:?}", end.map(|line| &line.hash));
        let is_there = end.is_some_and(|line| line.hash == *hash);
        answer.ensure(is_there, came, "Give number and hash of the entry with which voters and votes were counted.")?;
        let came = format!("{} voters, votes {:?}", passport.voters, passport.votes);
        let todo = format!("The log adds up to {} voters and the votes {:?}. Say the same.", tally.voters, tally.votes);
        let is_hidden = end.is_some_and(|line| line.kind.is_none());
        answer.ensure(is_hidden || tally.is_of(&passport), came, todo)?;
    }
    Ok(())
}

/// Fewest voters of a group.
const FLOOR: u64 = 10;

fn groups(context: &Context) -> End {
    context.subjects.any_poll()?;
    for id in context.subjects.poll_ids.iter().take(MOST) {
        let (answer, passport) = passport(context, id)?;
        let is_closed = passport.state == PollState::Closed;
        let came = format!("{} `breakdowns` of a poll that is not closed", passport.breakdowns.len());
        let todo = "Leave `breakdowns` out until the poll is closed: figures that change with each vote tell whose group it is of.";
        answer.ensure(is_closed || passport.breakdowns.is_empty(), came, todo)?;
        for PollBreakdown { by, groups, rest } in &passport.breakdowns {
            let all = || groups.iter().chain(rest);
            let smallest = all().map(|group| group.voters).min().unwrap_or(FLOOR);
            let came = format!("{smallest} voters in a group by {by}");
            let todo = "Put groups of fewer than ten voters together, with the smallest of the others where they are fewer than ten.";
            answer.ensure(smallest >= FLOOR, came, todo)?;
            let sum = all().map(|group| group.voters).fold(0, u64::saturating_add);
            let came = format!("{sum} voters in the groups by {by}, of {}", passport.voters);
            answer.ensure(sum == passport.voters, came, "Say in `rest` who is in none of the groups.")?;
            // Of a ranking a group has first choices.
            let votes = passport.votes.iter().flatten().filter(|_| passport.kind != PollKind::Ranking);
            for (option, votes) in votes {
                let sum = all()
                    .filter_map(|group| group.votes.get(option))
                    .fold(0, |sum, votes| u64::saturating_add(sum, *votes));
                let came = format!("{sum} votes for \"{option}\" in the groups by {by}, of {votes}");
                answer.ensure(sum == *votes, came, "Count the votes of the tally by group, and no others.")?;
            }
        }
    }
    Ok(())
}

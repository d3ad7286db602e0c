//! Whether the polls' logs are whole and say what the votes say: every hash is computed again, every number must be there,
//! and what the entries add up to is compared with the votes. Reads alone, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::{LogHash, LogKind};

use super::{Columns, Sql, Value as Bound, columns, log};
use crate::types::{LogFault, LogHead, LoggedEntry, LoggedWording};

/// Entries that are read at once.
const PAGE: i64 = 10_000;

const ENTRIES: &str = "
    SELECT poll, number, kind, day, was, options, detail, salt, hash FROM vote_log
    WHERE (poll, number) > ($1, $2) ORDER BY poll, number LIMIT $3";
/// Votes that are not what their entries say.
const ASTRAY: &str = "
    SELECT v.poll, v.entry FROM vote v LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry
    WHERE v.entry IS NOT NULL AND (l.number IS NULL OR l.options <> v.options) ORDER BY 1, 2";

const ASIDE: &str = "SELECT poll, entry FROM aside";

/// Voters of a poll under the empty name, and the votes of its options.
type Counts = BTreeMap<String, i128>;
/// Entries of votes that are set aside, each with its poll.
type Asides = BTreeSet<(String, u64)>;

/// Every fault of the logs. `connection` is in a transaction.
pub(crate) async fn check<C: Sql>(connection: &mut C) -> Result<Vec<LogFault>, sqlx::Error> {
    let mut faults = Vec::new();
    let mut logged: BTreeMap<String, Counts> = BTreeMap::new();
    let mut asides = Asides::new();
    let (mut poll, mut number, mut last) = (String::new(), -1, None);
    loop {
        let rows =
            connection.rows(ENTRIES, &[Bound::Text(&poll), Bound::Integer(number), Bound::Integer(PAGE)]).await?;
        for row in &rows {
            let of = row.text(0)?;
            if of != poll {
                (poll, last) = (of, None);
            }
            number = row.integer(1)?;
            // What cannot be read is a fault of this entry, and the ones after it are still to be looked at.
            let index = u64::try_from(number).unwrap_or_default();
            let at = |what: String| LogFault { poll: poll.clone(), index: Some(index), what };
            match log::logged(row, 1) {
                Ok(entry) => {
                    faults.extend(follows(&poll, last, &entry).into_iter().map(at));
                    faults.extend(decided(&mut asides, &poll, &entry).map(at));
                    replay(logged.entry(poll.clone()).or_default(), &entry);
                    last = Some(LogHead { index, hash: entry.hash });
                }
                Err(error) => {
                    faults.push(at(format!("it cannot be read ({error})")));
                    let hash = row.bytes(8).and_then(columns::hash).unwrap_or_default();
                    last = Some(LogHead { index, hash });
                }
            }
        }
        if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            break;
        }
    }
    faults.extend(sums(connection, &logged).await?);
    for row in connection.rows(ASTRAY, &[]).await? {
        let what = "a vote of this entry is not there as it says".to_owned();
        faults.push(LogFault { poll: row.text(0)?, index: Some(columns::count(&row, 1)?), what });
    }
    let mut kept = Asides::new();
    for row in connection.rows(ASIDE, &[]).await? {
        kept.insert((row.text(0)?, columns::count(&row, 1)?));
    }
    for (poll, index) in asides.symmetric_difference(&kept) {
        let what = "what is set aside is not what this entry says".to_owned();
        faults.push(LogFault { poll: poll.clone(), index: Some(*index), what });
    }
    for (poll, LoggedWording { index, wording, .. }) in log::wordings(connection, None).await? {
        if wording.is_none() {
            let what = "the words that it names are not there, or are others".to_owned();
            faults.push(LogFault { poll, index: Some(index), what });
        }
    }
    Ok(faults)
}

/// What is wrong with `entry` after `last`.
fn follows(poll: &str, last: Option<LogHead>, entry: &LoggedEntry) -> Vec<String> {
    let mut wrong = Vec::new();
    let expected = last.map_or(0, |last| last.index + 1);
    let index = entry.entry.index;
    if index != expected {
        wrong.push(match index - expected.min(index) {
            1 => format!("the entry {expected} before it is missing"),
            _ => format!("the entries {expected} to {} before it are missing", index.saturating_sub(1)),
        });
    }
    let is_first = entry.entry.kind == LogKind::Start;
    if is_first != (index == 0) {
        wrong.push("a log begins with its start, and has one".to_owned());
    }
    if index == expected && entry.entry.hash(poll, last.map_or(LogHash::NONE, |last| last.hash)) != entry.hash {
        wrong.push("its hash is not that of what it says and of the entry before it".to_owned());
    }
    wrong
}

/// Follows what is set aside. Returns what is wrong with an entry that ends it: each ends one that has not ended yet.
fn decided(asides: &mut Asides, poll: &str, LoggedEntry { entry, .. }: &LoggedEntry) -> Option<String> {
    match entry.kind {
        LogKind::Aside => {
            asides.insert((poll.to_owned(), entry.index));
            None
        }
        LogKind::Recall | LogKind::Count | LogKind::Strike => {
            let of = entry.detail.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX);
            (!asides.remove(&(poll.to_owned(), of))).then(|| "it ends nothing that is set aside".to_owned())
        }
        _ => None,
    }
}

/// Adds what `entry` did to the tally.
fn replay(counts: &mut Counts, LoggedEntry { entry, .. }: &LoggedEntry) {
    let mut add = |name: &str, votes: i128| *counts.entry(name.to_owned()).or_default() += votes;
    match entry.kind {
        LogKind::Start => {
            let mut words = entry.detail.split(' ');
            add("", words.next().and_then(|voters| voters.parse().ok()).unwrap_or_default());
            for (option, votes) in words.filter_map(|word| word.split_once('=')) {
                add(option, votes.parse().unwrap_or_default());
            }
        }
        LogKind::Cast | LogKind::Count => add("", 1),
        LogKind::Withdraw | LogKind::Merge => add("", -1),
        LogKind::Wording | LogKind::Change | LogKind::Aside | LogKind::Recall | LogKind::Strike => {}
    }
    entry.was.iter().for_each(|option| add(option, -1));
    entry.options.iter().for_each(|option| add(option, 1));
}

/// What the logs add up to and the votes do not.
async fn sums<C: Sql>(connection: &mut C, logged: &BTreeMap<String, Counts>) -> Result<Vec<LogFault>, sqlx::Error> {
    let mut counted: BTreeMap<String, Counts> = BTreeMap::new();
    for row in connection.rows(C::STATEMENTS.log_counted, &[]).await? {
        let counts = counted.entry(row.text(0)?).or_default();
        counts.insert(row.text(1)?, i128::from(row.integer(2)?));
    }
    let none = Counts::new();
    let polls: BTreeSet<&String> = logged.keys().chain(counted.keys()).collect();
    let mut faults = Vec::new();
    for poll in polls {
        let [says, are] = [logged, &counted].map(|counts| counts.get(poll).unwrap_or(&none));
        for name in says.keys().chain(are.keys()).collect::<BTreeSet<_>>() {
            let [says, are] = [says, are].map(|counts| counts.get(name).copied().unwrap_or(0));
            if says != are {
                let of = if name.is_empty() { "voters".to_owned() } else { format!("option {name}") };
                let what = format!("{of}: the log adds up to {says}, the votes to {are}");
                faults.push(LogFault { poll: poll.clone(), index: None, what });
            }
        }
    }
    Ok(faults)
}

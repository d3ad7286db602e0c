//! Reads `demo.toml`: votes and ratings that a new database begins with, for the demonstration. A real publication has
//! no such file.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use hustings_domain::{PollDefinition, abstention, check_ballot, is_abstention};
use hustings_wire::write_in::{own_words, with_words};

use super::{
    fields::{self, At, Fields},
    source::Source,
    types::{ArticleGroup, Ballots, Demo},
};

/// Most readers of one poll or rating, so that a slip of the finger fills no disk.
const MAX_READERS: u64 = 100_000;

/// The demo votes of this source. Whatever is faulty is left out.
pub(super) fn read(
    source: &Source,
    polls: &BTreeMap<String, Arc<PollDefinition>>,
    articles: &[Arc<ArticleGroup>],
) -> Demo {
    let mut demo = Demo::default();
    let Some(table) = fields::parse(source, source.text(), 0) else { return demo };
    let top = Fields::new(source, table.get_ref(), 0);
    for (id, entry) in top.table("polls").map(|table| table.each_table()).unwrap_or_default() {
        let Some(poll) = polls.get(&id.value) else {
            source.warn(id.at, format!("there is no poll `{}`; take its votes out or fix the poll", id.value));
            continue;
        };
        let ballots = ballots(source, &entry, poll);
        if ballots.iter().fold(0, |sum: u64, b| sum.saturating_add(b.readers)) > MAX_READERS {
            source.error(id.at, format!("`{}` has more than {MAX_READERS} readers; give fewer", id.value));
        } else {
            demo.polls.insert(id.value, ballots);
        }
    }
    for (slug, entry) in top.table("ratings").map(|table| table.each_table()).unwrap_or_default() {
        let stars = entry.counts("stars");
        entry.finish();
        if !articles.iter().any(|article| article.slug == slug.value) {
            source.warn(slug.at, format!("there is no article `{}`; take its ratings out", slug.value));
            continue;
        }
        let Some(At { value: stars, at }) = stars else { continue };
        match <[u64; 5]>::try_from(stars) {
            Ok(stars) if stars.iter().fold(0, |sum: u64, n| sum.saturating_add(*n)) <= MAX_READERS => {
                demo.ratings.insert(slug.value, stars);
            }
            _ => source.error(at, format!("`stars` must be five counts, one star first, at most {MAX_READERS} in all")),
        }
    }
    top.finish();
    demo
}

fn ballots(source: &Source, entry: &Fields<'_>, poll: &PollDefinition) -> Vec<Ballots> {
    let mut ballots = Vec::new();
    let votes = entry.table("votes").map(|table| table.each_count()).unwrap_or_default();
    for (option, readers) in votes {
        ballots.push((At { value: vec![option.value], at: option.at }, None, readers, None));
    }
    if let Some(abstained) = entry.count("abstained") {
        if poll.abstain {
            ballots.push((At { value: abstention(), at: abstained.at }, None, abstained.value, None));
        } else {
            source.error(abstained.at, format!("nobody can abstain in the poll `{}`; take `abstained` out", poll.id));
        }
    }
    for words in entry.texts("write_in", 300) {
        ballots.push((At { value: vec![with_words(&words.value)], at: words.at }, None, 1, None));
    }
    for ballot in entry.tables("ballots") {
        let options = ballot.ids("options").into_iter().map(|option| option.value).collect();
        let readers = ballot.count("readers").map_or(1, |readers| readers.value);
        let (before, lang) = (ballot.text("before", 64), ballot.text("lang", 35));
        ballot.finish();
        if let Some(before) = before.as_ref().filter(|before| !poll.asks_twice || poll.option(&before.value).is_none())
        {
            source.error(
                before.at,
                format!(
                    "nobody can choose `{}` before reading in the poll `{}`; take `before` out",
                    before.value, poll.id
                ),
            );
            continue;
        }
        if let Some(lang) = lang.as_ref().filter(|lang| !poll.question.contains_key(&lang.value)) {
            let message = format!("the poll `{}` is not there in `{}`; name a language of it", poll.id, lang.value);
            source.error(lang.at, message);
            continue;
        }
        let (before, lang) = (before.map(|before| before.value), lang.map(|lang| lang.value));
        ballots.push((At { value: options, at: ballot.at() }, before, readers, lang));
    }
    entry.finish();
    let mut good = Vec::new();
    for (options, before, readers, lang) in ballots {
        if is_abstention(&options.value) && readers > 0 {
            good.push(Ballots { options: options.value, before, readers, lang });
            continue;
        }
        if options.value.iter().any(|element| own_words(element).is_some()) {
            match check_ballot(poll, &options.value) {
                Ok(options) => good.push(Ballots { options, before, readers, lang }),
                Err(error) => source.error(options.at, format!("in `{}` {error}; take this answer out", poll.id)),
            }
            continue;
        }
        let unknown: BTreeSet<&String> = options.value.iter().filter(|id| poll.option(id).is_none()).collect();
        let count = options.value.len() as u64;
        if let Some(unknown) = unknown.first() {
            source.error(options.at, format!("the poll `{}` has no option `{unknown}`", poll.id));
        } else if count < u64::from(poll.min_choices) || count > u64::from(poll.max_choices) {
            let (min, max) = (poll.min_choices, poll.max_choices);
            source.error(options.at, format!("a vote in `{}` has {min} to {max} options, this one {count}", poll.id));
        } else if readers > 0 {
            good.push(Ballots { options: options.value, before, readers, lang });
        }
    }
    good
}

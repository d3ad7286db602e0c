//! The passport of a result: under which words, rules and times it came about, and the hash that stands for its votes.

use hustings_domain::{PollDefinition, Words, audience, date};
use hustings_http::error::ApiError;
use hustings_store::{LogHead, LoggedWording};
use hustings_wire::{LogEnd, OptionWords, Passport, PictureWords, PollKind, WordingEntry, WordsIn, write_in::OTHER};

use crate::{breakdowns::breakdowns, context::Context, flow, languages::pick, polls::definition};

fn words_in((lang, words): (&str, Words<'_>)) -> WordsIn {
    let option = |option: &hustings_domain::OptionWords<'_>| OptionWords {
        id: option.id.to_owned(),
        label: option.label.to_owned(),
        picture: option.picture.map(|(hash, alt)| PictureWords { hash: hash.to_owned(), alt: alt.to_owned() }),
    };
    WordsIn {
        lang: lang.to_owned(),
        hash: words.hash.text(),
        question: words.question.to_owned(),
        options: words.options.iter().map(option).collect(),
    }
}

fn wording_entry(LoggedWording { index, day, wording }: LoggedWording) -> WordingEntry {
    let revision = wording.as_ref().map(|wording| wording.revision());
    let wording = wording.iter().flat_map(|wording| wording.by_language()).map(words_in).collect();
    WordingEntry { index, day: date(day), revision, wording }
}

/// The passport of the poll `id`.
///
/// # Errors
/// `not_found`, `translation_missing`, `unavailable`.
pub async fn passport(context: Context<'_>, id: &str, lang: &str) -> Result<Passport, ApiError> {
    let poll = definition(context.content, id)?;
    let lang = pick("translation of this poll", lang, poll.question.keys())?;
    let (tally, head) = context.store.log_head(id).await?;
    let mut history = context.store.wordings(Some(id)).await?;
    // The log says it again where it says the kind of the poll for the first time.
    history.dedup_by(|(_, next), (_, last)| {
        let both = next.wording.as_ref().zip(last.wording.as_ref());
        both.is_some_and(|(next, last)| next.says_the_same_as(last))
    });
    let PollDefinition { kind, min_choices, max_choices, results, changeable, abstain, write_in, asks_twice, .. } =
        **poll;
    let seq = context.store.seq(tally.number);
    let state = context.state_of(poll, tally.forced);
    let is_public = audience(results, state).includes(false);
    let runoff = match kind {
        PollKind::Ranking if is_public => Some(context.store.runoffs().count(context.store, poll, tally.number).await?),
        _ => None,
    };
    let flow = match asks_twice && is_public {
        true => Some(flow::pairs(context, poll, tally.number).await?),
        false => None,
    };
    let breakdowns = breakdowns(context.store, poll, &tally, state).await?;
    let of_option = |id: &String| (id.clone(), tally.votes.get(id).copied().unwrap_or(0));
    let other = tally.shown_write_ins(write_in).map(|votes| (OTHER.to_owned(), votes));
    let votes = || poll.options.iter().map(|option| of_option(&option.id)).chain(other).collect();
    Ok(Passport {
        poll: id.to_owned(),
        question: poll.question.get(&lang).cloned().unwrap_or_default(),
        lang,
        kind,
        min_choices,
        max_choices,
        wording: context.content.wording(id).by_language().map(words_in).collect(),
        wording_revision: poll.wording_revision,
        wording_history: history.into_iter().map(|(_, wording)| wording_entry(wording)).collect(),
        order: poll.order.as_str().to_owned(),
        opens_at: poll.opens_at,
        closes_at: poll.closes_at,
        state,
        is_forced: tally.forced.is_some(),
        results,
        changeable,
        abstain,
        write_in,
        asks_twice,
        flow,
        allowed_origins: poll.allowed_origins.clone(),
        signed_by: poll.signed_by.clone(),
        guarding: poll.guarding.as_str().to_owned(),
        voters: tally.voted(),
        abstained: tally.shown_abstentions(abstain).filter(|_| is_public),
        votes: is_public.then(votes),
        drawing_seed: runoff.as_ref().map(|runoff| runoff.seed.text()),
        rounds: runoff.map(|runoff| runoff.rounds.clone()),
        breakdowns,
        set_aside: context.store.aside_count(id).await?,
        log: head.map(|LogHead { index, hash }| LogEnd { index, hash: hash.text() }),
        seq,
    })
}

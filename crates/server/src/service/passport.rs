//! The passport of a result: under which words, rules and times it came about, and the hash that stands for its votes.

use hustings_domain::{PollDefinition, Words, date};
use hustings_store::LoggedWording;
use hustings_wire::{PollKind, PollState, ResultsRule, Seq, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{context::Context, languages::pick, polls::definition, vote_log::LogEnd};
use crate::http::error::ApiError;

/// What stands behind a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passport {
    /// Id of the poll.
    pub poll: String,
    /// BCP 47 tag of `question`.
    pub lang: String,
    /// The question in that language.
    pub question: String,
    /// One choice or several.
    pub kind: PollKind,
    /// Fewest options of a vote.
    pub min_choices: u32,
    /// Most options of a vote.
    pub max_choices: u32,
    /// The words now, by language.
    pub wording: Vec<WordsIn>,
    /// How often the owner has said that votes which were cast shall count for other words; 1 at first.
    pub wording_revision: u32,
    /// The words under which readers have voted, in the order of the log.
    pub wording_history: Vec<WordingEntry>,
    /// In which order readers see the options: `file`, which is the one here.
    pub order: &'static str,
    /// When it opens or opened; `null` when it always was open.
    pub opens_at: Option<Timestamp>,
    /// When it closes or closed; `null` when it stays open.
    pub closes_at: Option<Timestamp>,
    /// Whether votes are taken.
    pub state: PollState,
    /// Whether the operator has overruled the times above.
    pub is_forced: bool,
    /// When results may be seen.
    pub results: ResultsRule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
    /// The only origins whose pages may frame the poll; any when there are none.
    pub allowed_origins: Vec<String>,
    /// Names of the partners' keys whose signed ids it asks of voters; everybody may vote when there are none.
    pub signed_by: Vec<String>,
    /// How it is guarded against votes of one person as many: `casual`, by one vote for each browser and a limit on the votes of
    /// one network; `guarded`, also by a proof that a new reader's browser has waited, or worked where many come from one
    /// network; `strict`, by ids that partners sign. Treat values that you do not know as "other".
    pub guarding: &'static str,
    /// Readers who voted.
    pub voters: u64,
    /// Votes that are set aside as suspicious.
    pub set_aside: u64,
    /// The end of the log with which these voters were counted; `null` before the first vote.
    pub log: Option<LogEnd>,
    /// Which state of the tally this is.
    #[schema(value_type = String)]
    pub seq: Seq,
}

/// The words of a poll in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordsIn {
    /// BCP 47 tag.
    pub lang: String,
    /// Their hash, as docs/verifying.md says; 64 hexadecimal digits.
    pub hash: String,
    /// The question.
    pub question: String,
    /// The options in the poll's order.
    pub options: Vec<OptionWords>,
}

/// The words of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OptionWords {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
}

/// Words under which readers have voted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordingEntry {
    /// Number of the entry in the log from which on they were voted on.
    pub index: u64,
    /// The day, such as `2026-06-01`.
    pub day: String,
    /// Their revision; `null` where the words are lost.
    pub revision: Option<u32>,
    /// The words by language; empty where they are lost.
    pub wording: Vec<WordsIn>,
}

fn words_in((lang, words): (&str, Words<'_>)) -> WordsIn {
    let option = |(id, label): &(&str, &str)| OptionWords { id: (*id).to_owned(), label: (*label).to_owned() };
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
    let history = context.store.wordings(Some(id)).await?;
    let PollDefinition { kind, min_choices, max_choices, results, changeable, .. } = **poll;
    let seq = context.store.seq(tally.number);
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
        order: "file",
        opens_at: poll.opens_at,
        closes_at: poll.closes_at,
        state: context.state_of(poll, tally.forced),
        is_forced: tally.forced.is_some(),
        results,
        changeable,
        allowed_origins: poll.allowed_origins.clone(),
        signed_by: poll.signed_by.clone(),
        guarding: poll.guarding.as_str(),
        voters: tally.voters,
        set_aside: context.store.aside_count(id).await?,
        log: head.map(LogEnd::from),
        seq,
    })
}

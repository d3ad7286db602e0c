//! Reads `polls/<id>.toml`: a question, its options and its rules.

mod ask;
mod breakdown;
mod languages;
mod pictures;
mod quiz;
mod scale;

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{
    Guarding, Misread, OptionDefinition, OptionOrder, PollDefinition, Wording, check_votes_are_readable, is_origin,
    keep_words, kind_word,
};
use hustings_wire::{PollKind, ResultsRule};

use self::{languages::complete_languages, pictures::OptionPictures};
use super::{
    fields::{self, At, Fields},
    poll_pictures::PicturesOfPoll,
    reading::STAYS,
    source::Source,
};

/// Most options of one poll.
const MAX_OPTIONS: usize = 50;
/// Most options of a ranking: whoever is to put more in order gives up, and its result has a round for each.
const MAX_RANKED: usize = 12;
/// Most revisions of its wording.
const MAX_REVISION: u64 = 1_000;

/// The poll of this source and these `pictures`, with the words under which readers have `voted`; `None` when a fault leaves it
/// out, such as that their votes would say something else in it.
pub(super) fn read(
    source: &Source,
    id: &str,
    languages: &[String],
    voted: &[Arc<Wording>],
    pictures: &PicturesOfPoll<'_>,
) -> Option<PollDefinition> {
    let table = fields::parse(source, source.text(), 0)?;
    let top = Fields::new(source, table.get_ref(), 0);

    let kinds = [
        ("single", PollKind::Single),
        ("multiple", PollKind::Multiple),
        ("scale", PollKind::Scale),
        ("ranking", PollKind::Ranking),
    ];
    let kind = top.word("kind", &kinds);
    if !top.has("kind") {
        source.error(0, "`kind` is missing; give \"single\", \"multiple\", \"scale\" or \"ranking\"");
    }
    let results = top.word(
        "results",
        &[
            ("always", ResultsRule::Always),
            ("after_vote", ResultsRule::AfterVote),
            ("after_close", ResultsRule::AfterClose),
        ],
    );
    let changeable = top.boolean("changeable").unwrap_or(true);
    let (abstain, write_in) = (top.flag("abstain"), top.flag("write_in"));
    let (opens, closes) = (top.instant("opens_at"), top.instant("closes_at"));
    if let (Some(opens), Some(closes)) = (&opens, &closes)
        && opens.value >= closes.value
    {
        source.error(closes.at, "the poll closes before it opens; set `closes_at` later than `opens_at`");
    }
    if let Some(results) = &results
        && results.value == ResultsRule::AfterClose
        && closes.is_none()
        && !top.has("closes_at")
    {
        source.warn(results.at, "the results are shown after closing, but there is no `closes_at`; give one");
    }
    let revision = top.count("wording_revision");
    if let Some(given) = revision.as_ref().filter(|given| given.value == 0 || given.value > MAX_REVISION) {
        source.error(given.at, format!("`wording_revision` must be between 1 and {MAX_REVISION}"));
    }
    let allowed_origins = origins(source, &top);
    let breakdown = breakdown::breakdown(source, &top, languages, &allowed_origins);
    let signed_by: Vec<String> = top.ids("signed_by").into_iter().map(|name| name.value).collect();
    let guarding = guarding(source, &top, !signed_by.is_empty());

    let question = top.by_language("question", languages, 300);
    if !top.has("question") {
        source.error(0, "[question] is missing; give the question in every language");
    }
    let mut pictures = OptionPictures::new(source, pictures);
    let kind_value = kind.as_ref().map_or(PollKind::Single, |kind| kind.value);
    let options = match kind_value {
        PollKind::Scale => scale::steps(source, &top, languages),
        _ => {
            if let Some(scale) = top.table("scale") {
                source.error(
                    scale.at(),
                    "only a poll of `kind = \"scale\"` has a [scale]; change the kind, or take it out",
                );
            }
            let most = if kind_value == PollKind::Ranking { MAX_RANKED } else { MAX_OPTIONS };
            options(source, &top, languages, most, Some(&mut pictures))
        }
    };
    pictures.check_alike(&options);
    let takes_words = write_in.as_ref().is_some_and(|given| given.value);
    let (min_choices, max_choices) = choices(source, &top, kind_value, options.len() + usize::from(takes_words));
    let order = order(source, &top, kind_value);
    let quiz = quiz::quiz(source, &top, languages, &options, (kind_value, max_choices), changeable);
    check_abstain(source, abstain.as_ref(), results.as_ref().map(|results| results.value), quiz.is_some());
    check_write_in(source, write_in.as_ref(), kind_value, quiz.is_some());
    let others = ask::Others { kind: kind_value, changeable, is_quiz: quiz.is_some(), takes_words };
    let asks_twice = ask::asks_twice(source, &top, &others);
    top.finish();

    let places: BTreeMap<String, usize> = question.iter().map(|(lang, text)| (lang.clone(), text.at)).collect();
    let question = complete_languages(source, question, &options);
    if question.is_empty() && !source.is_faulty() {
        source.error(0, "there is no language in which the question and every option have words; complete one");
    }
    let mut poll = PollDefinition {
        id: id.to_owned(),
        kind: kind_value,
        min_choices,
        max_choices,
        options: options.into_iter().map(|(option, _)| option).collect(),
        question,
        order,
        // More leaves the poll out.
        wording_revision: revision.map_or(1, |given| given.value.min(MAX_REVISION) as u32),
        opens_at: opens.map(|at| at.value),
        closes_at: closes.map(|at| at.value),
        results: results.map_or(ResultsRule::Always, |results| results.value),
        changeable,
        abstain: abstain.is_some_and(|given| given.value),
        write_in: takes_words,
        asks_twice,
        breakdown,
        allowed_origins,
        quiz,
        signed_by,
        guarding,
    };
    if source.is_faulty() {
        return None;
    }
    if let Err(misread) = check_votes_are_readable(&poll, voted) {
        source.error(kind.map_or(0, |kind| kind.at), misread_words(misread));
        return None;
    }
    let kept = keep_words(&mut poll, voted);
    pictures.refuse(&kept.pictures, poll.wording_revision);
    for lang in kept.languages {
        let next = poll.wording_revision + 1;
        let message = format!(
            "readers have voted on other words in `{lang}`; put them back, or give `wording_revision = {next}` if the votes \
             that they have cast shall count for these{STAYS}"
        );
        source.refuse(places.get(&lang).copied().unwrap_or(0), message);
    }
    Some(poll)
}

/// What became of a poll under its votes, and what to do.
fn misread_words(misread: Misread) -> String {
    match misread {
        Misread::Kind(kind) => format!(
            "readers have voted in this poll as one of `kind = \"{}\"`, and their votes are never read as another kind; put \
             that back, or ask in a poll with another id, which is a file of another name",
            kind_word(kind)
        ),
        Misread::Steps => "readers have voted on other steps of this scale, and a step means its place among the others; put \
                           them back in their order, with new ones at the end alone, or ask in a poll with another id, which \
                           is a file of another name"
            .to_owned(),
    }
}

/// The options, each with its place in the source. They may have pictures where there are `pictures`.
fn options(
    source: &Source,
    top: &Fields<'_>,
    languages: &[String],
    most: usize,
    mut pictures: Option<&mut OptionPictures<'_>>,
) -> Vec<(OptionDefinition, usize)> {
    let mut options: Vec<(OptionDefinition, usize)> = Vec::new();
    let tables = top.tables("options");
    if tables.len() > most {
        source.error(tables[most].at(), format!("a poll of this kind has at most {most} options; take some out"));
    } else if tables.len() < 2 && !source.is_faulty() {
        source.error(top.at(), "a poll needs at least two [[options]], each with an id and [options.label]");
    }
    for entry in tables {
        let id = entry.required_id("id");
        let label = super::publication::plain(entry.by_language("label", languages, 200));
        if !entry.has("label") {
            source.error(entry.at(), "[options.label] is missing; give the option's words in every language");
        }
        let name = id.as_ref().map_or("", |id| id.value.as_str());
        let picture = match &mut pictures {
            Some(pictures) => pictures.read(&entry, name, languages),
            None => {
                if let Some(image) = entry.text("image", 200) {
                    source.error(image.at, "the steps of a scale have no pictures; take `image` and [options.alt] out");
                }
                entry.mention("alt");
                None
            }
        };
        entry.finish();
        let Some(id) = id else { continue };
        if options.iter().any(|(other, _)| other.id == id.value) {
            source.error(id.at, format!("two options have the id `{}`; rename one", id.value));
        } else {
            options.push((OptionDefinition { id: id.value, label, picture }, entry.at()));
        }
    }
    options
}

/// In which order the options are asked.
fn order(source: &Source, top: &Fields<'_>, kind: PollKind) -> OptionOrder {
    let orders = [OptionOrder::File, OptionOrder::Random].map(|order| (order.as_str(), order));
    let Some(given) = top.word("order", &orders) else { return OptionOrder::File };
    if kind == PollKind::Scale && given.value == OptionOrder::Random {
        source.error(given.at, "the steps of a scale have their order; take `order` out");
    }
    given.value
}

/// How the poll is guarded, which must agree with whether it asks for signed ids.
fn guarding(source: &Source, top: &Fields<'_>, is_signed: bool) -> Guarding {
    let levels = [Guarding::Casual, Guarding::Guarded, Guarding::Strict].map(|level| (level.as_str(), level));
    let given = top.word("guarding", &levels);
    match &given {
        Some(given) if given.value == Guarding::Strict && !is_signed => source.error(
            given.at,
            "a strict poll takes votes only of readers for whom a partner has signed; name the partners' keys in `signed_by`",
        ),
        Some(given) if given.value != Guarding::Strict && is_signed => source.error(
            given.at,
            "a poll with `signed_by` is strict; write \"strict\" here, or take `signed_by` out",
        ),
        _ => {}
    }
    if is_signed { Guarding::Strict } else { given.map_or(Guarding::Casual, |given| given.value) }
}

/// Who abstains is to see something that they did not see before.
fn check_abstain(source: &Source, given: Option<&At<bool>>, results: Option<ResultsRule>, is_quiz: bool) {
    let Some(At { at, .. }) = given.filter(|given| given.value) else { return };
    match results {
        Some(ResultsRule::AfterClose) => source.error(
            *at,
            "who only wants to see the results sees none before the poll has closed; give `results = \"after_vote\"`, or take \
             `abstain` out",
        ),
        Some(ResultsRule::Always) | None if !is_quiz => source.error(
            *at,
            "everybody sees the results at all times, so nobody has to ask for them; give `results = \"after_vote\"`, or take \
             `abstain` out",
        ),
        _ => {}
    }
}

/// Words are one more answer beside those that the poll gives, none of which is right and none of which has a place.
fn check_write_in(source: &Source, given: Option<&At<bool>>, kind: PollKind, is_quiz: bool) {
    let Some(At { at, .. }) = given.filter(|given| given.value) else { return };
    match kind {
        PollKind::Scale => source.error(*at, "a word is no step between others of a scale; take `write_in` out"),
        PollKind::Ranking => source.error(
            *at,
            "a ranking compares options that all voters have before them, which words of one voter's own are not; take \
             `write_in` out",
        ),
        _ if is_quiz => source.error(
            *at,
            "nobody decides whether an answer in a reader's own words is right; take `write_in` out of the quiz",
        ),
        _ => {}
    }
}

/// Fewest and most options of a vote.
fn choices(source: &Source, top: &Fields<'_>, kind: PollKind, options: usize) -> (u32, u32) {
    let (min, max) = (top.count("min_choices"), top.count("max_choices"));
    let options = options as u64;
    if !matches!(kind, PollKind::Multiple | PollKind::Ranking) {
        let name = if kind == PollKind::Scale { "scale" } else { "single-choice poll" };
        for (key, given) in [("min_choices", &min), ("max_choices", &max)] {
            if let Some(given) = given.as_ref().filter(|given| given.value != 1) {
                source.error(given.at, format!("`{key}` of a {name} is 1; take the line out"));
            }
        }
        return (1, 1);
    }
    let fewest = min.as_ref().map_or(1, |given| given.value);
    let most = max.as_ref().map_or(options, |given| given.value);
    if let Some(given) = min.as_ref().filter(|given| given.value == 0 || given.value > options) {
        source.error(given.at, format!("`min_choices` must be between 1 and the {options} options there are"));
    } else if let Some(given) = max.as_ref().filter(|given| given.value == 0 || given.value > options) {
        source.error(given.at, format!("`max_choices` must be between 1 and the {options} options there are"));
    } else if fewest > most {
        let at = min.or(max).map_or(0, |given| given.at);
        source.error(at, "`min_choices` is more than `max_choices`; lower the one or raise the other");
    }
    // Both lie between 1 and MAX_OPTIONS, else the poll is left out.
    (fewest.min(MAX_OPTIONS as u64) as u32, most.min(MAX_OPTIONS as u64) as u32)
}

/// The origins that may frame the poll.
fn origins(source: &Source, top: &Fields<'_>) -> Vec<String> {
    let mut origins = Vec::new();
    for origin in top.texts("allowed_origins", 300) {
        if is_origin(&origin.value) {
            origins.push(origin.value.to_ascii_lowercase());
        } else {
            let message = format!(
                "`{}` is no origin; give scheme, host and perhaps port, such as https://partner.example",
                origin.value
            );
            source.error(origin.at, message);
        }
    }
    origins
}

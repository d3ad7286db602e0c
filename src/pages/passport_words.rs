//! The words of a poll on its passport: those of now in every language, with the votes where everybody may see them, and
//! those that readers have voted on before.

use std::collections::BTreeMap;

use hustings_core::i18n::{Locale, Zone};
use hustings_wire::{Passport, PictureWords, Publication, WordingEntry, WordsIn};
use leptos::prelude::*;

/// Question and options, now and before.
pub(super) fn words(locale: &Locale, publication: &Publication, passport: &Passport) -> impl IntoView + use<> {
    let last = passport.wording_history.last();
    let is_voted = last.is_some_and(|last| hashes(&last.wording) == hashes(&passport.wording));
    // Votes from before there were words in the log say nothing of theirs.
    let is_known = last.is_some() || passport.voters == 0;
    let since = match last.filter(|_| is_voted) {
        Some(entry) => Some(since(locale, entry)),
        None => is_known.then(|| locale.t("passport_words_unvoted")),
    };
    let since = since.map(|since| view! { <p class="passport__note">{since}</p> });
    let (own, others): (Vec<&WordsIn>, _) = passport.wording.iter().partition(|words| words.lang == passport.lang);
    let now = own.iter().map(|words| in_language(locale, publication, words, passport.votes.as_ref())).collect_view();
    let others = others.iter().map(|words| folded(locale, publication, words)).collect_view();
    let earlier = &passport.wording_history[..passport.wording_history.len() - usize::from(is_voted)];
    let earlier = (!earlier.is_empty()).then(|| {
        let entries = earlier.iter().map(|entry| before(locale, publication, passport, entry)).collect_view();
        view! {
            <h3 class="passport__earlier">{locale.t("passport_words_earlier")}</h3>
            <ol class="passport__history">{entries}</ol>
        }
    });
    view! {
        <section aria-labelledby="passport-words">
            <h2 class="passport__heading" id="passport-words">{locale.t("passport_words")}</h2>
            {since}
            {now}
            {others}
            {earlier}
        </section>
    }
}

fn hashes(wording: &[WordsIn]) -> Vec<&str> {
    wording.iter().map(|words| &*words.hash).collect()
}

/// From when and from which entry on readers voted on these words.
fn since(locale: &Locale, entry: &WordingEntry) -> String {
    let day = format!("{}T00:00:00Z", entry.day).parse().map(|at| locale.date(at, Zone::Utc));
    let day = day.unwrap_or_else(|_| entry.day.clone());
    locale.t_with("passport_words_since", &[("date", &day), ("index", &locale.number(entry.index))])
}

/// Words that readers voted on before: those that say something else than now.
fn before(
    locale: &Locale,
    publication: &Publication,
    passport: &Passport,
    entry: &WordingEntry,
) -> impl IntoView + use<> {
    let now = hashes(&passport.wording);
    let differing = entry.wording.iter().filter(|words| !now.contains(&&*words.hash));
    let differing: Vec<_> = differing.map(|words| in_language(locale, publication, words, None)).collect();
    let names = || {
        let names: Vec<&str> = entry.wording.iter().map(|words| name(publication, &words.lang)).collect();
        locale.t_with("passport_words_same", &[("languages", &names.join(", "))])
    };
    let nothing = match (differing.is_empty(), entry.wording.is_empty()) {
        (true, true) => Some(locale.t("passport_words_lost")),
        (true, false) => Some(names()),
        _ => None,
    };
    view! {
        <li>
            <p class="passport__note">{since(locale, entry)}</p>
            {nothing.map(|words| view! { <p>{words}</p> })}
            {differing}
        </li>
    }
}

/// What a language calls itself.
fn name<'a>(publication: &'a Publication, lang: &'a str) -> &'a str {
    publication.languages.iter().find(|language| language.lang == lang).map_or(lang, |language| &*language.name)
}

/// The words in a language that is not the page's.
fn folded(locale: &Locale, publication: &Publication, words: &WordsIn) -> impl IntoView + use<> {
    let (lang, name) = (words.lang.clone(), name(publication, &words.lang).to_owned());
    view! {
        <details class="passport__language">
            <summary lang=lang><bdi>{name}</bdi></summary>
            {in_language(locale, publication, words, None)}
        </details>
    }
}

/// The words in one language, with the votes of each option where they are to be shown.
fn in_language(
    locale: &Locale,
    publication: &Publication,
    words: &WordsIn,
    votes: Option<&BTreeMap<String, u64>>,
) -> AnyView {
    let option = |option: &hustings_wire::OptionWords| {
        let votes = votes.map(|votes| locale.number(votes.get(&option.id).copied().unwrap_or(0)));
        let votes = votes.map(|votes| view! { <span class="passport__votes">{votes}</span> });
        let picture = option.picture.as_ref().map(|PictureWords { hash, alt }| {
            view! {
                <span class="passport__picture">
                    {locale.t_with("passport_picture", &[("alt", alt)])}
                    " "
                    <code class="passport__hash" dir="ltr">{hash.clone()}</code>
                </span>
            }
        });
        view! { <li><span>{option.label.clone()}</span> {votes} {picture}</li> }
    };
    let options = words.options.iter().map(option).collect_view();
    let dir = hustings_wire::Language::direction_of(&publication.languages, &words.lang).as_str();
    view! {
        <div class="passport__words" >
            <div lang=words.lang.clone() dir=dir>
                <p class="passport__question">{words.question.clone()}</p>
                <ol class="passport__options">{options}</ol>
            </div>
            <p class="passport__fingerprint">
                <span>{locale.t("passport_hash")}</span>
                <code class="passport__hash" dir="ltr">{words.hash.clone()}</code>
            </p>
        </div>
    }
    .into_any()
}

//! `/{lang}/polls/{id}/passport`: what stands behind a poll's result, to read, to print and to check. The server alone draws
//! it, be it as a file, and no app runs on it; `passport.js` computes the log's hashes, and the rest is there without.

use hustings_core::{
    i18n::{Locale, speak},
    model::route::Route,
};
use hustings_wire::{LogEnd, Passport, write_in::OTHER};
use leptos::prelude::*;

use super::{
    passport_breakdowns::breakdowns, passport_flow::flow, passport_rounds::rounds, passport_rules::rules,
    passport_words::words, server_page::server_page,
};
use crate::state::{Shown, Site};

/// What is hashed of an entry. The words are those of the log, in every language.
const TEN_LINES: &str =
    "hustings log 1\n{poll}\n{index}\n{kind}\n{day}\n{was}\n{options}\n{detail}\n{commitment}\n{hash before}";

/// The page's path in this language, where pages are files with a slash at its end.
pub(super) fn passport_path(site: &Site, lang: &str, poll: &str) -> String {
    let poll = site.href(&Route::Poll { lang: lang.to_owned(), id: poll.to_owned() });
    if site.config.is_static() { [&*poll, "passport/"].concat() } else { [&*poll, "/passport"].concat() }
}

/// Where the files are of a passport that is one itself, as paths from the root of the host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassportFiles {
    /// The parts of the log in their order; none where it is not among the files, and so cannot be checked there.
    pub log: Vec<String>,
    /// The passport as JSON.
    pub json: String,
}

/// The whole screen. `shown` has no view that matters; `check` is what the script works with, as JSON; `files` are those of a
/// passport that is a file.
pub fn passport_page(
    site: &Site,
    shown: &Shown,
    passport: &Passport,
    check: String,
    files: Option<&PassportFiles>,
) -> AnyView {
    let locale = shown.locale.clone();
    speak(&locale);
    let publication = &shown.page.publication;
    let poll = site.href(&Route::Poll { lang: shown.page.lang.clone(), id: passport.poll.clone() });
    let question = passport.question.clone();
    let (rules, words) = (rules(&locale, passport), words(&locale, publication, passport));
    let can_check = passport.log.is_none() || files.is_none_or(|files| !files.log.is_empty());
    let check = can_check.then(|| check_form(&locale, check, files.is_some()));
    let content = view! {
            <article class="passport" data-no-app="">
                <p class="passport__kicker">{locale.t("passport")}</p>
                <h1 class="passport__title"><a href=poll>{question}</a></h1>
                <p class="passport__intro">{locale.t("passport_intro")}</p>
                {check}
                {rules}
                {rounds(&locale, passport)}
                {flow(&locale, passport)}
                {breakdowns(&locale, publication, passport)}
                {words}
                {log(&locale, passport, files)}
                {by_hand(&locale, passport)}
            </article>
    };
    let is_worded = |lang: &str| passport.wording.iter().any(|words| words.lang == lang);
    let path = |lang: &str| is_worded(lang).then(|| passport_path(site, lang, &passport.poll));
    server_page(site, shown, &path, content.into_any())
}

/// The check in the browser. Its button is hidden until the script is there, which knows whether it can be done. A file knows
/// no reader, so that no vote of theirs is promised to be found.
fn check_form(locale: &Locale, check: String, is_file: bool) -> impl IntoView + use<> {
    let label = locale.t(if is_file { "passport_check" } else { "passport_check_title" });
    let note = (!is_file).then(|| view! { <p>{locale.t("passport_check_note")}</p> });
    view! {
        <section class="passport__check" aria-labelledby="passport-check">
            <h2 class="passport__heading" id="passport-check">{label.clone()}</h2>
            {note}
            <form class="passport__form" data-check=check hidden=true>
                <button class="button" type="submit">{locale.t("passport_check")}</button>
                <span class="passport__progress" hidden=true>
                    <progress aria-label=label></progress>
                    <span class="passport__read"></span>
                </span>
            </form>
            // The script takes this away.
            <div class="passport__said" role="status">
                <p class="passport__waiting">{locale.t("passport_no_script")}</p>
            </div>
        </section>
    }
}

/// The log's end, and what to do with it.
fn log(locale: &Locale, passport: &Passport, files: Option<&PassportFiles>) -> impl IntoView + use<> {
    let end = passport.log.as_ref().map(|LogEnd { index, hash }| {
        let index = locale.t_with("passport_log_end", &[("index", &locale.number(*index))]);
        view! {
            <p class="passport__end">
                <span>{index}</span>
                <code class="passport__hash" dir="ltr">{hash.clone()}</code>
            </p>
            <p>{locale.t("passport_keep")}</p>
        }
    });
    let empty = passport.log.is_none().then(|| view! { <p>{locale.t("passport_empty")}</p> });
    let api = ["/api/v1/polls/", &passport.poll].concat();
    let (log, json) = match files {
        Some(files) => (files.log.clone(), files.json.clone()),
        None => (vec![[&*api, "/log"].concat()], [&*api, "/passport?lang=", &passport.lang].concat()),
    };
    let is_whole = log.len() == 1;
    let log = log.into_iter().zip(1..).map(|(file, part)| {
        let part = (!is_whole).then(|| [" ", &*locale.number(part)].concat());
        view! { <li><a href=file>{locale.t("passport_log_file")} {part}</a></li> }
    });
    view! {
        <section aria-labelledby="passport-log">
            <h2 class="passport__heading" id="passport-log">{locale.t("passport_log")}</h2>
            <p>{locale.t("passport_log_note")}</p>
            {end}
            {empty}
            <p>{locale.t("passport_limits")}</p>
            <ul class="passport__files">
                {log.collect_view()}
                <li><a href=json>{locale.t("passport_file")}</a></li>
            </ul>
        </section>
    }
}

/// How to check it without this page's script, or on another machine.
fn by_hand(locale: &Locale, passport: &Passport) -> impl IntoView + use<> {
    let own = ["GET /api/v1/polls/", &passport.poll, "\n\"entry\": { \"index\", \"hash\", \"salt\" }"].concat();
    let has_abstained = passport.abstain || passport.abstained.is_some();
    let abstained = has_abstained.then(|| locale.t("passport_how_abstain"));
    let has_own = passport.write_in || passport.votes.as_ref().is_some_and(|votes| votes.contains_key(OTHER));
    let own_words = has_own.then(|| locale.t("passport_how_write_in"));
    let lines = TEN_LINES.replace("{poll}", &passport.poll);
    view! {
        <section aria-labelledby="passport-how">
            <h2 class="passport__heading" id="passport-how">{locale.t("passport_how")}</h2>
            <ol class="passport__steps">
                <li>
                    {locale.t("passport_how_hash")}
                    <pre class="passport__code" dir="ltr" lang="en" translate="no">{lines}</pre>
                </li>
                <li>{locale.t("passport_how_sum")} " " {abstained} " " {own_words}</li>
                <li>
                    {locale.t("passport_how_own")}
                    <pre class="passport__code" dir="ltr" lang="en" translate="no">{own}</pre>
                </li>
            </ol>
        </section>
    }
}

//! How the readers of each language or site voted, on a poll's passport: a small table for each group.

use hustings_core::i18n::Locale;
use hustings_wire::{
    BreakdownGroup, Language, Passport, PollBreakdown, Publication, tally::percentages, write_in::OTHER,
};
use leptos::prelude::*;

use crate::components::tally_bar::TallyBar;

/// A section for each grouping of which groups show; none while the poll is not closed.
pub(super) fn breakdowns(locale: &Locale, publication: &Publication, passport: &Passport) -> AnyView {
    let sections = passport.breakdowns.iter().map(|breakdown| section(locale, publication, passport, breakdown));
    sections.collect_view().into_any()
}

fn section(locale: &Locale, publication: &Publication, passport: &Passport, breakdown: &PollBreakdown) -> AnyView {
    let is_language = breakdown.by == "language";
    let (title, rest_name) = match is_language {
        true => ("passport_by_language", "passport_by_rest_language"),
        false => ("passport_by_partner", "passport_by_rest_partner"),
    };
    let id = ["passport-by-", &breakdown.by].concat();
    let named = breakdown.groups.iter().map(|group| {
        let name = match (&group.name, is_language) {
            (Some(lang), true) => language(publication, lang),
            // A site is known by its host.
            (Some(origin), false) => {
                let host = origin.split_once("://").map_or(&**origin, |(_, host)| host);
                view! { <bdi dir="ltr">{host.to_owned()}</bdi> }.into_any()
            }
            (None, _) => locale.t("passport_by_own").into_any(),
        };
        table(locale, publication, passport, group, name)
    });
    let named = named.collect_view();
    let rest = breakdown.rest.as_ref();
    let rest = rest.map(|group| table(locale, publication, passport, group, locale.t(rest_name).into_any()));
    view! {
        <section aria-labelledby=id.clone()>
            <h2 class="passport__heading" id=id.clone()>{locale.t(title)}</h2>
            <p class="passport__note">{locale.t("passport_by_note")}</p>
            <div class="passport__groups">{named} {rest}</div>
        </section>
    }
    .into_any()
}

/// What a language calls itself, in its own direction.
fn language(publication: &Publication, lang: &str) -> AnyView {
    let known = publication.languages.iter().find(|language| language.lang == lang);
    let name = known.map_or(lang, |language| &*language.name).to_owned();
    let dir = Language::direction_of(&publication.languages, lang).as_str();
    view! { <bdi lang=lang.to_owned() dir=dir>{name}</bdi> }.into_any()
}

/// A group's voters and what they voted for, in the words of the page's language.
fn table(
    locale: &Locale,
    publication: &Publication,
    passport: &Passport,
    group: &BreakdownGroup,
    name: AnyView,
) -> AnyView {
    let words = passport.wording.iter().find(|words| words.lang == passport.lang);
    let options = words.map(|words| words.options.as_slice()).unwrap_or_default();
    let labels = options.iter().map(|option| (&*option.id, option.label.clone()));
    let other = group.votes.contains_key(OTHER).then(|| (OTHER, locale.t("poll_other")));
    let lines: Vec<(String, u64)> =
        labels.chain(other).map(|(id, label)| (label, group.votes.get(id).copied().unwrap_or(0))).collect();
    let votes: Vec<u64> = lines.iter().map(|(_, votes)| *votes).collect();
    let percents = percentages(passport.kind, &votes, group.voters);
    let dir = Language::direction_of(&publication.languages, &passport.lang).as_str();
    let rows = lines.into_iter().zip(percents).map(|((label, votes), percent)| {
        let figures = [locale.number(votes), locale.number(percent.into())];
        let figures = locale.t_with("poll_count", &[("votes", &figures[0]), ("percent", &figures[1])]);
        view! {
            <tr>
                <th scope="row"><span lang=passport.lang.clone() dir=dir>{label}</span> <TallyBar percent=percent/></th>
                <td>{figures}</td>
            </tr>
        }
    });
    view! {
        <table class="passport__group">
            <caption>
                <span class="passport__group-name">{name}</span>
                " "
                <span class="passport__group-voters">{locale.t_count("poll_voters", group.voters, &[])}</span>
            </caption>
            <thead>
                <tr>
                    <th scope="col">{locale.t("passport_by_answer")}</th>
                    <th scope="col">{locale.t("passport_by_votes")}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

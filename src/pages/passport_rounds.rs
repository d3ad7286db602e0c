//! How a ranking was counted, on the poll's passport: a table with a column for each round.

use hustings_core::i18n::Locale;
use hustings_wire::{Passport, Round};
use leptos::prelude::*;

/// The rounds, where everybody may see them and there were any.
pub(super) fn rounds(locale: &Locale, passport: &Passport) -> Option<impl IntoView + use<>> {
    let rounds = passport.rounds.as_deref().filter(|rounds| !rounds.is_empty())?;
    let words = passport.wording.iter().find(|words| words.lang == passport.lang)?;
    let title = locale.t("passport_rounds");
    let heads = (1..=rounds.len() as u64).map(|number| {
        let head = locale.t_with("passport_round", &[("number", &locale.number(number))]);
        view! { <th scope="col">{head}</th> }
    });
    let rows = words.options.iter().map(|option| {
        let cells = rounds.iter().enumerate().map(|(index, round)| {
            let before = index.checked_sub(1).map(|before| &rounds[before]);
            cell(locale, &option.id, round, before)
        });
        view! { <tr><th scope="row">{option.label.clone()}</th> {cells.collect_view()}</tr> }
    });
    let exhausted = rounds.iter().map(|round| view! { <td>{locale.number(round.exhausted)}</td> });
    Some(view! {
        <section aria-labelledby="passport-rounds">
            <h2 class="passport__heading" id="passport-rounds">{title.clone()}</h2>
            <p>{locale.t("passport_rounds_note")}</p>
            <div class="passport__scroll" role="region" tabindex="0" aria-label=title>
                <table class="passport__table">
                    <thead><tr><td></td> {heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                    <tfoot>
                        <tr><th scope="row">{locale.t("passport_round_exhausted")}</th> {exhausted.collect_view()}</tr>
                    </tfoot>
                </table>
            </div>
        </section>
    })
}

/// Votes of an option in a round, what it has gained since the one before, and what comes of it. Nothing once it has gone out.
fn cell(locale: &Locale, id: &str, round: &Round, before: Option<&Round>) -> impl IntoView + use<> {
    let votes = votes_of(id, round);
    let gained =
        votes.zip(before.and_then(|before| votes_of(id, before))).map(|(now, before)| now.saturating_sub(before));
    let gained = gained.filter(|gained| *gained > 0).map(|gained| ["+", &locale.number(gained)].concat());
    let is_here = |named: &Option<String>| named.as_deref() == Some(id);
    let fate = match round {
        Round { elected, .. } if is_here(elected) => Some(("passport__fate passport__fate--won", "passport_round_won")),
        Round { eliminated, .. } if is_here(eliminated) => Some(("passport__fate", "passport_round_out")),
        Round { .. } => None,
    };
    let gained = gained.map(|gained| view! { " " <span class="passport__gained">{gained}</span> });
    let fate = fate.map(|(class, key)| view! { " " <span class=class>{locale.t(key)}</span> });
    view! { <td>{votes.map(|votes| locale.number(votes))} {gained} {fate}</td> }
}

fn votes_of(id: &str, round: &Round) -> Option<u64> {
    round.votes.iter().find(|(option, _)| option == id).map(|(_, votes)| *votes)
}

//! The rules of a poll on its passport: when, who, how, where, and how it is guarded.

use hustings_core::i18n::{Locale, Zone};
use hustings_wire::{Passport, PollKind, PollState, ResultsRule, Timestamp, write_in::OTHER};
use leptos::prelude::*;

/// The rules as a list of terms, and the result where everybody may see it.
pub(super) fn rules(locale: &Locale, passport: &Passport) -> impl IntoView + use<> {
    let rows = rows(locale, passport).into_iter().map(|(term, values)| {
        let values = values.into_iter().map(|value| view! { <dd>{value}</dd> }).collect_view();
        view! { <div class="passport__rule"><dt>{locale.t(term)}</dt> {values}</div> }
    });
    view! {
        <section aria-labelledby="passport-rules">
            <h2 class="passport__heading" id="passport-rules">{locale.t("passport_rules")}</h2>
            <dl class="passport__rules">{rows.collect_view()}</dl>
        </section>
    }
}

/// Terms, by the keys of their messages, with what is said of each.
fn rows(locale: &Locale, passport: &Passport) -> Vec<(&'static str, Vec<String>)> {
    let mut rows = vec![("passport_state", state(locale, passport))];
    let dates = dates(locale, passport);
    if !dates.is_empty() {
        rows.push(("passport_dates", dates));
    }
    let who = match passport.signed_by.join(", ") {
        partners if partners.is_empty() => vec![locale.t("passport_everybody")],
        partners => vec![locale.t("poll_identity_required"), partners],
    };
    rows.push(("passport_who", who));
    let change = if passport.changeable { "passport_changeable" } else { "poll_final" };
    let mut ballot = vec![choices(locale, passport), locale.t(change)];
    ballot.extend(passport.write_in.then(|| locale.t("passport_write_in")));
    ballot.extend(passport.asks_twice.then(|| locale.t("passport_asks_twice")));
    ballot.extend(passport.abstain.then(|| locale.t("passport_abstain")));
    rows.push(("passport_ballot", ballot));
    let results = match passport.results {
        ResultsRule::Always => "passport_results_always",
        ResultsRule::AfterVote => "poll_results_after_vote",
        // What is not known counts as the strictest.
        ResultsRule::AfterClose | ResultsRule::Other => "poll_results_after_close",
    };
    rows.push(("passport_results", vec![locale.t(results)]));
    let order = if passport.order == "random" { "passport_order_random" } else { "passport_order" };
    rows.push(("passport_order_title", vec![locale.t(order)]));
    let places = match passport.allowed_origins.as_slice() {
        [] => vec![locale.t("passport_places_any")],
        origins => origins.to_vec(),
    };
    rows.push(("passport_places_title", places));
    let mut guarding = vec![match &*passport.guarding {
        "casual" => locale.t("passport_guarding_casual"),
        "guarded" => locale.t("passport_guarding_guarded"),
        "strict" => locale.t("passport_guarding_strict"),
        other => other.to_owned(),
    }];
    if passport.set_aside > 0 {
        guarding.push(locale.t_with("passport_set_aside", &[("number", &locale.number(passport.set_aside))]));
    }
    rows.push(("passport_guarding_title", guarding));
    rows
}

/// How it stands, and that somebody has decided so.
fn state(locale: &Locale, passport: &Passport) -> Vec<String> {
    let now = match passport.state {
        PollState::Open => "passport_open",
        PollState::Scheduled => "poll_scheduled",
        PollState::Closed | PollState::Other => "poll_closed",
    };
    let mut said = vec![locale.t(now)];
    said.extend(passport.is_forced.then(|| locale.t("passport_overruled")));
    said.push(locale.t_count("poll_voters", passport.voters, &[]));
    let other = passport.votes.as_ref().and_then(|votes| votes.get(OTHER));
    said.extend(other.map(|votes| [&*locale.t("poll_other"), ": ", &*locale.number(*votes)].concat()));
    let abstained = passport.abstained.filter(|abstained| *abstained > 0);
    said.extend(abstained.map(|abstained| locale.t_count("poll_abstained", abstained, &[])));
    said
}

/// What the poll's file says of times. Where somebody has overruled them, they are what was planned.
fn dates(locale: &Locale, passport: &Passport) -> Vec<String> {
    let date = |key: &str, at: Timestamp| locale.t_with(key, &[("date", &locale.date(at, Zone::Utc))]);
    let is = |state| passport.state == state && !passport.is_forced;
    let opens = if is(PollState::Scheduled) || passport.is_forced { "poll_opens_on" } else { "passport_opened_on" };
    let closes = if is(PollState::Closed) { "poll_closed_on" } else { "poll_closes_on" };
    let times = [passport.opens_at.map(|at| date(opens, at)), passport.closes_at.map(|at| date(closes, at))];
    times.into_iter().flatten().collect()
}

/// How many options a vote may have.
fn choices(locale: &Locale, passport: &Passport) -> String {
    let (min, max) = (passport.min_choices.max(1), passport.max_choices);
    let counted = |key| locale.t_count(key, max.into(), &[("min", &locale.number(min.into()))]);
    match passport.kind {
        PollKind::Multiple if min == max => counted("poll_choose_exactly"),
        PollKind::Multiple if min == 1 => counted("poll_choose_up_to"),
        PollKind::Multiple => counted("poll_choose_between"),
        PollKind::Scale => locale.t("poll_choose_step"),
        PollKind::Ranking => counted("poll_rank_up_to"),
        PollKind::Single | PollKind::Other => locale.t("poll_choose_single"),
    }
}

//! A poll: the question, its answers, and how it stands.

use hustings_wire::{PollKind, PollState, ResultsRule, Timestamp};
use leptos::{either::Either, prelude::*};

use super::{live_badge::LiveBadge, poll_option::PollOption, problem_words, star_rating::FormPaths};
use crate::{
    i18n::{Locale, Zone, use_locale},
    model::{
        ballot::{Ballot, ChoiceFault, Delivery},
        countdown::{Countdown, time_left},
        live_status::LiveStatus,
    },
};

/// What a poll card is told from outside while it stands.
#[derive(Clone, Copy)]
pub struct PollSignals {
    /// The poll and what this reader does with it.
    pub ballot: Signal<Ballot>,
    /// The time by the server's clock.
    pub now: Signal<Timestamp>,
    /// Whose clock dates are told by.
    pub zone: Signal<Zone>,
    /// How the live stream does.
    pub live: Signal<LiveStatus>,
}

/// What a poll card reports.
#[derive(Clone, Copy)]
pub struct PollEvents {
    /// An option was ticked or unticked.
    pub on_choose: Callback<(String, bool)>,
    /// What is ticked is to be sent.
    pub on_send: Callback<()>,
    /// The vote is to be taken back.
    pub on_withdraw: Callback<()>,
}

/// A poll of any kind and mode. Choosing and sending are two actions.
#[component]
pub fn PollCard<V: IntoView + 'static>(
    /// What it shows.
    signals: PollSignals,
    /// What it reports.
    events: PollEvents,
    /// The form for browsers without scripts.
    form: FormPaths,
    /// What a form without scripts was refused for.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// Level of the question's heading: 1 on the poll's own page, else 2.
    heading: u8,
    /// What stands at the end, such as buttons to share it.
    children: TypedChildren<V>,
) -> impl IntoView {
    let locale = use_locale();
    let PollSignals { ballot, now, live, .. } = signals;
    let (id, question, multiple, count) = ballot.with_untracked(|ballot| {
        let poll = &ballot.poll;
        (poll.id.clone(), poll.question.clone(), poll.kind == PollKind::Multiple, poll.options.len())
    });
    let question_id = format!("poll-{id}-question");
    let (labelled_by, grouped_by) = (question_id.clone(), question_id.clone());
    let enabled = Memo::new(move |_| ballot.with(|ballot| ballot.can_choose(now.get())));
    let title = if heading == 1 {
        Either::Left(view! { <h1 class="poll-card__question" id=question_id tabindex="-1">{question}</h1> })
    } else {
        Either::Right(view! { <h2 class="poll-card__question" id=question_id>{question}</h2> })
    };
    let options = (0..count)
        .map(|index| {
            view! {
                <PollOption
                    ballot=ballot
                    index=index
                    multiple=multiple
                    enabled=enabled.into()
                    on_choose=events.on_choose
                />
            }
        })
        .collect_view();
    let hint = choice_hint(&locale, ballot);
    view! {
        <section class="poll-card" id=format!("poll-{id}") aria-labelledby=labelled_by>
            <div class="poll-card__head">
                <p class="poll-card__kicker">{locale.t("poll")}</p>
                <LiveBadge status=live/>
            </div>
            {title}
            <p class="poll-card__hint" hidden=move || !enabled.get()>
                {hint}
            </p>
            <form
                class="poll-card__form"
                method="post"
                action=form.action
                autocomplete="off"
                on:submit=move |event| {
                    event.prevent_default();
                    events.on_send.run(());
                }
            >
                <input type="hidden" name="return" value=form.back/>
                <div class="poll-card__options" role=if multiple { "group" } else { "radiogroup" } aria-labelledby=grouped_by>
                    {options}
                </div>
                <PollActions ballot=ballot enabled=enabled on_withdraw=events.on_withdraw/>
            </form>
            <p class="poll-card__status" role="status">
                {status_words(locale.clone(), ballot, problem)}
            </p>
            <p class="poll-card__facts">
                <span class="poll-card__voters">{voters_words(locale.clone(), ballot)}</span>
                " "
                <span class="poll-card__time">{time_words(locale.clone(), signals)}</span>
                " "
                <span class="poll-card__results">{results_words(locale, ballot)}</span>
            </p>
            {children.into_inner()()}
        </section>
    }
}

/// The buttons that send a vote and take it back.
#[component]
fn PollActions(ballot: Signal<Ballot>, enabled: Memo<bool>, on_withdraw: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let has_vote = Memo::new(move |_| ballot.with(|ballot| ballot.poll.my_vote.is_some()));
    let words = [locale.t("poll_vote"), locale.t("poll_change")];
    view! {
        <div class="poll-card__actions" hidden=move || !enabled.get()>
            <button class="button poll-card__send" name="action" value="vote">
                {move || words[usize::from(has_vote.get())].clone()}
            </button>
            <button
                class="button button--quiet poll-card__withdraw"
                name="action"
                value="withdraw"
                hidden=move || !has_vote.get()
                on:click=move |event| {
                    event.prevent_default();
                    on_withdraw.run(());
                }
            >
                {locale.t("poll_withdraw")}
            </button>
        </div>
    }
}

fn choice_hint(locale: &Locale, ballot: Signal<Ballot>) -> String {
    ballot.with_untracked(|Ballot { poll, .. }| {
        let (min, max) = (poll.min_choices.max(1), poll.max_choices);
        match poll.kind {
            PollKind::Multiple if min == max => locale.t_count("poll_choose_exactly", u64::from(max), &[]),
            PollKind::Multiple if min == 1 => locale.t_count("poll_choose_up_to", u64::from(max), &[]),
            PollKind::Multiple => {
                locale.t_count("poll_choose_between", u64::from(max), &[("min", &locale.number(u64::from(min)))])
            }
            PollKind::Single | PollKind::Other => locale.t("poll_choose_single"),
        }
    })
}

/// What became of the vote, or what is wrong with the choice.
fn status_words(locale: Locale, ballot: Signal<Ballot>, problem: Option<String>) -> impl Fn() -> String + Send {
    move || {
        ballot.with(|ballot| {
            let fault = if ballot.chosen.is_empty() && !ballot.tried { Ok(()) } else { ballot.check() };
            match (ballot.delivery, fault) {
                (Some(Delivery::Sending), _) => locale.t("delivery_sending"),
                (Some(Delivery::NotSent), _) => locale.t("delivery_not_sent"),
                (Some(Delivery::Refused(code)), _) => problem_words(&locale, code),
                (_, Err(ChoiceFault::TooMany(max))) => locale.t_count("poll_too_many", u64::from(max), &[]),
                (_, Err(ChoiceFault::TooFew(min))) => locale.t_count("poll_too_few", u64::from(min), &[]),
                (Some(Delivery::Delivered), _) => locale.t("poll_delivered"),
                (Some(Delivery::Withdrawn), _) => locale.t("poll_withdrawn"),
                (None, Ok(())) => problem.clone().unwrap_or_default(),
            }
        })
    }
}

fn voters_words(locale: Locale, ballot: Signal<Ballot>) -> impl Fn() -> String + Send {
    let voters = Memo::new(move |_| ballot.with(|ballot| ballot.poll.voters));
    move || locale.t_count("poll_voters", voters.get(), &[])
}

/// When the poll opens or closes, in words.
fn time_words(locale: Locale, signals: PollSignals) -> impl Fn() -> String + Send {
    let PollSignals { ballot, now, zone, .. } = signals;
    let state = Memo::new(move |_| ballot.with(|ballot| ballot.state_at(now.get())));
    let left = Memo::new(move |_| {
        let end = ballot.with(|ballot| match state.get() {
            PollState::Scheduled => ballot.poll.opens_at,
            PollState::Open => ballot.poll.closes_at,
            PollState::Closed | PollState::Other => None,
        });
        end.map(|end| time_left(now.get(), end))
    });
    move || match (state.get(), left.get()) {
        (PollState::Scheduled, Some(left)) => opens_in(&locale, left),
        (PollState::Scheduled, None) => locale.t("poll_scheduled"),
        (PollState::Open, Some(left)) => closes_in(&locale, left),
        (PollState::Open, None) => String::new(),
        (PollState::Closed | PollState::Other, _) => {
            let closed = ballot.with(|ballot| ballot.poll.closes_at).filter(|at| *at <= now.get());
            match closed {
                Some(at) => locale.t_with("poll_closed_on", &[("date", &locale.date(at, zone.get()))]),
                None => locale.t("poll_closed"),
            }
        }
    }
}

fn opens_in(locale: &Locale, left: Countdown) -> String {
    match left {
        Countdown::Days(n) => locale.t_count("poll_opens_in_days", n, &[]),
        Countdown::Hours(n) => locale.t_count("poll_opens_in_hours", n, &[]),
        Countdown::Minutes(n) => locale.t_count("poll_opens_in_minutes", n, &[]),
        Countdown::Seconds(n) => locale.t_count("poll_opens_in_seconds", n, &[]),
        Countdown::Over => String::new(),
    }
}

fn closes_in(locale: &Locale, left: Countdown) -> String {
    match left {
        Countdown::Days(n) => locale.t_count("poll_closes_in_days", n, &[]),
        Countdown::Hours(n) => locale.t_count("poll_closes_in_hours", n, &[]),
        Countdown::Minutes(n) => locale.t_count("poll_closes_in_minutes", n, &[]),
        Countdown::Seconds(n) => locale.t_count("poll_closes_in_seconds", n, &[]),
        Countdown::Over => String::new(),
    }
}

/// Why results are hidden, while they are; and that a vote is final, where it is.
fn results_words(locale: Locale, ballot: Signal<Ballot>) -> impl Fn() -> String + Send {
    move || {
        ballot.with(|Ballot { poll, .. }| match (poll.results_visible, poll.results) {
            (false, ResultsRule::AfterVote) => locale.t("poll_results_after_vote"),
            (false, _) => locale.t("poll_results_after_close"),
            (true, _) if !poll.changeable && poll.state == PollState::Open => locale.t("poll_final"),
            (true, _) => String::new(),
        })
    }
}

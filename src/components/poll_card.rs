//! A poll: the question, its answers, and how it stands.

use hustings_core::{
    i18n::{Locale, Zone, use_locale},
    kinds::{every_kind, kind_of, write_in_of},
    model::{
        ballot::{Ballot, ChoiceFault, Delivery},
        live_status::LiveStatus,
        poll_times::PollTimes,
        summary::summary_words,
    },
    text::join,
};
use hustings_wire::{Poll, PollKind, PollState, ResultsRule, Timestamp, moment::poll_of};
use leptos::{ev, prelude::*};

use super::{
    live_badge::LiveBadge,
    poll_option::{Control, PollOption},
    poll_time::poll_time,
    problem_words,
    star_rating::FormPaths,
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
    /// An option was given a place, counted from 1, or none, which is 0: one that is ticked has the first.
    pub on_choose: Callback<(String, usize)>,
    /// What is ticked is to be sent.
    pub on_send: Callback<()>,
    /// The vote is to be taken back; of a reader without one, that they only want to see the results.
    pub on_withdraw: Callback<()>,
}

/// A poll of any kind and mode. Choosing and sending are two actions.
#[component]
pub fn PollCard(
    /// What it shows.
    signals: PollSignals,
    /// What it reports.
    events: PollEvents,
    /// The form for browsers without scripts.
    form: FormPaths,
    /// What a form without scripts was refused for.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// URL before the paths of its pictures; empty for the page's own origin.
    media_base: String,
    /// Level of the question's heading: 1 on the poll's own page, else 2.
    heading: u8,
    /// What stands at the end, such as buttons to share it.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let PollSignals { ballot, now, live, .. } = signals;
    let PollEvents { on_choose, on_send, on_withdraw } = events;
    let (id, question, kind, count, ends, kicker) = ballot.with_untracked(|Ballot { poll, .. }| {
        // An answer of the reader's own is one more.
        let count = poll.options.len() + usize::from(write_in_of(poll).is_some());
        let kicker = match (is_before(poll), &poll.flow) {
            _ if !every_kind() => "poll",
            (true, _) => "flow_before",
            (false, Some(_)) => "flow_after",
            (false, None) => "poll",
        };
        (poll.id.clone(), poll.question.clone(), kind_of(poll), count, scale_ends(poll), kicker)
    });
    let numbered = ends.is_some();
    let control = match kind {
        PollKind::Multiple => Control::Checkbox,
        PollKind::Scale if numbered => Control::Step,
        PollKind::Ranking => Control::Place,
        _ => Control::Radio,
    };
    let question_id = ["poll-", &id, "-question"].concat();
    // Two places of one question are told apart by their kickers.
    let kicker_id = (kicker != "poll").then(|| ["poll-", &id, "-kicker"].concat());
    let name = match &kicker_id {
        Some(kicker) => [&*question_id, " ", kicker].concat(),
        None => question_id.clone(),
    };
    let enabled = Signal::derive(move || ballot.with(|ballot| ballot.can_choose(now.get())));
    let title = if heading == 1 {
        view! { <h1 class="poll-card__question" tabindex="-1" id=question_id.clone()>{question}</h1> }.into_any()
    } else {
        view! { <h2 class="poll-card__question" id=question_id.clone()>{question}</h2> }.into_any()
    };
    let option = |index| {
        view! {
            <PollOption
                ballot=ballot
                index=index
                control=control
                enabled=enabled
                media_base=media_base.clone()
                on_choose=on_choose
            />
        }
    };
    let options = (0..count).map(option).collect_view();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_send.run(());
    };
    view! {
        <section class="poll-card" id=["poll-", &id].concat() aria-labelledby=name>
            <div class="poll-card__head">
                <p class="poll-card__kicker" id=kicker_id>{locale.t(kicker)}</p>
                <LiveBadge status=live/>
            </div>
            {title}
            <p class="poll-card__hint" hidden=move || !enabled.get()>{choice_hint(&locale, ballot)}</p>
            <form class="poll-card__form" method="post" action=form.action autocomplete="off" on:submit=submit>
                <input type="hidden" name="return" value=form.back/>
                <div
                    class=if numbered { "poll-card__options poll-card__options--row" } else { "poll-card__options" }
                    role=if matches!(control, Control::Checkbox | Control::Place) { "group" } else { "radiogroup" }
                    aria-labelledby=question_id.clone()
                >
                    {options}
                </div>
                {ends}
                {every_kind().then(|| explanation(locale.clone(), ballot)).flatten()}
                {every_kind().then(|| summary(locale.clone(), ballot)).flatten()}
                <Actions ballot=ballot enabled=enabled on_withdraw=on_withdraw/>
            </form>
            <p class="poll-card__status" role="status">{status_words(locale.clone(), ballot, problem)}</p>
            <p class="poll-card__facts">
                <span class="poll-card__voters">{voters_words(locale.clone(), ballot)}</span>
                " "
                <span class="poll-card__time">{time_words(locale.clone(), signals)}</span>
                " "
                <span class="poll-card__results">{results_words(locale, ballot)}</span>
            </p>
            {children()}
        </section>
    }
}

/// What the second button does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    /// It is not there.
    Nothing,
    /// It shows the results without a vote.
    Abstain,
    /// It takes the vote back.
    Withdraw,
}

/// Whether the reader only looks.
fn has_abstained(ballot: &Ballot) -> bool {
    every_kind() && ballot.poll.has_abstained
}

/// Whether it is asked before reading, and once more after it.
fn is_before(poll: &Poll) -> bool {
    every_kind() && poll_of(&poll.id) != poll.id
}

fn other(ballot: Signal<Ballot>) -> Other {
    ballot.with(|ballot| match ballot.poll.my_vote {
        Some(_) if !has_abstained(ballot) => Other::Withdraw,
        None if every_kind() && ballot.poll.abstain => Other::Abstain,
        _ => Other::Nothing,
    })
}

/// The buttons that send a vote, and take it back or show the results without one.
#[component]
fn Actions(ballot: Signal<Ballot>, enabled: Signal<bool>, on_withdraw: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let send = {
        let locale = locale.clone();
        move || locale.t(if other(ballot) == Other::Withdraw { "poll_change" } else { "poll_vote" })
    };
    let withdraw = move |event: ev::MouseEvent| {
        event.prevent_default();
        on_withdraw.run(());
    };
    view! {
        <div class="poll-card__actions" hidden=move || !enabled.get()>
            <button class="button poll-card__send" name="action" value="vote">{send}</button>
            <button
                class="button button--quiet poll-card__withdraw"
                name="action"
                value=move || if other(ballot) == Other::Abstain { "abstain" } else { "withdraw" }
                hidden=move || other(ballot) == Other::Nothing
                on:click=withdraw
            >
                {move || locale.t(if other(ballot) == Other::Abstain { "poll_abstain" } else { "poll_withdraw" })}
            </button>
        </div>
    }
}

/// What the first and the last step of a scale mean, under steps that are numbers. Their controls say so themselves to those
/// who do not see where they stand.
fn scale_ends(poll: &Poll) -> Option<impl IntoView + use<>> {
    let is_numbered = every_kind() && poll.has_numbered_steps();
    let (first, last) = poll.options.first().zip(poll.options.last()).filter(|_| is_numbered)?;
    let (first, last) = (first.label.clone(), last.label.clone());
    Some(view! { <p class="poll-card__ends"><span>{first}</span> " " <span>{last}</span></p> })
}

/// What the votes of a scale or a ranking add up to, where bars do not say it.
fn summary(locale: Locale, ballot: Signal<Ballot>) -> Option<impl IntoView + use<>> {
    let kind = ballot.with_untracked(|ballot| ballot.poll.kind);
    let words = move || ballot.with(|Ballot { poll, .. }| summary_words(poll, &locale));
    let has_one = matches!(kind, PollKind::Scale | PollKind::Ranking);
    has_one.then(|| view! { <p class="poll-card__summary">{words}</p> })
}

/// Whether the answer to a quiz was right, and why; how the reader moved, where they were asked before reading and after.
fn explanation(locale: Locale, ballot: Signal<Ballot>) -> Option<impl IntoView + use<>> {
    let has_one = ballot.with_untracked(|Ballot { poll, .. }| poll.quiz.is_some() || poll.flow.is_some());
    let words = move || {
        ballot.with(|ballot| {
            if let Some((before, after)) = ballot.moved() {
                let key = if before == after { "poll_stayed" } else { "poll_moved" };
                return locale.t_with(key, &[("before", before), ("after", after)]);
            }
            // What is on its way is not answered yet.
            let verdict = match ballot.poll.was_right().filter(|_| !ballot.is_in_flight()) {
                Some(true) => locale.t("quiz_right") + " ",
                Some(false) => locale.t("quiz_wrong") + " ",
                None => String::new(),
            };
            let why = ballot.poll.quiz.as_ref().and_then(|quiz| quiz.explanation.as_deref());
            verdict + why.unwrap_or_default()
        })
    };
    has_one.then(|| view! { <p class="poll-card__explanation">{words}</p> })
}

fn choice_hint(locale: &Locale, ballot: Signal<Ballot>) -> String {
    ballot.with_untracked(|Ballot { poll, .. }| {
        let (min, max) = (poll.min_choices.max(1), poll.max_choices);
        match kind_of(poll) {
            PollKind::Multiple if min == max => locale.t_count("poll_choose_exactly", u64::from(max), &[]),
            PollKind::Multiple if min == 1 => locale.t_count("poll_choose_up_to", u64::from(max), &[]),
            PollKind::Multiple => {
                locale.t_count("poll_choose_between", u64::from(max), &[("min", &locale.number(u64::from(min)))])
            }
            PollKind::Scale => locale.t("poll_choose_step"),
            PollKind::Ranking => locale.t_count("poll_rank_up_to", u64::from(max), &[]),
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
                (Some(Delivery::SignedOut), _) => locale.t("delivery_signed_out"),
                (Some(Delivery::Refused(code)), _) => problem_words(&locale, code),
                (_, Err(ChoiceFault::TooMany(max))) => locale.t_count("poll_too_many", u64::from(max), &[]),
                (_, Err(ChoiceFault::TooFew(min))) => locale.t_count("poll_too_few", u64::from(min), &[]),
                (_, Err(ChoiceFault::NoWords)) => locale.t("poll_no_words"),
                (Some(Delivery::Delivered), _) if !has_abstained(ballot) => locale.t("poll_delivered"),
                (Some(Delivery::Withdrawn), _) => locale.t("poll_withdrawn"),
                (None, Ok(())) if kind_of(&ballot.poll) == PollKind::Ranking && ballot.differs_from_vote() => {
                    order_words(&locale, ballot).unwrap_or_else(|| problem.clone().unwrap_or_default())
                }
                (_, Ok(())) => match &problem {
                    Some(problem) => problem.clone(),
                    None if has_abstained(ballot) => locale.t("poll_abstained_own"),
                    None => String::new(),
                },
            }
        })
    }
}

/// The order that a reader has chosen and not sent, said anew with every move.
fn order_words(locale: &Locale, ballot: &Ballot) -> Option<String> {
    let label = |id: &String| ballot.poll.options.iter().find(|option| option.id == *id).map(|option| &*option.label);
    let labels: Vec<_> = ballot.chosen.iter().filter_map(label).zip(1..).collect();
    let places: Vec<_> = labels.iter().map(|(label, place)| [&*locale.number(*place), ". ", label].concat()).collect();
    (!places.is_empty()).then(|| locale.t_with("poll_order", &[("order", &join(&places, " · "))]))
}

/// How many have voted, and how many have only looked where somebody has.
fn voters_words(locale: Locale, ballot: Signal<Ballot>) -> impl Fn() -> String + Send {
    move || {
        let (voters, abstained) = ballot.with(|ballot| (ballot.poll.voters, ballot.poll.abstained));
        let words = locale.t_count("poll_voters", voters, &[]);
        match abstained {
            Some(abstained) if every_kind() && abstained > 0 => {
                [&*words, " · ", &*locale.t_count("poll_abstained", abstained, &[])].concat()
            }
            _ => words,
        }
    }
}

/// When the poll opens or closes, in words.
fn time_words(locale: Locale, signals: PollSignals) -> impl Fn() -> String + Send {
    let PollSignals { ballot, now, zone, .. } = signals;
    move || {
        let times = ballot.with(|ballot| PollTimes::from(&ballot.poll));
        poll_time(&locale, times, now.get(), zone.get())
    }
}

/// Who may vote, where not everybody may; why results are hidden, while they are; and that a vote is final,
/// where it is.
fn results_words(locale: Locale, ballot: Signal<Ballot>) -> impl Fn() -> String + Send {
    move || {
        ballot.with(|Ballot { poll, .. }| match (poll.results_visible, poll.results) {
            _ if is_before(poll) => locale.t("poll_asked_again"),
            _ if poll.identity_required && poll.state == PollState::Open => locale.t("poll_identity_required"),
            (false, ResultsRule::AfterVote) => locale.t("poll_results_after_vote"),
            (false, _) => locale.t("poll_results_after_close"),
            (true, _) if !poll.changeable && poll.state == PollState::Open => locale.t("poll_final"),
            (true, _) => String::new(),
        })
    }
}

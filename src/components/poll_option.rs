//! One answer of a poll: its control, its words, its count and its bar.

use hustings_core::{
    i18n::use_locale,
    model::ballot::{Ballot, Delivery},
};
use leptos::prelude::*;

use super::tally_bar::TallyBar;

/// Votes and percentage of an option, while they may be seen.
type Count = Option<(u64, u8)>;

/// A radio or checkbox with its label, "33 (31%)", and a bar.
#[component]
pub fn PollOption(
    /// The poll.
    ballot: Signal<Ballot>,
    /// Which of its options, counted from 0.
    index: usize,
    /// Whether several can be ticked.
    multiple: bool,
    /// Whether it is a step of a scale that shows as its number.
    numbered: bool,
    /// Whether it can be ticked now.
    enabled: Signal<bool>,
    /// Reported when it is ticked or unticked.
    on_choose: Callback<(String, bool)>,
) -> impl IntoView {
    let locale = use_locale();
    let (id, label) = ballot.with_untracked(|ballot| {
        let option = &ballot.poll.options[index];
        (option.id.clone(), option.label.clone())
    });
    let (words, name) = match numbered {
        true => {
            let number = locale.number(index as u64 + 1);
            let name = if label == number { label } else { [&*number, ", ", &label].concat() };
            (number, Some(name))
        }
        false => (label, None),
    };
    let is_in = |ids: &[String], id: &str| ids.iter().any(|i| i == id);
    let ticked = {
        let id = id.clone();
        Signal::derive(move || ballot.with(|ballot| is_in(&ballot.chosen, &id)))
    };
    let mine = {
        let id = id.clone();
        Signal::derive(move || {
            ballot.with(|ballot| {
                let vote = ballot.poll.my_vote.as_deref().unwrap_or_default();
                ballot.delivery != Some(Delivery::Sending) && is_in(vote, &id)
            })
        })
    };
    let right = {
        let id = id.clone();
        Signal::derive(move || ballot.with(|ballot| ballot.poll.is_right(&id)))
    };
    let count: Signal<Count> = Signal::derive(move || {
        ballot.with(|ballot| ballot.poll.options.get(index).and_then(|option| option.votes.zip(option.percent)))
    });
    let percent = Signal::derive(move || count.get().map_or(0, |(_, percent)| percent));
    let (mine_words, right_words) = (locale.t("poll_mine"), locale.t("quiz_answer"));
    let figures = move || {
        let Some((votes, percent)) = count.get() else { return String::new() };
        let values = [locale.number(votes), locale.number(u64::from(percent))];
        locale.t_with("poll_count", &[("votes", &values[0]), ("percent", &values[1])])
    };
    view! {
        <div class=move || if mine.get() { "poll-option poll-option--mine" } else { "poll-option" }>
            <label class="poll-option__label">
                <input
                    class="poll-option__input"
                    type=if multiple { "checkbox" } else { "radio" }
                    name="option"
                    value=id.clone()
                    checked=ticked.get_untracked()
                    prop:checked=ticked
                    aria-label=name
                    disabled=move || !enabled.get()
                    on:change=move |event| on_choose.run((id.clone(), event_target_checked(&event)))
                />
                <span class="poll-option__words">
                    {words}
                    " "
                    <span class="poll-option__mine" hidden=move || !mine.get()>{mine_words}</span>
                    " "
                    <span class="poll-option__right" hidden=move || !right.get()>{right_words}</span>
                </span>
            </label>
            " "
            <span class="poll-option__count">{figures}</span>
            <div class="poll-option__bar" hidden=move || count.get().is_none()>
                <TallyBar percent=percent/>
            </div>
        </div>
    }
}

//! One answer of a poll: its control, its words, its count and its bar.

use leptos::prelude::*;

use super::tally_bar::TallyBar;
use crate::{
    dom::markup::{Markup, Reading, Report, el},
    i18n::use_locale,
    model::ballot::{Ballot, Delivery},
};

/// Votes and percentage of an option, while they may be seen.
type Count = Option<(u64, u8)>;

/// A radio or checkbox with its label, "33 (31%)", and a bar.
#[component]
pub fn PollOption(
    /// The poll.
    ballot: Reading<Ballot>,
    /// Which of its options, counted from 0.
    index: usize,
    /// Whether several can be ticked.
    multiple: bool,
    /// Whether it can be ticked now.
    enabled: Reading<bool>,
    /// Reported when it is ticked or unticked.
    on_choose: Report<(String, bool)>,
) -> Markup {
    let locale = use_locale();
    let (id, label) = ballot.with_untracked(|ballot| {
        let option = &ballot.poll.options[index];
        (option.id.clone(), option.label.clone())
    });
    let is_in = |ids: &[String], id: &str| ids.iter().any(|i| i == id);
    let ticked = {
        let id = id.clone();
        ballot.map(move |ballot| is_in(&ballot.chosen, &id))
    };
    let mine = {
        let id = id.clone();
        ballot.map(move |ballot| {
            let vote = ballot.poll.my_vote.as_deref().unwrap_or_default();
            ballot.delivery != Some(Delivery::Sending) && is_in(vote, &id)
        })
    };
    let count: Reading<Count> =
        ballot.map(move |ballot| ballot.poll.options.get(index).and_then(|option| option.votes.zip(option.percent)));
    let percent = count.map(|count| count.map_or(0, |(_, percent)| percent));
    let (is_hidden, not_mine) = (count.map(Option::is_none), mine.map(|mine| !mine));
    let figures = {
        let locale = locale.clone();
        move || {
            let Some((votes, percent)) = count.get() else { return String::new() };
            let values = [locale.number(votes), locale.number(u64::from(percent))];
            locale.t_with("poll_count", &[("votes", &values[0]), ("percent", &values[1])])
        }
    };
    let input = el("input")
        .class("poll-option__input")
        .attr("type", if multiple { "checkbox" } else { "radio" })
        .attr("name", "option")
        .attr("value", id.clone())
        .attr("checked", ticked.get_untracked())
        .checked(move || ticked.get())
        .live_if("disabled", move || !enabled.get())
        .on("change", move |event| on_choose.run((id.clone(), event_target_checked(&event))));
    let mark =
        el("span").class("poll-option__mine").live_if("hidden", move || not_mine.get()).child(locale.t("poll_mine"));
    let words = el("span").class("poll-option__words").child(label).child(" ").child(mark);
    let bar = el("div")
        .class("poll-option__bar")
        .live_if("hidden", move || is_hidden.get())
        .child(view! { <TallyBar percent=percent/> });
    let class = move || if mine.get() { "poll-option poll-option--mine" } else { "poll-option" };
    el("div")
        .live("class", move || Some(class().to_owned()))
        .child(el("label").class("poll-option__label").child(input).child(words))
        .child(" ")
        .child(el("span").class("poll-option__count").words(figures))
        .child(bar)
        .into()
}

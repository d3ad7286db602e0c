//! One answer of a poll: its control, its words, its count and its bar.

use leptos::prelude::*;

use super::tally_bar::TallyBar;
use crate::{
    dom::markup::{Markup, el},
    i18n::use_locale,
    model::ballot::{Ballot, Delivery},
};

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
    /// Whether it can be ticked now.
    enabled: Signal<bool>,
    /// Reported when it is ticked or unticked.
    on_choose: Callback<(String, bool)>,
) -> Markup {
    let locale = use_locale();
    let (id, label) = ballot.with_untracked(|ballot| {
        let option = &ballot.poll.options[index];
        (option.id.clone(), option.label.clone())
    });
    let is_in = |ids: &[String], id: &str| ids.iter().any(|i| i == id);
    let ticked = {
        let id = id.clone();
        move || ballot.with(|ballot| is_in(&ballot.chosen, &id))
    };
    let mine = {
        let id = id.clone();
        Signal::derive(move || {
            ballot.with(|b| {
                b.delivery != Some(Delivery::Sending) && is_in(b.poll.my_vote.as_deref().unwrap_or_default(), &id)
            })
        })
    };
    let count = move || -> Count {
        ballot.with(|ballot| ballot.poll.options.get(index).and_then(|option| option.votes.zip(option.percent)))
    };
    let percent = Signal::derive(move || count().map_or(0, |(_, percent)| percent));
    let figures = {
        let locale = locale.clone();
        move || {
            let Some((votes, percent)) = count() else { return String::new() };
            let values = [locale.number(votes), locale.number(u64::from(percent))];
            locale.t_with("poll_count", &[("votes", &values[0]), ("percent", &values[1])])
        }
    };
    let input = el("input")
        .class("poll-option__input")
        .attr("type", if multiple { "checkbox" } else { "radio" })
        .attr("name", "option")
        .attr("value", id.clone())
        .attr("checked", untrack(&ticked))
        .checked(ticked)
        .live_if("disabled", move || !enabled.get())
        .on("change", move |event| on_choose.run((id.clone(), event_target_checked(&event))));
    let mark =
        el("span").class("poll-option__mine").live_if("hidden", move || !mine.get()).child(locale.t("poll_mine"));
    let words = el("span").class("poll-option__words").child(label).child(" ").child(mark);
    let bar = el("div")
        .class("poll-option__bar")
        .live_if("hidden", move || count().is_none())
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

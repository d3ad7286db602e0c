//! One answer of a poll: its control, its words, its count and its bar.

use hustings_core::{
    i18n::use_locale,
    kinds::{every_kind, write_in_of},
    model::ballot::{Ballot, Delivery},
};
use hustings_wire::{
    OptionImage,
    digits::digits,
    write_in::{MAX_WRITE_IN, OTHER, with_words},
};
use leptos::{ev, prelude::*};

use super::tally_bar::TallyBar;

/// Votes and percentage of an option, while they may be seen.
type Count = Option<(u64, u8)>;

/// By what an option is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A radio.
    Radio,
    /// A checkbox.
    Checkbox,
    /// A radio that shows as the number of a step.
    Step,
    /// A list of places.
    Place,
}

/// A control with its label, "33 (31%)", and a bar; above them the picture, if there is one.
#[component]
pub fn PollOption(
    /// The poll.
    ballot: Signal<Ballot>,
    /// Which of its options, counted from 0; behind the last one an answer of the reader's own.
    index: usize,
    /// By what it is chosen.
    control: Control,
    /// Whether it can be ticked now.
    enabled: Signal<bool>,
    /// URL before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Reported when it is given a place, counted from 1, or none, which is 0: ticked it has the first.
    on_choose: Callback<(String, usize)>,
) -> impl IntoView {
    let locale = use_locale();
    let (id, label) = ballot.with_untracked(|Ballot { poll, .. }| match poll.options.get(index) {
        Some(option) => (option.id.clone(), option.label.clone()),
        None => (OTHER.to_owned(), locale.t("poll_other")),
    });
    let (described_by, image) = every_kind().then(|| pictured(ballot, index, &media_base)).flatten().unzip();
    let is_other = every_kind() && id == OTHER;
    // Answers that were taken before show, and none are taken any more.
    let takes = ballot
        .with_untracked(|Ballot { poll, .. }| !is_other || write_in_of(poll).is_some_and(|write_in| write_in.max > 0));
    let enabled = Signal::derive(move || takes && enabled.get());
    let (words, name) = match control {
        Control::Step if every_kind() => {
            let number = locale.number(index as u64 + 1);
            let name = if label == number { label } else { [&*number, ", ", &label].concat() };
            (number, Some(name))
        }
        _ => (label, None),
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
    let right = every_kind().then(|| right_mark(ballot, id.clone())).flatten();
    let count: Signal<Count> = Signal::derive(move || {
        ballot.with(|Ballot { poll, .. }| match (poll.options.get(index), write_in_of(poll)) {
            (Some(option), _) => option.votes.zip(option.percent),
            (None, Some(write_in)) => write_in.count.zip(write_in.percent),
            (None, None) => None,
        })
    });
    let percent = Signal::derive(move || count.get().map_or(0, |(_, percent)| percent));
    let mine_words = locale.t("poll_mine");
    let words_field = is_other.then(|| field(ballot, enabled, on_choose));
    let control = if every_kind() && control == Control::Place {
        place(ballot, id, described_by, enabled, on_choose).into_any()
    } else {
        let input = view! {
            <input
                class="poll-option__input"
                type=if control == Control::Checkbox { "checkbox" } else { "radio" }
                name="option"
                value=id.clone()
                checked=ticked.get_untracked()
                prop:checked=ticked
                aria-label=name
                aria-describedby=described_by
                disabled=move || !enabled.get()
                on:change=move |event| on_choose.run((id.clone(), event_target_checked(&event).into()))
            />
        };
        input.into_any()
    };
    let figures = move || {
        let Some((votes, percent)) = count.get() else { return String::new() };
        let values = [locale.number(votes), locale.number(u64::from(percent))];
        locale.t_with("poll_count", &[("votes", &values[0]), ("percent", &values[1])])
    };
    view! {
        <div class=move || if mine.get() { "poll-option poll-option--mine" } else { "poll-option" }>
            {image}
            <label class="poll-option__label">
                {control}
                <span class="poll-option__words">
                    {words}
                    " "
                    <span class="poll-option__mine" hidden=move || !mine.get()>{mine_words}</span>
                    " "
                    {right}
                </span>
            </label>
            " "
            <span class="poll-option__count">{figures}</span>
            <div class="poll-option__bar" hidden=move || count.get().is_none()>
                <TallyBar percent=percent/>
            </div>
            {words_field}
        </div>
    }
}

/// The mark of a quiz's right answer, which shows where this reader is told.
fn right_mark(ballot: Signal<Ballot>, id: String) -> Option<impl IntoView + use<>> {
    let is_quiz = ballot.with_untracked(|ballot| ballot.poll.quiz.is_some());
    let is_wrong = move || !ballot.with(|ballot| ballot.poll.is_right(&id));
    is_quiz.then(|| view! { <span class="poll-option__right" hidden=is_wrong>{use_locale().t("quiz_answer")}</span> })
}

/// The picture of an option, at `media_base`, and its id, if it has one.
fn pictured(ballot: Signal<Ballot>, index: usize, media_base: &str) -> Option<(String, AnyView)> {
    ballot.with_untracked(|Ballot { poll, .. }| {
        let option = poll.options.get(index)?;
        // No id has a dot: the poll's and the option's together are of one option alone.
        let id = ["image.", &poll.id, ".", &option.id].concat();
        option.image.as_ref().map(|image| (id.clone(), picture(image, id, media_base)))
    })
}

/// The picture of an option, at `media_base`.
#[inline(never)]
fn picture(OptionImage { src, width, height, alt }: &OptionImage, id: String, media_base: &str) -> AnyView {
    let image = view! {
        <img
            class="poll-option__image"
            id=id
            src=[media_base, src].concat()
            width=*width
            height=*height
            alt=alt.clone()
            loading="lazy"
            decoding="async"
        />
    };
    image.into_any()
}

/// Where a reader writes an answer of their own. What is written is ticked.
fn field(ballot: Signal<Ballot>, enabled: Signal<bool>, on_choose: Callback<(String, usize)>) -> impl IntoView + use<> {
    let words = Signal::derive(move || ballot.with(|ballot| ballot.words.clone()));
    let write = move |event: ev::Event| {
        // Of what was written before the app came it is heard when the field is taken over. Who has ticked an option since means
        // that, as in a form without scripts.
        let is_meant = event.is_trusted() || ballot.with_untracked(|ballot| ballot.chosen.is_empty());
        let place = if is_meant { 1 } else { ballot.with_untracked(|ballot| ballot.place_of(OTHER)) };
        on_choose.run((with_words(&event_target_value(&event)), place));
    };
    view! {
        <input
            class="poll-option__field"
            type="text"
            name="write_in"
            dir="auto"
            maxlength=digits(MAX_WRITE_IN.into())
            aria-label=use_locale().t("poll_write_in")
            value=words.get_untracked()
            prop:value=words
            disabled=move || !enabled.get()
            hidden=move || !enabled.get() && words.get().is_empty()
            on:input=write
        />
    }
}

/// The places that an option of a ranking can have. Works in a form without scripts as well.
fn place(
    ballot: Signal<Ballot>,
    id: String,
    described_by: Option<String>,
    enabled: Signal<bool>,
    on_choose: Callback<(String, usize)>,
) -> impl IntoView + use<> {
    let locale = use_locale();
    let count = ballot.with_untracked(|ballot| ballot.poll.max_choices as usize);
    let places = (0..=count).map(|number| {
        let id = id.clone();
        let is_its = Signal::derive(move || ballot.with(|ballot| ballot.place_of(&id) == number));
        let words = if number == 0 { "–".to_owned() } else { locale.number(number as u64) };
        view! {
            <option value=digits(number as u64) selected=is_its.get_untracked() prop:selected=is_its>{words}</option>
        }
    });
    let places = places.collect_view();
    view! {
        <select
            class="poll-option__place"
            name=["place.", &id].concat()
            aria-describedby=described_by
            disabled=move || !enabled.get()
            on:change=move |event| {
                let value = event_target_value(&event);
                // The standard library's reading of numbers weighs more than looking along a dozen.
                let place = (1..=count).find(|place| digits(*place as u64) == value);
                on_choose.run((id.clone(), place.unwrap_or_default()));
            }
        >
            {places}
        </select>
    }
}

//! Rating an article with one to five stars.
//!
//! Native radios in a form, so that arrow keys, screen readers and browsers without scripts all
//! work as they do elsewhere.

use leptos::{html, prelude::*};

use super::tally_bar::TallyBar;
use crate::{
    i18n::use_locale,
    model::{ballot::Delivery, stars::Stars},
};

/// Where the form leads when there are no scripts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormPaths {
    /// Path that takes the form.
    pub action: String,
    /// Path to come back to.
    pub back: String,
}

/// Stars to set, change and take back; the mean and the number of ratings in words; and their
/// distribution on demand.
#[component]
pub fn StarRating(
    /// The rating and what this reader does with it.
    #[prop(into)]
    stars: Signal<Stars>,
    /// Tells two of them on one page apart; the beginning of element ids.
    name: &'static str,
    /// The form for browsers without scripts.
    form: FormPaths,
    /// What a form without scripts was refused for.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// Reported when the reader wants these stars, or none.
    on_rate: Callback<Option<u8>>,
) -> impl IntoView {
    let locale = use_locale();
    let legend = locale.t("rating_legend");
    let mine = Memo::new(move |_| stars.with(Stars::mine));
    let star = {
        let locale = locale.clone();
        move |number: u8| {
            let label = locale.t_count("rating_stars", u64::from(number), &[]);
            view! { <Star number=number name=name label=label mine=mine on_rate=on_rate/> }
        }
    };
    let fieldset = html::fieldset()
        .class("star-rating__set")
        .child((html::legend().class("star-rating__legend").child(legend), (1..=5).map(star).collect_view()));
    view! {
        <section class="star-rating" aria-label=locale.t("rating")>
            <form class="star-rating__form" method="post" action=form.action autocomplete="off" on:submit=|event| event.prevent_default()>
                <input type="hidden" name="return" value=form.back/>
                {fieldset}
                <button class="button star-rating__send" name="action" value="rate">
                    {locale.t("rating_send")}
                </button>
                <button
                    class="button button--quiet star-rating__withdraw"
                    name="action"
                    value="withdraw"
                    formnovalidate
                    hidden=move || mine.get().is_none()
                    on:click=move |event| {
                        event.prevent_default();
                        on_rate.run(None);
                    }
                >
                    {locale.t("rating_withdraw")}
                </button>
            </form>
            <RatingWords stars=stars/>
            <p class="star-rating__status" role="status">
                {delivery_words(stars, problem)}
            </p>
        </section>
    }
}

/// One star: a radio and the picture that is its label.
#[component]
fn Star(
    number: u8,
    name: &'static str,
    label: String,
    mine: Memo<Option<u8>>,
    on_rate: Callback<Option<u8>>,
) -> impl IntoView {
    let id = format!("{name}-{number}");
    let chosen = move || mine.get() == Some(number);
    let title = label.clone();
    view! {
        <input
            class="star-rating__input"
            type="radio"
            id=id.clone()
            name="stars"
            value=number.to_string()
            required
            checked=mine.get_untracked() == Some(number)
            prop:checked=chosen
            on:change=move |_| on_rate.run(Some(number))
        />
        <label class="star-rating__star" class:star-rating__star--on=move || reached(mine.get(), number) for=id title=title>
            <span class="star-rating__word">{label}</span>
        </label>
    }
}

/// Whether star `number` is among the `chosen` ones.
fn reached(chosen: Option<u8>, number: u8) -> bool {
    chosen.is_some_and(|chosen| chosen >= number)
}

/// "votes: 4, rating: 5", and the distribution.
#[component]
fn RatingWords(stars: Signal<Stars>) -> impl IntoView {
    let locale = use_locale();
    let rating = Memo::new(move |_| stars.with(|stars| stars.rating.clone()));
    let summary = {
        let locale = locale.clone();
        move || {
            let rating = rating.get();
            let mean = rating.mean.map(|mean| locale.decimal(mean));
            match mean {
                None => locale.t("rating_none"),
                Some(mean) => {
                    locale.t_with("rating_summary", &[("votes", &locale.number(rating.votes)), ("mean", &mean)])
                }
            }
        }
    };
    let rows = (1..=5usize)
        .rev()
        .map(|number| {
            let count = Memo::new(move |_| rating.with(|rating| rating.histogram[number - 1]));
            let percent = Signal::derive(move || {
                rating.with(|rating| hustings_wire::tally::share_of(rating.histogram[number - 1], rating.votes))
            });
            let words = locale.t_count("rating_stars", number as u64, &[]);
            let locale = locale.clone();
            view! {
                <li class="star-rating__row">
                    <span class="star-rating__row-name">{words}</span>
                    <TallyBar percent=percent/>
                    " "
                    <span class="star-rating__row-count">{move || locale.number(count.get())}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="star-rating__distribution">
            <summary class="star-rating__summary">{summary}</summary>
            <ul class="star-rating__rows" aria-label=locale.t("rating_distribution")>
                {rows}
            </ul>
        </details>
    }
}

fn delivery_words(stars: Signal<Stars>, problem: Option<String>) -> impl Fn() -> String + Send {
    let locale = use_locale();
    let delivery = Memo::new(move |_| stars.with(|stars| stars.delivery));
    move || match delivery.get() {
        None => problem.clone().unwrap_or_default(),
        Some(Delivery::Sending) => locale.t("delivery_sending"),
        Some(Delivery::NotSent) => locale.t("delivery_not_sent"),
        Some(Delivery::Delivered) => locale.t("rating_delivered"),
        Some(Delivery::Withdrawn) => locale.t("rating_withdrawn"),
        Some(Delivery::Refused(code)) => super::problem_words(&locale, code),
    }
}

//! Rating an article with one to five stars.
//!
//! Native radios in a form, so that arrow keys, screen readers and browsers without scripts all
//! work as they do elsewhere.

use hustings_core::{
    i18n::{Locale, use_locale},
    model::{ballot::Delivery, stars::Stars},
};
use hustings_wire::{digits::digits, tally::share_of};
use leptos::{ev, prelude::*};

use super::tally_bar::TallyBar;

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
    let mine = Signal::derive(move || stars.with(Stars::mine));
    let star = |number| view! { <Star number=number name=name mine=mine on_rate=on_rate/> };
    let stars_to_set = (1..=5).map(star).collect_view();
    let withdraw = move |event: ev::MouseEvent| {
        event.prevent_default();
        on_rate.run(None);
    };
    // A group and no region: an article has it twice, and landmarks of one name cannot be told apart.
    view! {
        <div class="star-rating" role="group" aria-label=locale.t("rating")>
            <form
                class="star-rating__form"
                method="post"
                action=form.action
                autocomplete="off"
                on:submit=|event| event.prevent_default()
            >
                <input type="hidden" name="return" value=form.back/>
                <fieldset class="star-rating__set">
                    <legend class="star-rating__legend">{locale.t("rating_legend")}</legend>
                    {stars_to_set}
                </fieldset>
                <button class="button star-rating__send" name="action" value="rate">{locale.t("rating_send")}</button>
                <button
                    class="button button--quiet star-rating__withdraw"
                    name="action"
                    value="withdraw"
                    formnovalidate=true
                    hidden=move || mine.get().is_none()
                    on:click=withdraw
                >
                    {locale.t("rating_withdraw")}
                </button>
            </form>
            <Distribution stars=stars/>
            <p class="star-rating__status" role="status">{delivery_words(locale.clone(), stars, problem)}</p>
        </div>
    }
}

/// One star: a radio and the picture that is its label.
#[component]
fn Star(number: u8, name: &'static str, mine: Signal<Option<u8>>, on_rate: Callback<Option<u8>>) -> impl IntoView {
    let label = use_locale().t_count("rating_stars", u64::from(number), &[]);
    let id = [name, "-", &digits(number.into())].concat();
    let class = move || {
        let is_on = mine.get().is_some_and(|chosen| chosen >= number);
        if is_on { "star-rating__star star-rating__star--on" } else { "star-rating__star" }
    };
    view! {
        <input
            class="star-rating__input"
            type="radio"
            id=id.clone()
            name="stars"
            value=number
            required=true
            checked=mine.get_untracked() == Some(number)
            prop:checked=move || mine.get() == Some(number)
            on:change=move |_| on_rate.run(Some(number))
        />
        <label class=class for=id title=label>
            <span class="star-rating__word">{label.clone()}</span>
        </label>
    }
}

/// "votes: 4, rating: 5", and the distribution.
#[component]
fn Distribution(stars: Signal<Stars>) -> impl IntoView {
    let locale = use_locale();
    let row = |number: usize| {
        let count = Signal::derive(move || stars.with(|stars| stars.rating.histogram[number - 1]));
        let percent = move || share_of(count.get(), stars.with(|stars| stars.rating.votes));
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
    };
    let rows = (1..=5).rev().map(row).collect_view();
    let label = locale.t("rating_distribution");
    let summary = move || {
        let (votes, mean) = stars.with(|stars| (stars.rating.votes, stars.rating.mean));
        let Some(mean) = mean else { return locale.t("rating_none") };
        locale.t_with("rating_summary", &[("votes", &locale.number(votes)), ("mean", &locale.decimal(mean))])
    };
    view! {
        <details class="star-rating__distribution">
            <summary class="star-rating__summary">{summary}</summary>
            <ul class="star-rating__rows" aria-label=label>{rows}</ul>
        </details>
    }
}

fn delivery_words(
    locale: Locale,
    stars: Signal<Stars>,
    problem: Option<String>,
) -> impl Fn() -> String + Send + 'static {
    move || match stars.with(|stars| stars.delivery) {
        None => problem.clone().unwrap_or_default(),
        Some(Delivery::Sending) => locale.t("delivery_sending"),
        Some(Delivery::NotSent | Delivery::SignedOut) => locale.t("delivery_not_sent"),
        Some(Delivery::Delivered) => locale.t("rating_delivered"),
        Some(Delivery::Withdrawn) => locale.t("rating_withdrawn"),
        Some(Delivery::Refused(code)) => super::problem_words(&locale, code),
    }
}

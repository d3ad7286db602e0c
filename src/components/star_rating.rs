//! Rating an article with one to five stars.
//!
//! Native radios in a form, so that arrow keys, screen readers and browsers without scripts all
//! work as they do elsewhere.

use hustings_wire::digits::digits;
use hustings_wire::tally::share_of;
use leptos::prelude::*;

use super::tally_bar::TallyBar;
use crate::{
    dom::markup::{Element, Markup, Reading, el},
    i18n::{Locale, use_locale},
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
    stars: Reading<Stars>,
    /// Tells two of them on one page apart; the beginning of element ids.
    name: &'static str,
    /// The form for browsers without scripts.
    form: FormPaths,
    /// What a form without scripts was refused for.
    #[prop(optional_no_strip)]
    problem: Option<String>,
    /// Reported when the reader wants these stars, or none.
    on_rate: Callback<Option<u8>>,
) -> Markup {
    let locale = use_locale();
    let legend = locale.t("rating_legend");
    let mine = stars.map(Stars::mine);
    let star = |number: u8| {
        let label = locale.t_count("rating_stars", u64::from(number), &[]);
        star(number, name, label, mine.clone(), on_rate)
    };
    let stars_to_set: Vec<Markup> = (1..=5).map(star).collect();
    let fieldset = el("fieldset")
        .class("star-rating__set")
        .child(el("legend").class("star-rating__legend").child(legend))
        .child(stars_to_set);
    let send = el("button")
        .class("button star-rating__send")
        .attr("name", "action")
        .attr("value", "rate")
        .child(locale.t("rating_send"));
    let none = mine.map(Option::is_none);
    let withdraw = el("button")
        .class("button button--quiet star-rating__withdraw")
        .attr("name", "action")
        .attr("value", "withdraw")
        .attr("formnovalidate", true)
        .live_if("hidden", move || none.get())
        .on("click", move |event| {
            event.prevent_default();
            on_rate.run(None);
        })
        .child(locale.t("rating_withdraw"));
    let form = el("form")
        .class("star-rating__form")
        .attr("method", "post")
        .attr("action", form.action)
        .attr("autocomplete", "off")
        .on("submit", |event| event.prevent_default())
        .child(el("input").attr("type", "hidden").attr("name", "return").attr("value", form.back))
        .child(fieldset)
        .child(send)
        .child(withdraw);
    let status = delivery_words(locale.clone(), stars.clone(), problem);
    // A group and no region: an article has it twice, and landmarks of one name cannot be told apart.
    el("div")
        .class("star-rating")
        .attr("role", "group")
        .attr("aria-label", locale.t("rating"))
        .child(form)
        .child(distribution(&locale, &stars))
        .child(el("p").class("star-rating__status").attr("role", "status").words(status))
        .into()
}

/// One star: a radio and the picture that is its label.
fn star(
    number: u8,
    name: &'static str,
    label: String,
    mine: Reading<Option<u8>>,
    on_rate: Callback<Option<u8>>,
) -> Markup {
    let id = [name, "-", &digits(number.into())].concat();
    let input = el("input")
        .class("star-rating__input")
        .attr("type", "radio")
        .attr("id", id.clone())
        .attr("name", "stars")
        .attr("value", digits(number.into()))
        .attr("required", true)
        .attr("checked", mine.get_untracked() == Some(number))
        .checked({
            let mine = mine.clone();
            move || mine.get() == Some(number)
        })
        .on("change", move |_| on_rate.run(Some(number)));
    let class = move || {
        if reached(mine.get(), number) { "star-rating__star star-rating__star--on" } else { "star-rating__star" }
    };
    let picture = el("label")
        .live("class", move || Some(class().to_owned()))
        .attr("for", id)
        .attr("title", label.clone())
        .child(el("span").class("star-rating__word").child(label));
    vec![input, picture].into()
}

/// Whether star `number` is among the `chosen` ones.
fn reached(chosen: Option<u8>, number: u8) -> bool {
    chosen.is_some_and(|chosen| chosen >= number)
}

/// "votes: 4, rating: 5", and the distribution.
fn distribution(locale: &Locale, stars: &Reading<Stars>) -> Element {
    let row = |number: usize| {
        let count = stars.map(move |stars| stars.rating.histogram[number - 1]);
        let percent = stars.map(move |Stars { rating, .. }| share_of(rating.histogram[number - 1], rating.votes));
        let words = locale.t_count("rating_stars", number as u64, &[]);
        let locale = locale.clone();
        el("li")
            .class("star-rating__row")
            .child(el("span").class("star-rating__row-name").child(words))
            .child(view! { <TallyBar percent=percent/> })
            .child(" ")
            .child(el("span").class("star-rating__row-count").words(move || locale.number(count.get())))
    };
    let rows: Vec<Element> = (1..=5).rev().map(row).collect();
    let rows = el("ul").class("star-rating__rows").attr("aria-label", locale.t("rating_distribution")).child(rows);
    let locale = locale.clone();
    let stars = stars.clone();
    let summary = move || {
        let (votes, mean) = stars.with(|stars| (stars.rating.votes, stars.rating.mean));
        let Some(mean) = mean else { return locale.t("rating_none") };
        locale.t_with("rating_summary", &[("votes", &locale.number(votes)), ("mean", &locale.decimal(mean))])
    };
    el("details")
        .class("star-rating__distribution")
        .child(el("summary").class("star-rating__summary").words(summary))
        .child(rows)
}

fn delivery_words(
    locale: Locale,
    stars: Reading<Stars>,
    problem: Option<String>,
) -> impl Fn() -> String + Send + 'static {
    move || match stars.with(|stars| stars.delivery) {
        None => problem.clone().unwrap_or_default(),
        Some(Delivery::Sending) => locale.t("delivery_sending"),
        Some(Delivery::NotSent) => locale.t("delivery_not_sent"),
        Some(Delivery::Delivered) => locale.t("rating_delivered"),
        Some(Delivery::Withdrawn) => locale.t("rating_withdrawn"),
        Some(Delivery::Refused(code)) => super::problem_words(&locale, code),
    }
}

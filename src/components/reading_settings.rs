//! Light or dark, the size of the text, the length of a line: a button, and a panel of radios.
//!
//! The panel is a popover: the browser opens it, closes it on Escape and on a click elsewhere, and gives the focus
//! back. Its radios are drawn once the app runs, since nothing else hears them.

use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, Reading, el, region},
    i18n::{Locale, use_locale},
    model::reading_settings::{CHOICES, Choices},
};

const PANEL_ID: &str = "reading-settings";
const TITLE_ID: &str = "reading-settings-title";

/// The button and the panel.
#[component]
pub fn ReadingSettings(
    /// The words of what is set.
    #[prop(into)]
    settings: Reading<String>,
    /// Whether somebody hears the radios.
    #[prop(into)]
    alive: Reading<bool>,
    /// Reported when a choice is taken: the number of its group in [`CHOICES`], and its number there.
    on_choose: Callback<(usize, usize)>,
) -> Markup {
    let locale = use_locale();
    let title = locale.t("reading_settings");
    let open = el("button")
        .class("reading-settings__open")
        .attr("type", "button")
        .attr("popovertarget", PANEL_ID)
        .child(el("span").attr("aria-hidden", "true").child("Aa"))
        .child(el("span").class("reading-settings__name").child(title.clone()));
    let content = region(move || {
        if !alive.get() {
            return Vec::<Markup>::new().into();
        }
        let title = el("h2").class("reading-settings__title").attr("id", TITLE_ID).child(title.clone());
        let groups: Vec<Element> = CHOICES
            .iter()
            .enumerate()
            .map(|(number, choices)| group(&locale, &settings, number, choices, on_choose))
            .collect();
        vec![title.into(), Markup::from(groups)].into()
    });
    let panel = el("div")
        .class("reading-settings")
        .attr("id", PANEL_ID)
        .attr("popover", true)
        .attr("role", "group")
        .attr("aria-labelledby", TITLE_ID)
        .child(content);
    Markup::Many(vec![open.into(), panel.into()])
}

fn group(
    locale: &Locale,
    settings: &Reading<String>,
    number: usize,
    choices: &'static Choices,
    on_choose: Callback<(usize, usize)>,
) -> Element {
    let choice = |(index, (word, key)): (usize, &(&'static str, &'static str))| {
        let settings = settings.clone();
        let input = el("input")
            .class("reading-settings__input")
            .attr("type", "radio")
            .attr("name", choices.name)
            .attr("value", *word)
            .checked(move || settings.with(|kept| choices.chosen(kept)) == index)
            .on("change", move |_| on_choose.run((number, index)));
        let words = el("span").child(locale.t(key));
        el("label").class("reading-settings__choice").child(input).child(words)
    };
    let all: Vec<Element> = choices.words.iter().enumerate().map(choice).collect();
    el("fieldset")
        .class("reading-settings__group")
        .attr("data-choices", choices.name)
        .child(el("legend").class("reading-settings__legend").child(locale.t(choices.title)))
        .child(el("div").class("reading-settings__choices").child(all))
}

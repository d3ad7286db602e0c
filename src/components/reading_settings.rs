//! Light or dark, the size of the text, the length of a line: a button, and a panel of radios.
//!
//! The panel is a popover: the browser opens it, closes it on Escape and on a click elsewhere, and restores the focus.
//! Its radios are drawn only once the app runs, since they need it.

use hustings_core::{
    i18n::{Locale, use_locale},
    model::reading_settings::{CHOICES, Choices},
};
use leptos::prelude::*;

const PANEL_ID: &str = "reading-settings";
const TITLE_ID: &str = "reading-settings-title";

/// The button and the panel.
#[component]
pub fn ReadingSettings(
    /// The words of what is set.
    #[prop(into)]
    settings: Signal<String>,
    /// Whether somebody hears the radios.
    #[prop(into)]
    alive: Signal<bool>,
    /// Reported when a choice is taken: the number of its group in [`CHOICES`], and its number there.
    on_choose: Callback<(usize, usize)>,
) -> impl IntoView {
    let locale = use_locale();
    let title = locale.t("reading_settings");
    let name = title.clone();
    let content = move || {
        alive.get().then(|| {
            let groups = CHOICES
                .iter()
                .enumerate()
                .map(|(number, choices)| group(&locale, settings, number, choices, on_choose))
                .collect_view();
            view! {
                <h2 class="reading-settings__title" id=TITLE_ID>{title.clone()}</h2>
                {groups}
            }
        })
    };
    view! {
        <button class="reading-settings__open" type="button" popovertarget=PANEL_ID>
            <span aria-hidden="true">"Aa"</span>
            <span class="reading-settings__name">{name}</span>
        </button>
        <div class="reading-settings" id=PANEL_ID popover=true role="group" aria-labelledby=TITLE_ID>{content}</div>
    }
}

fn group(
    locale: &Locale,
    settings: Signal<String>,
    number: usize,
    choices: &'static Choices,
    on_choose: Callback<(usize, usize)>,
) -> impl IntoView + use<> {
    let choice = |(index, (word, key)): (usize, &(&'static str, &'static str))| {
        view! {
            <label class="reading-settings__choice">
                <input
                    class="reading-settings__input"
                    type="radio"
                    name=choices.name
                    value=*word
                    prop:checked=move || settings.with(|kept| choices.chosen(kept)) == index
                    on:change=move |_| on_choose.run((number, index))
                />
                <span>{locale.t(key)}</span>
            </label>
        }
    };
    let all = choices.words.iter().enumerate().map(choice).collect_view();
    view! {
        <fieldset class="reading-settings__group" data-choices=choices.name>
            <legend class="reading-settings__legend">{locale.t(choices.title)}</legend>
            <div class="reading-settings__choices">{all}</div>
        </fieldset>
    }
}

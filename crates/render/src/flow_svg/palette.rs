//! The colours of the picture, which are those of the pages.

use std::sync::LazyLock;

use crate::{
    color_scheme::ColorScheme,
    theme::{Situation, Tokens},
};

/// The rules of the style element that colour the picture's classes.
pub(super) fn rules_of(theme: ColorScheme) -> String {
    let [light, dark] = &*RULES;
    match theme {
        ColorScheme::Auto => format!("{light}@media (prefers-color-scheme:dark){{{dark}}}"),
        ColorScheme::Light => light.clone(),
        ColorScheme::Dark => dark.clone(),
    }
}

/// The rules for light and for dark.
static RULES: LazyLock<[String; 2]> = LazyLock::new(|| [Situation::DAY, Situation::DARK].map(rules));

/// Each class of the picture with the property that colours it and the token it takes. What moved is as strong as a bar, what
/// stayed as its track; letters have a rim in the colour of the card, since bands may pass below them.
const CLASSES: [(&str, &str, &str); 7] = [
    ("text", "stroke", "surface"),
    (".ink", "fill", "ink"),
    (".accent", "fill", "accent"),
    (".soft", "fill", "ink-soft"),
    (".stayed", "fill", "bar-track"),
    (".moved", "fill", "bar"),
    (".bar", "fill", "bar"),
];

fn rules(situation: Situation) -> String {
    let tokens = Tokens::of("", situation);
    let rule = |(selector, property, token): &(&str, &str, &str)| {
        tokens.hex(&format!("--{token}")).map(|value| format!("{selector}{{{property}:{value}}}"))
    };
    let coloured: String = CLASSES.iter().filter_map(rule).collect();
    coloured + ".moved{fill-opacity:.4}"
}

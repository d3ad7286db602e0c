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

/// Each class of the picture with the property that colours it and the token it takes.
const CLASSES: [(&str, &str, &str); 9] = [
    ("card", "fill", "surface"),
    ("card", "stroke", "line"),
    ("accent", "fill", "accent"),
    ("ink", "fill", "ink"),
    ("soft", "fill", "ink-soft"),
    ("track", "fill", "bar-track"),
    ("bar", "fill", "bar"),
    ("ring", "stroke", "line-strong"),
    ("rule", "stroke", "line"),
];

fn rules(situation: Situation) -> String {
    let tokens = Tokens::of("", situation);
    let rule = |(class, property, token): &(&str, &str, &str)| {
        tokens.hex(&format!("--{token}")).map(|value| format!(".{class}{{{property}:{value}}}"))
    };
    CLASSES.iter().filter_map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_colour_in_both_themes() {
        for situation in [Situation::DAY, Situation::DARK] {
            let tokens = Tokens::of("", situation);
            for (_, _, token) in CLASSES {
                assert!(tokens.hex(&format!("--{token}")).is_some(), "{token} of {situation:?} is no colour");
            }
        }
    }

    #[test]
    fn only_auto_asks_the_readers_system() {
        assert!(rules_of(ColorScheme::Auto).contains("@media (prefers-color-scheme:dark){.card{"));
        for theme in [ColorScheme::Light, ColorScheme::Dark] {
            assert!(!rules_of(theme).contains("@media"));
        }
        assert_ne!(rules_of(ColorScheme::Light), rules_of(ColorScheme::Dark));
    }

    #[test]
    fn a_theme_is_known_by_its_name_only() {
        assert_eq!(ColorScheme::from_name("dark"), Some(ColorScheme::Dark));
        for other in ["", "Dark", "sepia", "dark "] {
            assert_eq!(ColorScheme::from_name(other), None, "{other}");
        }
    }
}

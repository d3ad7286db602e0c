//! The colours of the picture, which are those of the pages.

use std::sync::LazyLock;

use super::super::{
    Theme,
    tokens::{DARK, LIGHT, token_value},
};

/// The rules of the style element that colour the picture's classes.
pub(super) fn rules_of(theme: Theme) -> String {
    let [light, dark] = &*RULES;
    match theme {
        Theme::Auto => format!("{light}@media (prefers-color-scheme:dark){{{dark}}}"),
        Theme::Light => light.clone(),
        Theme::Dark => dark.clone(),
    }
}

/// The rules for light and for dark.
static RULES: LazyLock<[String; 2]> = LazyLock::new(|| [LIGHT, DARK].map(rules));

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

fn rules(block: &str) -> String {
    let rule = |(class, property, token): &(&str, &str, &str)| {
        token_value(block, token).map(|value| format!(".{class}{{{property}:{value}}}"))
    };
    CLASSES.iter().filter_map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_colour_in_both_themes() {
        for block in [LIGHT, DARK] {
            for (_, _, token) in CLASSES {
                assert!(token_value(block, token).is_some(), "{token} of {block} is no colour");
            }
        }
    }

    #[test]
    fn only_auto_asks_the_readers_system() {
        assert!(rules_of(Theme::Auto).contains("@media (prefers-color-scheme:dark){.card{"));
        for theme in [Theme::Light, Theme::Dark] {
            assert!(!rules_of(theme).contains("@media"));
        }
        assert_ne!(rules_of(Theme::Light), rules_of(Theme::Dark));
    }

    #[test]
    fn a_theme_is_known_by_its_name_only() {
        assert_eq!(Theme::from_name("dark"), Some(Theme::Dark));
        for other in ["", "Dark", "sepia", "dark "] {
            assert_eq!(Theme::from_name(other), None, "{other}");
        }
    }
}

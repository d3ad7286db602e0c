//! The colours of the picture.

use std::sync::LazyLock;

use crate::picture_colours::{Coloured, PictureColours};

/// Its rules.
pub(super) static COLOURS: LazyLock<PictureColours> = LazyLock::new(|| PictureColours::new(&CLASSES, ""));

/// Each class of the picture.
const CLASSES: [Coloured; 9] = [
    (".card", "fill", "surface"),
    (".card", "stroke", "line"),
    (".accent", "fill", "accent"),
    (".ink", "fill", "ink"),
    (".soft", "fill", "ink-soft"),
    (".track", "fill", "bar-track"),
    (".bar", "fill", "bar"),
    (".ring", "stroke", "line-strong"),
    (".rule", "stroke", "line"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        color_scheme::ColorScheme,
        theme::{Situation, Tokens},
    };

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
        assert!(COLOURS.rules_of(ColorScheme::Auto).contains("@media (prefers-color-scheme:dark){.card{"));
        for theme in [ColorScheme::Light, ColorScheme::Dark] {
            assert!(!COLOURS.rules_of(theme).contains("@media"));
        }
        assert_ne!(COLOURS.rules_of(ColorScheme::Light), COLOURS.rules_of(ColorScheme::Dark));
    }

    #[test]
    fn a_theme_is_known_by_its_name_only() {
        assert_eq!(ColorScheme::from_name("dark"), Some(ColorScheme::Dark));
        for other in ["", "Dark", "sepia", "dark "] {
            assert_eq!(ColorScheme::from_name(other), None, "{other}");
        }
    }
}

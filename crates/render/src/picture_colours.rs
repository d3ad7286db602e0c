//! The colours of pictures that are SVG, which are those of the pages: rules for the classes of a picture, light and dark.

use crate::{
    color_scheme::ColorScheme,
    theme::{Situation, Tokens},
};

/// What is coloured: a selector, the property that colours it, and the token that it takes.
pub(crate) type Coloured = (&'static str, &'static str, &'static str);

/// The rules of a picture, for light and for dark.
pub(crate) struct PictureColours([String; 2]);

impl PictureColours {
    /// The rules for these, and behind them those that are the same by day and by night.
    pub(crate) fn new(coloured: &[Coloured], same: &str) -> Self {
        Self([Situation::DAY, Situation::DARK].map(|situation| {
            let tokens = Tokens::of("", situation);
            let rule = |(selector, property, token): &Coloured| {
                tokens.hex(&format!("--{token}")).map(|value| format!("{selector}{{{property}:{value}}}"))
            };
            coloured.iter().filter_map(rule).collect::<String>() + same
        }))
    }

    /// What stands in the style element of the picture.
    pub(crate) fn rules_of(&self, theme: ColorScheme) -> String {
        let Self([light, dark]) = self;
        match theme {
            ColorScheme::Auto => format!("{light}@media (prefers-color-scheme:dark){{{dark}}}"),
            ColorScheme::Light => light.clone(),
            ColorScheme::Dark => dark.clone(),
        }
    }
}

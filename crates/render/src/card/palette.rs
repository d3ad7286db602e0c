//! The colours of a picture: those of the publication's light theme.
//!
//! There is no browser to evaluate CSS here. A colour that only a browser could compute is replaced by the default
//! theme's, and a colour with too little contrast to its background is moved until it has enough.

use crate::theme::{GRAPHICS, Rgb, Situation, TEXT, Tokens};

/// What a colour of the picture is for; each has its custom property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hue {
    /// Behind everything.
    Paper,
    /// Titles and names.
    Ink,
    /// What stands back.
    InkSoft,
    /// The sign, and the longest bar.
    Accent,
    /// Drawn on the sign.
    AccentInk,
    /// A bar.
    Bar,
    /// The ground of bars.
    BarTrack,
    /// The marks before options.
    LineStrong,
}

impl Hue {
    const ALL: [Self; 8] = [
        Self::Paper,
        Self::Ink,
        Self::InkSoft,
        Self::Accent,
        Self::AccentInk,
        Self::Bar,
        Self::BarTrack,
        Self::LineStrong,
    ];

    fn property(self) -> &'static str {
        match self {
            Self::Paper => "--paper",
            Self::Ink => "--ink",
            Self::InkSoft => "--ink-soft",
            Self::Accent => "--accent",
            Self::AccentInk => "--accent-ink",
            Self::Bar => "--bar",
            Self::BarTrack => "--bar-track",
            Self::LineStrong => "--line-strong",
        }
    }

    /// What it stands on and which contrast it needs to that; `None` for grounds and ornaments.
    fn needs(self) -> Option<(Self, f64)> {
        match self {
            Self::Ink | Self::InkSoft => Some((Self::Paper, TEXT)),
            Self::AccentInk => Some((Self::Accent, GRAPHICS)),
            Self::Accent | Self::LineStrong => Some((Self::Paper, GRAPHICS)),
            Self::Paper | Self::Bar | Self::BarTrack => None,
        }
    }
}

/// All colours of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Palette([[u8; 3]; Hue::ALL.len()]);

impl Palette {
    /// The colours of `theme`, a style sheet with the publication's custom properties.
    pub fn of(theme: &str) -> Self {
        let (theirs, own) = (Tokens::of(theme, Situation::DAY), Tokens::of("", Situation::DAY));
        let colour = |hue: Hue, behind| {
            let of = |tokens: &Tokens| tokens.colour(hue.property(), behind);
            of(&theirs).or_else(|| of(&own)).unwrap_or(Rgb([0; 3]))
        };
        let paper = colour(Hue::Paper, Some(Rgb([u8::MAX; 3])));
        let readable = |hue: Hue| match hue.needs() {
            Some((Hue::Paper, contrast)) => colour(hue, Some(paper)).readable_on(paper, contrast),
            _ => colour(hue, Some(paper)),
        };
        let colours = Hue::ALL.map(|hue| match hue.needs() {
            Some((ground, contrast)) if ground != Hue::Paper => {
                let ground = readable(ground);
                colour(hue, Some(ground)).readable_on(ground, contrast).0
            }
            _ => readable(hue).0,
        });
        Self(colours)
    }

    /// What is behind everything, as CSS writes it.
    pub fn paper(&self) -> String {
        Rgb(self.get(Hue::Paper)).hex()
    }

    /// The colour of the publication's sign, as CSS writes it.
    pub fn accent(&self) -> String {
        Rgb(self.get(Hue::Accent)).hex()
    }

    /// The colour for this.
    pub(super) fn get(&self, hue: Hue) -> [u8; 3] {
        self.0[hue as usize]
    }
}

impl Default for Palette {
    /// The project's own.
    fn default() -> Self {
        Self::of("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(theme: &str, hue: Hue) -> String {
        Rgb(Palette::of(theme).get(hue)).hex()
    }

    #[test]
    fn the_colours_are_those_of_the_theme_by_day() {
        let theme = include_str!("../../../../docs/themes/broadsheet.css");
        for (hue, expected) in [
            (Hue::Paper, "#f4f6f9"),
            (Hue::Ink, "#10182b"),
            (Hue::InkSoft, "#4a556b"),
            (Hue::Accent, "#a3123a"),
            (Hue::AccentInk, "#ffffff"),
            (Hue::Bar, "#3f6fb5"),
            (Hue::BarTrack, "#e3e8f0"),
            (Hue::LineStrong, "#6d7890"),
        ] {
            assert_eq!(hex(theme, hue), expected, "{hue:?}");
        }
    }

    #[test]
    fn without_a_theme_they_are_the_project_s_own_as_they_are() {
        let own = Tokens::of("", Situation::DAY);
        for hue in Hue::ALL {
            assert_eq!(own.colour(hue.property(), None).map(Rgb::hex), Some(hex("", hue)), "{hue:?}");
        }
        let night = "@media (prefers-color-scheme: dark) { :root { --paper: #000; --ink: #fff } }";
        assert_eq!(Palette::of(night), Palette::default());
    }

    #[test]
    fn unknown_colours_fall_back_and_stay_readable() {
        assert_eq!(hex(":root { --accent: color-mix(in srgb, red, blue) }", Hue::Accent), hex("", Hue::Accent));
        assert_eq!(hex(":root { --accent: url(x); --bar: 1rem }", Hue::Bar), hex("", Hue::Bar));
        // The project's ink is nearly black; this paper is, too.
        let dark = ":root { --paper: #101010; --ink: light-dark(#000, #fff); --accent: #111; --accent-ink: #111 }";
        for (front, back, contrast) in [
            (Hue::Ink, Hue::Paper, TEXT),
            (Hue::InkSoft, Hue::Paper, TEXT),
            (Hue::Accent, Hue::Paper, GRAPHICS),
            (Hue::AccentInk, Hue::Accent, GRAPHICS),
        ] {
            let palette = Palette::of(dark);
            let found = Rgb(palette.get(front)).contrast(Rgb(palette.get(back)));
            assert!(found >= contrast, "{front:?} on {back:?} has {found:.2}");
        }
    }
}

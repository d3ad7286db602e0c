//! A partner's colour, made readable: kept where it has the contrast that text and bars need, and moved
//! towards black or white until it has.

use crate::theme::{GRAPHICS, Rgb, Situation, TEXT, Tokens};

const WHITE: Rgb = Rgb([u8::MAX; 3]);
const BLACK: Rgb = Rgb([0; 3]);

/// What a frame stands on by day and by night, and the ink of the publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Surfaces {
    backs: [Rgb; 2],
    ink: Rgb,
}

impl Surfaces {
    /// Those of a theme. A colour that only a browser can work out is taken for the project's own.
    pub(super) fn of(theme: &str) -> Self {
        let colour = |situation, name| {
            let of = |theme| Tokens::of(theme, situation).colour(name, Some(WHITE));
            of(theme).or_else(|| of("")).unwrap_or(WHITE)
        };
        let backs = [Situation::DAY, Situation::NIGHT].map(|situation| colour(situation, "--surface"));
        Self { backs, ink: colour(Situation::DAY, "--ink") }
    }

    /// What can be read on `colour`: white or the publication's ink, else black, since one of black and white always can.
    fn ink_on(&self, colour: Rgb) -> Rgb {
        let inks = [WHITE, self.ink].into_iter().max_by(|a, b| a.contrast(colour).total_cmp(&b.contrast(colour)));
        inks.filter(|ink| ink.contrast(colour) >= TEXT).unwrap_or(BLACK)
    }
}

/// The custom properties that make `accent` (`rrggbb`, without a number sign) the colour of a frame, for
/// both themes; `None` when it is no colour.
pub(super) fn accent_css(accent: &str, surfaces: &Surfaces) -> Option<String> {
    let colour = Rgb::from_digits(accent)?;
    let [day, night] = surfaces.backs.map(|back| {
        let text = colour.readable_on(back, TEXT);
        let bar = colour.readable_on(back, GRAPHICS);
        format!(
            "--accent:{};--accent-ink:{};--accent-soft:color-mix(in srgb,{0} 14%,transparent);--bar:{};--bar-mine:{0}",
            text.hex(),
            surfaces.ink_on(text).hex(),
            bar.hex()
        )
    });
    Some(format!(
        ":root{{{day}}}@media(prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{night}}}}}\
         :root[data-theme=\"dark\"]{{{night}}}"
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_readable_colour_stays_and_a_pale_one_is_darkened() {
        let own = Surfaces::of("");
        let css = accent_css("0b5cad", &own).expect("a colour");
        assert!(css.starts_with(":root{--accent:#0b5cad;--accent-ink:#ffffff;"), "{css}");
        let css = accent_css("ffee88", &own).expect("a colour");
        assert!(!css.starts_with(":root{--accent:#ffee88"), "{css}");
        assert!(css.contains("[data-theme=\"dark\"]{--accent:#ffee88;--accent-ink:#1d1c1a"), "{css}");
        for bad in ["", "fff", "#0b5cad", "0b5cag", "0b5cad0", "éééé", "}*{x:"] {
            assert_eq!(accent_css(bad, &own), None, "{bad}");
        }
    }

    #[test]
    fn a_colour_is_made_readable_on_the_surface_of_the_theme() {
        let css = accent_css("0b5cad", &Surfaces::of(":root { --surface: #004488 }")).expect("a colour");
        assert!(!css.starts_with(":root{--accent:#0b5cad"), "{css}");
    }

    proptest! {
        #[test]
        fn every_colour_becomes_readable(red: u8, green: u8, blue: u8) {
            for surfaces in [Surfaces::of(""), Surfaces::of(":root { --surface: #777777; --ink: #555555 }")] {
                for back in surfaces.backs {
                    let text = Rgb([red, green, blue]).readable_on(back, TEXT);
                    prop_assert!(text.contrast(back) >= TEXT);
                    let best = surfaces.ink_on(text).contrast(text);
                    prop_assert!(best >= TEXT, "{best}");
                }
            }
        }
    }
}

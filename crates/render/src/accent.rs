//! A partner's accent colour, made readable: moved towards black or white until it has the contrast that text and bars
//! need.

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

    /// What can be read on `colour`: white or the publication's ink, else black, since one of black and white always
    /// can.
    fn ink_on(&self, colour: Rgb) -> Rgb {
        let inks = [WHITE, self.ink].into_iter().max_by(|a, b| a.contrast(colour).total_cmp(&b.contrast(colour)));
        inks.filter(|ink| ink.contrast(colour) >= TEXT).unwrap_or(BLACK)
    }
}

/// What is left of the colour in the ground under a choice: 14 of 100, as an alpha.
const SOFT: u8 = 36;
/// How much more contrast is asked for at most, in quarters, so that the colour can be read on that ground, too.
const EXTRA: u8 = 24;

/// The colour as text on `back`, and whether it can be read there on its own ground as well. Where no colour can, as on
/// a middle grey, it is the one that can be read without.
fn as_text(colour: Rgb, back: Rgb) -> (Rgb, bool) {
    let texts = (0..=EXTRA).map(|quarters| colour.readable_on(back, TEXT + f64::from(quarters) / 4.0));
    let on_its_ground = texts.into_iter().find(|text| text.contrast(text.over(back, SOFT)) >= TEXT);
    (on_its_ground.unwrap_or_else(|| colour.readable_on(back, TEXT)), on_its_ground.is_some())
}

/// The custom properties that make `accent` (`rrggbb`, without a number sign) the colour of a frame, for
/// both themes; `None` when it is no colour.
pub(super) fn accent_css(accent: &str, surfaces: &Surfaces) -> Option<String> {
    let colour = Rgb::from_digits(accent)?;
    let [day, night] = surfaces.backs.map(|back| {
        let (text, has_ground) = as_text(colour, back);
        let ([red, green, blue], soft) = (text.0, if has_ground { SOFT } else { 0 });
        format!(
            "--accent:{};--accent-ink:{};--accent-soft:#{red:02x}{green:02x}{blue:02x}{soft:02x};--bar:{};--bar-mine:{0}",
            text.hex(),
            surfaces.ink_on(text).hex(),
            colour.readable_on(back, GRAPHICS).hex()
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
    fn a_choice_can_be_read_on_its_own_ground() {
        let own = Surfaces::of("");
        for accent in ["0b5cad", "ffcc00", "1b5e46", "8a8a8a", "ff5500"] {
            for back in own.backs {
                let (text, has_ground) = as_text(Rgb::from_digits(accent).expect("a colour"), back);
                let found = text.contrast(text.over(back, SOFT));
                assert!(has_ground && found >= TEXT, "{} on its ground has {found:.2}", text.hex());
            }
        }
        // Nothing is readable on a grey that is made greyer.
        assert_eq!(as_text(BLACK, Rgb([0x77; 3])), (BLACK, false));
        let css = accent_css("000000", &Surfaces::of(":root { --surface: #777777 }")).expect("a colour");
        assert!(css.contains("--accent-soft:#00000000;"), "{css}");
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
                    let (text, has_ground) = as_text(Rgb([red, green, blue]), back);
                    prop_assert!(text.contrast(back) >= TEXT);
                    prop_assert!(!has_ground || text.contrast(text.over(back, SOFT)) >= TEXT);
                    let best = surfaces.ink_on(text).contrast(text);
                    prop_assert!(best >= TEXT, "{best}");
                }
            }
        }
    }
}

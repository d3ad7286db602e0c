//! A partner's colour, made readable: kept where it has the contrast that text and bars need, and moved
//! towards black or white until it has.

/// What text needs against what it stands on (WCAG 2.2, success criterion 1.4.3).
const TEXT: f64 = 4.5;
/// What the bars of a diagram need (WCAG 2.2, success criterion 1.4.11).
const GRAPHICS: f64 = 3.0;
/// What the frame is taken to stand on: `--surface` of `tokens.css`, by day and by night.
const SURFACES: [Rgb; 2] = [Rgb([0xff, 0xff, 0xff]), Rgb([0x1d, 0x20, 0x24])];
/// What can stand on the colour: white, or `--ink` of `tokens.css`.
const INKS: [Rgb; 2] = [Rgb([0xff, 0xff, 0xff]), Rgb([0x1d, 0x1c, 0x1a])];
/// Steps from a colour to black or white.
const STEPS: u16 = 64;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rgb([u8; 3]);

/// The custom properties that make `accent` (`rrggbb`, without a number sign) the colour of a frame, for
/// both themes; `None` when it is no colour.
pub(super) fn accent_css(accent: &str) -> Option<String> {
    let colour = Rgb::parse(accent)?;
    let [day, night] = SURFACES.map(|surface| {
        let text = colour.readable_on(surface, TEXT);
        let bar = colour.readable_on(surface, GRAPHICS);
        let ink = INKS.into_iter().max_by(|a, b| a.contrast(text).total_cmp(&b.contrast(text))).unwrap_or(INKS[0]);
        format!(
            "--accent:{};--accent-ink:{};--accent-soft:color-mix(in srgb,{0} 14%,transparent);--bar:{};--bar-mine:{0}",
            text.hex(),
            ink.hex(),
            bar.hex()
        )
    });
    Some(format!(
        ":root{{{day}}}@media(prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{night}}}}}\
         :root[data-theme=\"dark\"]{{{night}}}"
    ))
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio").
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour on the way to black or white that has at least this contrast to `surface`.
    fn readable_on(self, surface: Self, contrast: f64) -> Self {
        let end = if surface.luminance() > 0.5 { 0 } else { u16::from(u8::MAX) };
        let mixed =
            |step: u16| Self(self.0.map(|part| ((u16::from(part) * (STEPS - step) + end * step) / STEPS) as u8));
        (0..=STEPS).map(mixed).find(|colour| colour.contrast(surface) >= contrast).unwrap_or(mixed(STEPS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_readable_colour_stays_and_a_pale_one_is_darkened() {
        let css = accent_css("0b5cad").expect("a colour");
        assert!(css.starts_with(":root{--accent:#0b5cad;--accent-ink:#ffffff;"), "{css}");
        let css = accent_css("ffee88").expect("a colour");
        assert!(!css.starts_with(":root{--accent:#ffee88"), "{css}");
        assert!(css.contains("[data-theme=\"dark\"]{--accent:#ffee88;--accent-ink:#1d1c1a"), "{css}");
        for bad in ["", "fff", "#0b5cad", "0b5cag", "0b5cad0", "éééé", "}*{x:"] {
            assert_eq!(accent_css(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_colour_becomes_readable(red: u8, green: u8, blue: u8) {
            for surface in SURFACES {
                let text = Rgb([red, green, blue]).readable_on(surface, TEXT);
                prop_assert!(text.contrast(surface) >= TEXT);
                let best = INKS.into_iter().map(|ink| ink.contrast(text)).fold(0.0, f64::max);
                prop_assert!(best >= TEXT, "{best}");
            }
        }
    }
}

//! Colours in sRGB and their contrast.

/// Steps from a colour to black or white.
const STEPS: u16 = 64;

/// An opaque colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rgb(pub(crate) [u8; 3]);

impl Rgb {
    /// Six hexadecimal digits without a number sign, as they stand in a URL.
    pub(crate) fn from_digits(text: &str) -> Option<Self> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// Any colour that CSS knows by itself (CSS Color 4), laid on `behind` as far as it is transparent; `None` for what
    /// is none, and for what only a browser can work out.
    pub(crate) fn from_css(text: &str, behind: Option<Self>) -> Option<Self> {
        let colour = csscolorparser::parse(text).ok()?;
        let [red, green, blue, alpha] = colour.to_rgba8();
        if alpha == u8::MAX {
            return Some(Self([red, green, blue]));
        }
        Some(Self([red, green, blue]).over(behind?, alpha))
    }

    /// This colour, as opaque as `alpha` says, laid on another.
    pub(crate) fn over(self, behind: Self, alpha: u8) -> Self {
        let mixed = |at: usize| {
            let (own, behind, alpha) = (u32::from(self.0[at]), u32::from(behind.0[at]), u32::from(alpha));
            ((own * alpha + behind * (255 - alpha) + 127) / 255) as u8
        };
        Self([mixed(0), mixed(1), mixed(2)])
    }

    /// The form that CSS writes.
    pub(crate) fn hex(self) -> String {
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
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour on the way to black or white, whichever is farther from `surface`, that has at least this
    /// contrast to it.
    pub(crate) fn readable_on(self, surface: Self, contrast: f64) -> Self {
        let (black, white) = (Self([0; 3]), Self([u8::MAX; 3]));
        let end = if surface.contrast(black) > surface.contrast(white) { 0 } else { u16::from(u8::MAX) };
        let mixed =
            |step: u16| Self(self.0.map(|part| ((u16::from(part) * (STEPS - step) + end * step) / STEPS) as u8));
        (0..=STEPS).map(mixed).find(|colour| colour.contrast(surface) >= contrast).unwrap_or(mixed(STEPS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white) = (Rgb([0; 3]), Rgb([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        // #767676 is the lightest grey that text may have on white.
        assert!(Rgb([0x76; 3]).contrast(white) >= 4.5 && Rgb([0x77; 3]).contrast(white) < 4.5);
    }

    #[test]
    fn colours_are_read_in_every_form_and_laid_on_what_is_behind() {
        for (text, expected) in [
            ("#fff", Some("#ffffff")),
            ("#1B5E46", Some("#1b5e46")),
            ("rgb(0 128 255)", Some("#0080ff")),
            ("hsl(0, 100%, 50%)", Some("#ff0000")),
            ("rebeccapurple", Some("#663399")),
            ("#00000080", Some("#7f7f7f")),
            ("color-mix(in srgb, red, blue)", None),
            ("1rem", None),
        ] {
            assert_eq!(Rgb::from_css(text, Some(Rgb([255; 3]))).map(Rgb::hex).as_deref(), expected, "{text}");
        }
        assert_eq!(Rgb::from_css("#00000080", None), None);
    }
}

//! Plural categories, numbers and dates. In the browser these are `Intl`'s, so that no locale data
//! is compiled into the WASM; natively they are ICU4X's, from the same Unicode CLDR.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
use browser::long_date;
#[cfg(target_arch = "wasm32")]
pub use browser::{KINDS, format_decimal, format_integer, plural_category, say};
#[cfg(not(target_arch = "wasm32"))]
use native::long_date;
#[cfg(not(target_arch = "wasm32"))]
pub use native::{format_decimal, format_integer, plural_category};

/// Whose clock a date is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Coordinated Universal Time: what a page that is made for everybody says.
    #[default]
    Utc,
    /// The reader's own, known in the browser only.
    Reader,
}

/// A date with the month's name: "2 November 2026" as the language writes it, in one line. CLDR
/// versions differ in which space they put before "г.", so that each of U+0020, U+2000 to U+200A and U+202F is made U+00A0.
pub fn format_date(lang: &str, at: hustings_wire::Timestamp, zone: Zone) -> String {
    let is_space = |c: char| matches!(c, ' ' | '\u{2000}'..='\u{200a}' | '\u{202f}');
    let wide = |c: char| if is_space(c) { '\u{a0}' } else { c };
    long_date(lang, at, zone).chars().map(wide).collect()
}

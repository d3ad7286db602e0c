//! The look of a publication: the custom properties of `style/tokens.css`, and a `theme.css` on top of them.
//!
//! Checks colours, and adjusts those of partners; draws nothing. `docs/brand.md` is for authors of themes. Modules in
//! reading order:
//!
//! - `colour`: colours and their contrast, the one place that knows the formula,
//! - `css`: what a style sheet says of custom properties, with lines,
//! - `tokens`: the value of a property in the light and in the dark theme,
//! - `pairs`: foreground and background colours, and the contrast they need,
//! - `check`: a theme against all of these.

mod check;
mod colour;
mod css;
mod pairs;
mod tokens;

pub use check::{Finding, ThemeReport, check};
pub(crate) use colour::Rgb;
#[cfg(any(test, fuzzing))]
pub(crate) use css::declared;
pub(crate) use css::without_comments;
pub(crate) use pairs::{GRAPHICS, TEXT};
pub(crate) use tokens::{Situation, Tokens};

//! The look of a publication: the custom properties of `style/tokens.css`, and a `theme.css` on top of them.
//!
//! Judges colours and mends those of partners; draws nothing. `docs/brand.md` is for those who write a theme. Modules in
//! reading order:
//!
//! - `colour`: colours and their contrast, the one place that knows the formula,
//! - `css`: what a style sheet says of custom properties, with lines,
//! - `tokens`: which value counts by day and by night,
//! - `pairs`: which colours stand on which, and what they need,
//! - `check`: a theme against all that.

mod check;
mod colour;
mod css;
mod pairs;
mod tokens;

pub use check::{Finding, Report, check};
pub(crate) use colour::Rgb;
pub(crate) use pairs::{GRAPHICS, TEXT};
pub(crate) use tokens::{Situation, Tokens};

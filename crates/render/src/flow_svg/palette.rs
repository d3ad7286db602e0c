//! The colours of the picture.

use std::sync::LazyLock;

use crate::picture_colours::{Coloured, PictureColours};

/// Its rules.
pub(super) static COLOURS: LazyLock<PictureColours> =
    LazyLock::new(|| PictureColours::new(&CLASSES, ".moved{fill-opacity:.4}"));

/// Each class of the picture. What moved is as strong as a bar, what stayed as its track; letters have a rim in the colour of the
/// card, since bands may pass below them.
const CLASSES: [Coloured; 7] = [
    ("text", "stroke", "surface"),
    (".ink", "fill", "ink"),
    (".accent", "fill", "accent"),
    (".soft", "fill", "ink-soft"),
    (".stayed", "fill", "bar-track"),
    (".moved", "fill", "bar"),
    (".bar", "fill", "bar"),
];

//! Sizes of the picture, all in CSS pixels, derived from its width. They follow the poll card's style sheet, a little
//! smaller in narrow pictures.

use hustings_wire::Direction;

use crate::text::{Face, WIDEST};

/// The narrowest picture.
pub(super) const MIN_WIDTH: u32 = 240;
/// The width of a picture of which nothing else is asked.
pub const DEFAULT_WIDTH: u32 = 480;
/// The widest picture.
pub(super) const MAX_WIDTH: u32 = 1200;
/// Height of a bar.
pub(super) const BAR: u32 = 8;
/// The least room between a label and its figures.
const GAP: u32 = 14;

/// Letters, and how far apart their lines are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set {
    pub(super) face: Face,
    /// Height of a line.
    pub(super) line: u32,
}

impl Set {
    /// `leading` is the height of a line in hundredths of the font's size.
    fn new(face: Face, leading: u32) -> Self {
        Self { face, line: (face.size * leading).div_ceil(100) }
    }

    /// How far below the top of a line its letters stand: where browsers put them with common fonts.
    pub(super) fn baseline(self) -> u32 {
        self.line / 2 + (self.face.size * 36).div_ceil(100)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) width: u32,
    /// Around everything.
    pub(super) padding: u32,
    pub(super) small: Set,
    pub(super) question: Set,
    pub(super) label: Set,
    pub(super) figures: Set,
    pub(super) strong_fact: Set,
    pub(super) fact: Set,
    pub(super) brand: Set,
    /// Radius of the ring before an option without figures.
    pub(super) ring: u32,
}

impl Sizes {
    pub(super) fn of(width: u32, dir: Direction) -> Self {
        let width = width.clamp(MIN_WIDTH, MAX_WIDTH);
        let is_small = width < 400;
        let pick = |small: u32, large: u32| if is_small { small } else { large };
        // As in tokens.css: the scripts that run from right to left reach further up and down.
        let is_tall = dir == Direction::Rtl;
        let (tight, loose) = if is_tall { (145, 165) } else { (122, 142) };
        let fact = pick(14, 15);
        Self {
            width,
            padding: (width / 20).clamp(16, 32),
            small: Set::new(Face::bold(13), loose),
            question: Set::new(Face::bold(pick(19, 24)), tight),
            label: Set::new(Face::plain(pick(15, 17)), loose),
            figures: Set::new(Face::plain(pick(13, 15)), loose),
            strong_fact: Set::new(Face::bold(fact), loose + 8),
            fact: Set::new(Face::plain(fact), loose + 8),
            brand: Set::new(Face::bold(pick(13, 14)), loose),
            ring: pick(5, 6),
        }
    }

    /// The room between the paddings.
    pub(super) fn column(self) -> u32 {
        self.width - 2 * self.padding
    }

    /// How wide a label may be in this `room` with its figures beside it; `None` when no label would fit there.
    pub(super) fn label_beside(self, figures: &str, room: u32) -> Option<u32> {
        let left = room.checked_sub(GAP + self.figures.face.width(figures))?;
        (left * 100 > WIDEST * self.label.face.size).then_some(left)
    }
}

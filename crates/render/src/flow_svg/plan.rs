//! Where columns and bands of the picture stand. Bands lie on their columns in the order of the options at their other end, so that
//! those of one column do not cross.

use hustings_wire::FlowPair;

use super::{LETTERS, LINE, NUMBERED, PADDING, WIDTH};

/// Between the end of a column and the words of the next one.
const GAP: u32 = 8;
/// All bands upon another at least and at most, in pixels.
const LEAST: u64 = 120;
const MOST: u64 = 480;

/// Everything with its place, from the top edge on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) before: Vec<Column>,
    pub(super) after: Vec<Column>,
    pub(super) bands: Vec<Band>,
    pub(super) height: u32,
}

/// An option that somebody chose, under its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The option's words in lines, which end above `top`.
    pub(super) label: Vec<String>,
    pub(super) top: u32,
    pub(super) height: u32,
}

/// Readers of one pair of answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// Where it begins on the column before and on the one after.
    pub(super) tops: [u32; 2],
    pub(super) thickness: u32,
    pub(super) readers: u64,
    /// Whether the two answers are the same.
    pub(super) stayed: bool,
}

impl Plan {
    /// The plan for `pairs` of options with these words, beginning at `top`.
    pub(super) fn of(options: &[(String, String)], pairs: &[FlowPair], top: u32) -> Self {
        let all: u64 = pairs.iter().map(|pair| pair.readers).fold(0, u64::saturating_add).max(1);
        let fewest = pairs.iter().map(|pair| pair.readers).min().unwrap_or(1).max(1);
        // As thick as it takes for the thinnest to have room for its number, within bounds.
        let whole = (all.saturating_mul(u64::from(NUMBERED)) / fewest + 1).clamp(LEAST, MOST);
        let thickness = |pair: &FlowPair| {
            u32::try_from(u128::from(pair.readers) * u128::from(whole) / u128::from(all)).unwrap_or(1).max(1)
        };
        let mut bands: Vec<Band> = (pairs.iter())
            .map(|pair| Band {
                tops: [0, 0],
                thickness: thickness(pair),
                readers: pair.readers,
                stayed: pair.before == pair.after,
            })
            .collect();
        let ids = [(|pair: &FlowPair| &pair.before) as fn(&FlowPair) -> &String, |pair| &pair.after];
        let mut sides = [Vec::new(), Vec::new()];
        let mut height = top;
        for (side, (own, other)) in [(ids[0], ids[1]), (ids[1], ids[0])].into_iter().enumerate() {
            let mut y = top;
            for (id, words) in options {
                let mut here: Vec<usize> = (0..pairs.len()).filter(|index| own(&pairs[*index]) == id).collect();
                if here.is_empty() {
                    continue;
                }
                here.sort_by_key(|index| options.iter().position(|(id, _)| id == other(&pairs[*index])));
                let label = LETTERS.wrap(words, WIDTH / 2 - PADDING - 8);
                y += label.len() as u32 * LINE + 2;
                let begin = y;
                for index in here {
                    bands[index].tops[side] = y;
                    y += bands[index].thickness;
                }
                sides[side].push(Column { label, top: begin, height: y - begin });
                y += GAP;
            }
            height = height.max(y.saturating_sub(GAP));
        }
        let [before, after] = sides;
        Self { before, after, bands, height }
    }
}

//! The paragraph that is being read, so that it can be found again in another language.

/// A block of an article on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockBox {
    /// Its id, the same in every translation.
    pub id: String,
    /// Where it begins, in CSS pixels from the top of the window; negative when scrolled past.
    pub top: f64,
    /// Where it ends.
    pub bottom: f64,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingPlace {
    /// The block.
    pub id: String,
    /// How much of it, 0 to 1, lies above the line of reading.
    pub progress: f64,
}

/// The place of a reader whose line of reading is `line` CSS pixels below the top of the window:
/// the first block, in document order, that reaches below the line. `None` before the first block
/// has come near it, and without blocks.
#[must_use]
pub fn reading_place(blocks: &[BlockBox], line: f64) -> Option<ReadingPlace> {
    if blocks.first()?.top > line {
        return None;
    }
    let block = blocks.iter().find(|b| b.bottom > line).or(blocks.last())?;
    let height = block.bottom - block.top;
    let progress = if height > 0.0 { ((line - block.top) / height).clamp(0.0, 1.0) } else { 0.0 };
    Some(ReadingPlace { id: block.id.clone(), progress })
}

/// How far to scroll, in CSS pixels, so that `place` lies on the line of reading again in a text
/// whose block of the same id is `block`.
#[must_use]
pub fn scroll_to_place(place: &ReadingPlace, block: &BlockBox, line: f64) -> f64 {
    block.top + (block.bottom - block.top) * place.progress - line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(id: &str, top: f64, bottom: f64) -> BlockBox {
        BlockBox { id: id.into(), top, bottom }
    }

    #[test]
    fn the_place_is_the_block_on_the_line_of_reading() {
        let blocks = [block("b1", -300.0, -100.0), block("b2", -100.0, 100.0), block("b3", 120.0, 400.0)];
        let place = reading_place(&blocks, 0.0).expect("some block");
        assert_eq!(place, ReadingPlace { id: "b2".into(), progress: 0.5 });
        assert_eq!(reading_place(&blocks, 110.0).expect("a gap belongs to the next block").id, "b3");
        assert_eq!(reading_place(&blocks, 900.0).expect("past the end").progress, 1.0);
        assert_eq!(reading_place(&blocks[2..], 0.0), None, "still above the text");
        assert_eq!(reading_place(&[], 0.0), None);
    }

    #[test]
    fn the_same_place_in_a_longer_translation_comes_back_to_the_line() {
        let place = ReadingPlace { id: "b2".into(), progress: 0.5 };
        let translated = block("b2", 1_000.0, 1_400.0);
        assert_eq!(scroll_to_place(&place, &translated, 80.0), 1_120.0);
    }
}

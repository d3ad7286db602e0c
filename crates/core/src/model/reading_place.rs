//! The reading place, which is the same paragraph in every language and on a later visit; the current section, and how
//! much of the text is read.

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
pub fn scroll_to_place(place: &ReadingPlace, block: &BlockBox, line: f64) -> f64 {
    block.top + (block.bottom - block.top) * place.progress - line
}

/// Blocks from the beginning within which a reader has not begun to read.
const BEGINNING: usize = 2;

/// How far a reader is in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadingStage {
    /// Before the text or in its first blocks: no place is kept.
    Beginning,
    /// At this place of the text.
    Within(ReadingPlace),
    /// The last block is fully on the screen.
    End,
}

/// How far the reader is whose line of reading is `line` CSS pixels below the top of a window that is `height`
/// CSS pixels high. A text without blocks has not begun.
pub fn reading_stage(blocks: &[BlockBox], line: f64, height: f64) -> ReadingStage {
    let Some(last) = blocks.last() else { return ReadingStage::Beginning };
    if last.bottom <= height {
        return ReadingStage::End;
    }
    match reading_place(blocks, line) {
        Some(place) if blocks.iter().take(BEGINNING).all(|block| block.id != place.id) => ReadingStage::Within(place),
        _ => ReadingStage::Beginning,
    }
}

/// The id of the section at `line`: of the last heading that begins above it. `None` above the first.
pub fn current_section(headings: &[BlockBox], line: f64) -> Option<&str> {
    headings.iter().rev().find(|heading| heading.top <= line).map(|heading| heading.id.as_str())
}

/// How much of `text` is read, 0 to 1, in a window that is `height` CSS pixels high: nothing while it begins at the
/// top, all of it once it ends at the bottom.
pub fn share_read(text: &BlockBox, height: f64) -> f64 {
    let way = text.bottom - text.top - height;
    if way > 0.0 { (-text.top / way).clamp(0.0, 1.0) } else { f64::from(u8::from(text.bottom <= height)) }
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
    fn a_place_is_restored_in_a_longer_translation() {
        let place = ReadingPlace { id: "b2".into(), progress: 0.5 };
        let translated = block("b2", 1_000.0, 1_400.0);
        assert_eq!(scroll_to_place(&place, &translated, 80.0), 1_120.0);
    }

    #[test]
    fn a_place_is_worth_keeping_between_the_beginning_and_the_end() {
        let blocks = |by: f64| {
            ["b1", "b2", "b3", "b4"]
                .iter()
                .zip([0.0, 300.0, 600.0, 900.0])
                .map(|(id, top)| block(id, top - by, top + 300.0 - by))
                .collect::<Vec<_>>()
        };
        let reading_stage = |by| reading_stage(&blocks(by), 100.0, 500.0);
        assert_eq!(reading_stage(0.0), ReadingStage::Beginning);
        assert_eq!(reading_stage(450.0), ReadingStage::Beginning, "in the second block");
        assert_eq!(reading_stage(650.0), ReadingStage::Within(ReadingPlace { id: "b3".into(), progress: 0.5 }));
        assert_eq!(reading_stage(700.0), ReadingStage::End, "the last block is on the screen");
        assert_eq!(super::reading_stage(&[], 100.0, 500.0), ReadingStage::Beginning);
        assert_eq!(super::reading_stage(&blocks(0.0), 100.0, 1_200.0), ReadingStage::End, "it fits on the screen");
    }

    #[test]
    fn the_section_is_that_of_the_last_heading_above_the_line() {
        let headings = [block("b2", -900.0, -870.0), block("b5", 90.0, 120.0), block("b9", 700.0, 730.0)];
        assert_eq!(current_section(&headings, 150.0), Some("b5"));
        assert_eq!(current_section(&headings, 80.0), Some("b2"));
        assert_eq!(current_section(&headings[1..], 80.0), None);
    }

    #[test]
    fn a_text_is_read_from_its_top_to_its_bottom() {
        for (top, bottom, expected) in [
            (200.0, 2_200.0, 0.0),
            (0.0, 2_000.0, 0.0),
            (-750.0, 1_250.0, 0.5),
            (-1_500.0, 500.0, 1.0),
            (-3_000.0, -1_000.0, 1.0),
        ] {
            assert_eq!(share_read(&block("", top, bottom), 500.0), expected, "{top} to {bottom}");
        }
        assert_eq!(share_read(&block("", 300.0, 600.0), 500.0), 0.0);
        assert_eq!(share_read(&block("", 100.0, 400.0), 500.0), 1.0);
    }
}

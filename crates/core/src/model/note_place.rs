//! The position of a footnote that is shown beside its line.

/// How far from the left edge of the page a note of this `width` begins: below the middle of its mark, and not beyond
/// the column that reaches from `from` to `to`. All in CSS pixels. A note that is wider than the column begins
/// where the column does.
pub fn left_of_note(mark: f64, width: f64, from: f64, to: f64) -> f64 {
    (mark - width / 2.0).min(to - width).max(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_below_its_mark_within_the_column() {
        for (mark, expected) in [(500.0, 400.0), (320.0, 300.0), (890.0, 700.0)] {
            assert_eq!(left_of_note(mark, 200.0, 300.0, 900.0), expected, "a mark at {mark}");
        }
        assert_eq!(left_of_note(200.0, 400.0, 20.0, 340.0), 20.0, "wider than the column");
    }
}

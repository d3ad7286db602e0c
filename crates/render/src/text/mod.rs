//! Line breaking where no browser does it: in pictures, and in frames whose height is needed before they are drawn.
//! Widths are estimates (see `advance`), rather too large than too small; no shaping, no hyphenation, no dictionary.

mod advance;

pub(crate) use advance::WIDEST;
use advance::{advance, holds, is_ideographic, joins};

/// How much wider bold letters are, in hundredths of the plain ones.
const BOLD: u64 = 116;

/// No line begins with these (after the line-start rules of JIS X 4051) …
const CLOSING: &str = "、。，．：；！？」』）】》〉〕］｝・ー々〜…‥’”»,.:;!?)]}%％؟،؛\
                       ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
/// … and none ends with these.
const OPENING: &str = "「『（【《〈〔［｛‘“«([{";

/// A kind of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    /// Size of the font in CSS pixels, at least 1.
    pub(crate) size: u32,
    /// Whether it is bold.
    pub(crate) bold: bool,
}

impl Face {
    /// Plain letters of this size.
    pub(crate) const fn plain(size: u32) -> Self {
        Self { size, bold: false }
    }

    /// Bold letters of this size.
    pub(crate) const fn bold(size: u32) -> Self {
        Self { size, bold: true }
    }

    /// Estimated width of `text` on one line, in CSS pixels, rounded up.
    pub(crate) fn width(self, text: &str) -> u32 {
        let hundredths = units(text) * u64::from(self.size) * if self.bold { BOLD } else { 100 };
        u32::try_from(hundredths.div_ceil(10_000)).unwrap_or(u32::MAX)
    }

    /// `text` in lines of at most `width` CSS pixels: at blanks, after dashes, between ideographs; a
    /// word that is too long for a line by itself is broken anywhere between two characters. There is
    /// always at least one line.
    ///
    /// A line is wider than that only if `width` is less than [`WIDEST`] hundredths of the font's size.
    pub(crate) fn wrap(self, text: &str, width: u32) -> Vec<String> {
        let room = u64::from(width) * 10_000 / u64::from(self.size.max(1)) / if self.bold { BOLD } else { 100 };
        let mut lines = vec![String::new()];
        let mut used = 0;
        for piece in pieces(text) {
            let blank = if piece.after_blank && used > 0 { u64::from(advance(' ')) } else { 0 };
            let wide = units(piece.text);
            let line = lines.last_mut().expect("there is always a line");
            if used + blank + wide <= room {
                line.push_str(if blank > 0 { " " } else { "" });
                line.push_str(piece.text);
                used += blank + wide;
                continue;
            }
            if used > 0 {
                lines.push(String::new());
            }
            used = fill(&mut lines, piece.text, room);
        }
        lines
    }

    /// As [`Self::wrap`], in as many lines, but of about the same length: for headings, which look torn
    /// with one word on their last line.
    pub(crate) fn wrap_evenly(self, text: &str, width: u32) -> Vec<String> {
        let lines = self.wrap(text, width).len();
        // The narrowest width that does with so many lines lies between these two.
        let (mut too_narrow, mut enough) = (0, width);
        while too_narrow + 1 < enough {
            let middle = too_narrow.midpoint(enough);
            if self.wrap(text, middle).len() > lines { too_narrow = middle } else { enough = middle }
        }
        self.wrap(text, enough)
    }
}

/// Puts an unbreakable piece on the last line, which is empty, and on as many more as it takes. Returns
/// how much of the last one is used.
fn fill(lines: &mut Vec<String>, piece: &str, room: u64) -> u64 {
    let mut used = 0;
    for cluster in clusters(piece) {
        if used > 0 && used + units(cluster) > room {
            lines.push(String::new());
            used = 0;
        }
        // Only characters that are joined without end do not fit a line; they are parted as well.
        for (at, c) in cluster.char_indices() {
            let wide = u64::from(advance(c));
            if at > 0 && used > 0 && used + wide > room {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("there is always a line").push(c);
            used += wide;
        }
    }
    used
}

fn units(text: &str) -> u64 {
    text.chars().map(|c| u64::from(advance(c))).sum()
}

/// Text that stays on one line where it can.
struct Piece<'t> {
    text: &'t str,
    after_blank: bool,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for (index, word) in text.split(is_blank).filter(|word| !word.is_empty()).enumerate() {
        let mut after_blank = index > 0;
        let mut start = 0;
        let mut before = None;
        for (at, c) in word.char_indices() {
            if before.is_some_and(|before| may_part(before, c)) {
                pieces.push(Piece { text: &word[start..at], after_blank });
                (start, after_blank) = (at, false);
            }
            before = Some(c);
        }
        pieces.push(Piece { text: &word[start..], after_blank });
    }
    pieces
}

/// Whether a line may end at `c`: not so the blanks that say they hold words together.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a line may end between two characters without a blank (a small part of UAX #14).
fn may_part(before: char, after: char) -> bool {
    if joins(after) || holds(before) || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    match before {
        '\u{200b}' | '–' | '—' => true,
        '-' | '‐' | '/' => after.is_alphabetic(),
        '\u{a0}' | '\u{2060}' | '\u{202f}' => false,
        _ => is_ideographic(before) || is_ideographic(after),
    }
}

/// The characters of `text`, each with what joins it.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut before = rest.chars().next()?;
        let end = rest.char_indices().skip(1).find(|(_, c)| {
            let is_new = !joins(*c) && !holds(before);
            before = *c;
            is_new
        });
        let (cluster, more) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = more;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests;

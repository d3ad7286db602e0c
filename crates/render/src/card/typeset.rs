//! Text as lines of shaped glyphs: balanced line breaks, the largest font size that fits, and an ellipsis when none
//! does.

use cosmic_text::{Align, Attrs, Buffer, Command, Family, FontSystem, Metrics, Shaping, SwashCache, Wrap};
use tiny_skia::{Path, PathBuilder};

use super::fonts::{self, Role};

/// How a text is to be set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) lang: &'a str,
    pub(super) rtl: bool,
    /// Sizes to try, the largest first, in pixels.
    pub(super) sizes: &'a [f32],
    /// Line height in sizes.
    pub(super) leading: f32,
    /// Room for it, in pixels.
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) max_lines: usize,
}

/// A text that was set: its outline from the upper corner where its lines begin, left in a text from left to
/// right and right in one from right to left.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) path: Option<Path>,
    pub(super) width: f32,
    pub(super) height: f32,
    #[cfg(test)]
    pub(super) lines: usize,
    /// Whether the text did not fit even in the smallest size.
    #[cfg(test)]
    pub(super) cut: bool,
}

/// Sets texts of one role.
pub(super) struct Typesetter {
    fonts: FontSystem,
    outlines: SwashCache,
}

impl Typesetter {
    pub(super) fn new(role: Role, with_the_systems: bool) -> Self {
        Self { fonts: fonts::system(role, with_the_systems), outlines: SwashCache::new() }
    }

    /// See [`fonts::known_to`].
    pub(super) fn known(&mut self, text: &str) -> (String, bool) {
        fonts::known_to(&mut self.fonts, text)
    }

    /// Sets `text`.
    pub(super) fn set(&mut self, text: &str, setting: Setting<'_>) -> Block {
        let mut buffer = self.shaped(text, setting);
        let most = |size: f32| setting.max_lines.min((setting.height / (size * setting.leading)).max(1.0) as usize);
        let mut chosen = None;
        for size in setting.sizes {
            let lines = self.lay_out(&mut buffer, *size, setting, setting.width);
            if lines <= most(*size) && !breaks_a_word(&buffer) {
                chosen = Some((*size, lines));
                break;
            }
        }
        if let Some((size, lines)) = chosen {
            if lines > 1 {
                self.balance(&mut buffer, size, setting, lines);
            }
            return self.block(&buffer, size, setting);
        }
        let size = setting.sizes.last().copied().unwrap_or(16.0);
        let (buffer, _cut) = self.cut(text, size, setting, most(size));
        let block = self.block(&buffer, size, setting);
        #[cfg(test)]
        let block = Block { cut: _cut, ..block };
        block
    }

    /// The text with the direction of the page, which is not always that of the first letter: that may be a
    /// foreign name's.
    fn shaped(&mut self, text: &str, setting: Setting<'_>) -> Buffer {
        let mark = if setting.rtl { '\u{200f}' } else { '\u{200e}' };
        let text = format!("{mark}{}", text.trim());
        let attrs = Attrs::new().family(Family::Name(fonts::family_of(setting.lang, setting.rtl)));
        let align = if setting.rtl { Align::Right } else { Align::Left };
        let mut buffer = Buffer::new(&mut self.fonts, Metrics::new(1.0, 1.0));
        buffer.set_wrap(Wrap::WordOrGlyph);
        buffer.set_text(&text, &attrs, Shaping::Advanced, Some(align));
        buffer
    }

    /// As much of the text as fits with an ellipsis behind it, and whether anything was taken away.
    fn cut(&mut self, text: &str, size: f32, setting: Setting<'_>, most: usize) -> (Buffer, bool) {
        let mut whole = self.shaped(text, setting);
        if self.lay_out(&mut whole, size, setting, setting.width) <= most {
            return (whole, false);
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let attempt = |typesetter: &mut Self, count: usize| {
            let mut begun = ends.get(count).map_or(text, |end| &text[..*end]);
            // Whole words, unless that takes much away.
            if let Some((words, rest)) = begun.rsplit_once(' ')
                && rest.chars().count() < 16
            {
                begun = words;
            }
            let begun =
                begun.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '،' | '，'));
            let mut buffer = typesetter.shaped(&format!("{begun}…"), setting);
            let lines = typesetter.lay_out(&mut buffer, size, setting, setting.width);
            (buffer, lines <= most)
        };
        let (mut fits, mut too_long) = (0, ends.len());
        while too_long - fits > 1 {
            let middle = usize::midpoint(fits, too_long);
            if attempt(self, middle).1 { fits = middle } else { too_long = middle }
        }
        (attempt(self, fits).0, true)
    }

    /// Lays the text out anew and counts its lines.
    fn lay_out(&mut self, buffer: &mut Buffer, size: f32, setting: Setting<'_>, width: f32) -> usize {
        buffer.set_metrics_and_size(Metrics::new(size, size * setting.leading), Some(width), None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        buffer.layout_runs().count()
    }

    /// Leaves the text in the narrowest width that takes as many lines, as `text-wrap: balance` does.
    fn balance(&mut self, buffer: &mut Buffer, size: f32, setting: Setting<'_>, lines: usize) {
        let (mut narrow, mut wide) = (setting.width / lines as f32 * 0.8, setting.width);
        while wide - narrow > 4.0 {
            let middle = f32::midpoint(narrow, wide);
            let fits = self.lay_out(buffer, size, setting, middle) <= lines;
            let whole = fits && !buffer.layout_runs().any(|run| run.line_w > middle);
            if whole && !breaks_a_word(buffer) {
                wide = middle;
            } else {
                narrow = middle;
            }
        }
        self.lay_out(buffer, size, setting, wide);
    }

    fn block(&mut self, buffer: &Buffer, size: f32, setting: Setting<'_>) -> Block {
        let mut outline = PathBuilder::new();
        let (mut width, mut height) = (0.0_f32, 0.0_f32);
        let right = buffer.size().0.unwrap_or_default();
        for run in buffer.layout_runs() {
            width = width.max(run.line_w);
            height = run.line_top + run.line_height;
            for glyph in run.glyphs {
                let x = glyph.x + size * glyph.x_offset - if setting.rtl { right } else { 0.0 };
                let y = run.line_y + glyph.y - size * glyph.y_offset;
                let key = glyph.physical((0.0, 0.0), 1.0).cache_key;
                let commands = self.outlines.get_outline_commands_uncached(&mut self.fonts, key);
                trace(&mut outline, commands.as_deref().unwrap_or_default(), x, y);
            }
        }
        Block {
            path: outline.finish(),
            width,
            height,
            #[cfg(test)]
            lines: buffer.layout_runs().count(),
            #[cfg(test)]
            cut: false,
        }
    }
}

/// Whether a line ends within a word of letters, which a smaller size may avoid.
fn breaks_a_word(buffer: &Buffer) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_ideograph(c));
    buffer.layout_runs().any(|run| {
        let end = run.glyphs.iter().map(|glyph| glyph.end).max().unwrap_or_default();
        let (before, after) = (run.text.get(..end), run.text.get(end..));
        is_letter(before.and_then(|text| text.chars().next_back()))
            && is_letter(after.and_then(|text| text.chars().next()))
    })
}

/// Puts a glyph's outline, whose axis points up, at a place of the picture, whose axis points down.
fn trace(outline: &mut PathBuilder, commands: &[Command], x: f32, y: f32) {
    for command in commands {
        match command {
            Command::MoveTo(p) => outline.move_to(x + p.x, y - p.y),
            Command::LineTo(p) => outline.line_to(x + p.x, y - p.y),
            Command::QuadTo(a, p) => outline.quad_to(x + a.x, y - a.y, x + p.x, y - p.y),
            Command::CurveTo(a, b, p) => outline.cubic_to(x + a.x, y - a.y, x + b.x, y - b.y, x + p.x, y - p.y),
            Command::Close => outline.close(),
        }
    }
}

/// Scripts without blanks between words break anywhere.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
}

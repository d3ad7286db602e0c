//! The picture of a poll: its bars as one SVG, for places that take images only. It reads nothing and
//! runs nothing; fonts are those of whoever looks at it.
//!
//! - `words`: what stands in it,
//! - `palette`: its colours, light and dark,
//! - `measures`: sizes that follow from its width,
//! - here: where everything goes.
//!
//! Positions and sizes are presentation attributes, which no Content-Security-Policy governs; fonts
//! and colours stand in one style element, which is allowed by its hash.

mod measures;
mod palette;
mod words;

use std::fmt::Write as _;

use hustings_wire::Direction;

use crate::{color_scheme::ColorScheme, csp_hashes::Inline, xml::escape as xml};
pub use measures::DEFAULT_WIDTH;
use measures::Measures;
use words::Line;
pub use words::Words;

/// Fonts and weights, which are the same in every theme. The families are those of `style/tokens.css`.
const FONTS: &str = "text{font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",Roboto,\"Noto Sans Arabic\",\
                     \"Geeza Pro\",sans-serif}.q{font-family:\"Iowan Old Style\",Charter,\"Bitstream Charter\",\
                     \"Noto Serif\",\"Source Serif 4\",Georgia,\"Noto Naskh Arabic\",\"Geeza Pro\",serif}\
                     .k,.q{font-weight:700}.n{font-variant-numeric:tabular-nums}\
                     .ring{fill:none;stroke-width:1.5}";

/// The picture, `width` CSS pixels wide (held within the bounds of `measures`), as an SVG document.
pub fn draw(words: &Words, theme: ColorScheme, width: u32) -> String {
    let measures = Measures::of(width, words.dir);
    let mut sheet = Sheet::new(measures, words);
    sheet.paragraph(&words.kicker, measures.small, "k accent");
    sheet.down(4);
    sheet.heading(&words.question);
    sheet.down(10);
    for line in &words.options {
        sheet.option(line);
    }
    sheet.down(12);
    for (index, fact) in words.facts.iter().enumerate() {
        let (face, class) = if index == 0 { (measures.strong_fact, "k ink") } else { (measures.fact, "soft") };
        sheet.paragraph(fact, face, class);
    }
    sheet.down(14);
    sheet.rule();
    sheet.down(12);
    sheet.paragraph(&words.brand, measures.brand, "q soft");
    sheet.close(words, theme)
}

/// The policy for the picture when it is opened by itself: its own style, and nothing else.
pub fn policy(svg: &str) -> String {
    Inline::of(svg).allow("default-src 'none'; style-src")
}

/// A picture that grows downwards.
struct Sheet {
    measures: Measures,
    is_mirrored: bool,
    /// The poll's name, so that ids differ where several pictures stand in one document.
    id: String,
    /// What is drawn so far.
    body: String,
    /// Shapes that cut the bars to the form of their tracks.
    tracks: String,
    /// How far down the next thing begins.
    y: u32,
}

impl Sheet {
    fn new(measures: Measures, words: &Words) -> Self {
        let (id, is_mirrored) = (words.id.clone(), words.dir == Direction::Rtl);
        Self { measures, is_mirrored, id, body: String::new(), tracks: String::new(), y: measures.padding + 2 }
    }

    fn down(&mut self, by: u32) {
        self.y += by;
    }

    /// Where text begins that starts `indent` from where lines begin: on the right in a mirrored picture.
    fn x(&self, indent: u32) -> u32 {
        let from_edge = self.measures.padding + indent;
        if self.is_mirrored { self.measures.width - from_edge } else { from_edge }
    }

    /// The left edge of a shape that wide, `indent` from where lines begin.
    fn left(&self, indent: u32, width: u32) -> u32 {
        if self.is_mirrored { self.x(indent) - width } else { self.x(indent) }
    }

    /// One line of text. `anchor` is in the direction of reading, as SVG's is.
    fn text(&mut self, x: u32, y: u32, anchor: &str, set: measures::Set, class: &str, text: &str) {
        let baseline = y + set.baseline();
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.body,
            "<text x=\"{x}\" y=\"{baseline}\"{anchor} font-size=\"{}\" class=\"{class}\">{}</text>",
            set.face.size,
            xml(text)
        );
    }

    /// Text over the whole width.
    fn paragraph(&mut self, text: &str, set: measures::Set, class: &str) {
        self.lines(text, set, class, 0, self.measures.column());
    }

    /// The question.
    fn heading(&mut self, text: &str) {
        let set = self.measures.question;
        for line in set.face.wrap_evenly(text, self.measures.column()) {
            self.text(self.x(0), self.y, "", set, "q ink", &line);
            self.y += set.line;
        }
    }

    /// Text in lines of at most `width`.
    fn lines(&mut self, text: &str, set: measures::Set, class: &str, indent: u32, width: u32) {
        for line in set.face.wrap(text, width) {
            self.text(self.x(indent), self.y, "", set, class, &line);
            self.y += set.line;
        }
    }

    /// An option: its label, its figures at the end of the first line or under the label where there is
    /// no room, and its bar.
    fn option(&mut self, line: &Line) {
        let measures = self.measures;
        self.down(8);
        let Some((figures, percent)) = &line.figures else {
            // Small letters stand a little below the middle of their line.
            let (radius, middle) = (measures.ring, self.y + measures.label.line / 2 + 1);
            let centre = self.left(0, 2 * radius) + radius;
            let _ = writeln!(self.body, "<circle cx=\"{centre}\" cy=\"{middle}\" r=\"{radius}\" class=\"ring\"/>");
            let indent = 2 * radius + 10;
            self.lines(&line.label, measures.label, "ink", indent, measures.column() - indent);
            self.down(6);
            return;
        };
        let column = measures.column();
        let beside = measures.label_beside(figures);
        if beside.is_some() {
            let drop = measures.label.baseline() - measures.figures.baseline();
            self.text(self.x(column), self.y + drop, " text-anchor=\"end\"", measures.figures, "n soft", figures);
        }
        self.lines(&line.label, measures.label, "ink", 0, beside.unwrap_or(column));
        if beside.is_none() {
            self.lines(figures, measures.figures, "n soft", 0, column);
        }
        self.down(5);
        self.bar(*percent);
        self.down(8);
    }

    fn bar(&mut self, percent: u8) {
        let (y, height, column) = (self.y, measures::BAR, self.measures.column());
        let track = |x: u32, width: u32, more: &str| {
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{more}/>")
        };
        let round = format!(" rx=\"{}\"", height / 2);
        let x = self.left(0, column);
        self.tracks.push_str(&track(x, column, &round));
        let _ = writeln!(self.body, "{}", track(x, column, &format!("{round} class=\"track\"")));
        let length = (column * u32::from(percent.min(100)) + 50) / 100;
        if length > 0 {
            let clipped = format!(" clip-path=\"url(#poll-{}-tracks)\" class=\"bar\"", xml(&self.id));
            let _ = writeln!(self.body, "{}", track(self.left(0, length), length, &clipped));
        }
        self.down(height);
    }

    /// A hair line over the whole width.
    fn rule(&mut self) {
        let (from, to) = (self.measures.padding, self.measures.width - self.measures.padding);
        // On the middle of a pixel, where a line of one pixel is sharp.
        let _ = writeln!(self.body, "<path d=\"M{from} {0}.5H{to}\" class=\"rule\"/>", self.y);
        self.down(1);
    }

    /// The whole document.
    fn close(self, words: &Words, theme: ColorScheme) -> String {
        let (width, height) = (self.measures.width, self.y + self.measures.padding);
        let (inner_width, inner_height) = (width - 1, height - 1);
        let (from, to) = (6, width - 6);
        let direction = if self.is_mirrored { " direction=\"rtl\"" } else { "" };
        let (lang, id) = (xml(&words.lang), xml(&words.id));
        let clip = match self.tracks.as_str() {
            "" => String::new(),
            tracks => format!("<clipPath id=\"poll-{id}-tracks\">{tracks}</clipPath>\n"),
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"poll-{id}-title poll-{id}-desc\" \
             lang=\"{lang}\" xml:lang=\"{lang}\"{direction}>\n\
             <title id=\"poll-{id}-title\">{}</title>\n<desc id=\"poll-{id}-desc\">{}</desc>\n\
             <style>{FONTS}{}</style>\n{clip}\
             <rect x=\"0.5\" y=\"0.5\" width=\"{inner_width}\" height=\"{inner_height}\" rx=\"6\" class=\"card\"/>\n\
             <path d=\"M0 6A6 6 0 0 1 6 0H{to}A6 6 0 0 1 {width} 6H{inner_width}A5 3 0 0 0 {to} 3H{from}A5 3 0 0 0 1 6Z\" \
             class=\"accent\"/>\n{}</svg>\n",
            xml(&words.question),
            xml(&words.description()),
            palette::rules_of(theme),
            self.body,
        )
    }
}

#[cfg(test)]
mod tests;

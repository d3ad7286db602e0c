//! The picture of a poll: its bars as one SVG, for places that take images only. It loads nothing and runs no script: small copies of
//! the options' pictures are in it. Fonts are the viewer's.
//!
//! - `words`: its texts,
//! - `palette`: its colours, light and dark,
//! - `sizes`: sizes that follow from its width,
//! - here: the layout.
//!
//! Positions and sizes are presentation attributes, which no Content-Security-Policy governs; fonts and colours are in
//! one style element, which is allowed by its hash.

mod palette;
mod sizes;
mod words;

use std::fmt::Write as _;

use hustings_wire::Direction;

use crate::{color_scheme::ColorScheme, csp_hashes::Inline, xml::escape as xml};
pub use sizes::DEFAULT_WIDTH;
use sizes::Sizes;
pub use words::Words;
use words::{Line, Picture};

/// Fonts and weights, which are the same in every theme. The families are those of `style/tokens.css`.
const FONTS: &str = "text{font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",Roboto,\"Noto Sans Arabic\",\
                     \"Geeza Pro\",sans-serif}.q{font-family:\"Iowan Old Style\",Charter,\"Bitstream Charter\",\
                     \"Noto Serif\",\"Source Serif 4\",Georgia,\"Noto Naskh Arabic\",\"Geeza Pro\",serif}\
                     .k,.q{font-weight:700}.n{font-variant-numeric:tabular-nums}\
                     .ring{fill:none;stroke-width:1.5}";

/// Between an option's picture and its words, in CSS pixels.
const PICTURE_GAP: u32 = 12;

/// The picture, `width` CSS pixels wide (held within the bounds of `sizes`), as an SVG document.
pub fn draw(words: &Words, theme: ColorScheme, width: u32) -> String {
    let sizes = Sizes::of(width, words.dir);
    let mut sheet = Sheet::new(sizes, words);
    sheet.paragraph(&words.kicker, sizes.small, "k accent");
    sheet.down(4);
    sheet.heading(&words.question);
    sheet.down(10);
    for line in &words.options {
        sheet.option(line, words.pictures);
    }
    sheet.down(12);
    for (index, fact) in words.facts.iter().enumerate() {
        let (face, class) = if index == 0 { (sizes.strong_fact, "k ink") } else { (sizes.fact, "soft") };
        sheet.paragraph(fact, face, class);
    }
    sheet.down(14);
    sheet.rule();
    sheet.down(12);
    sheet.paragraph(&words.brand, sizes.brand, "q soft");
    sheet.close(words, theme)
}

/// The policy for the picture when it is opened by itself: its own style, the pictures that are in it, and nothing else.
pub fn policy(svg: &str) -> String {
    Inline::of(svg).allow("default-src 'none'; img-src data:; style-src; base-uri 'none'; frame-ancestors 'none'")
}

/// A picture that grows downwards.
struct Sheet {
    sizes: Sizes,
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
    fn new(sizes: Sizes, words: &Words) -> Self {
        let (id, is_mirrored) = (words.id.clone(), words.dir == Direction::Rtl);
        Self { sizes, is_mirrored, id, body: String::new(), tracks: String::new(), y: sizes.padding + 2 }
    }

    fn down(&mut self, by: u32) {
        self.y += by;
    }

    /// Where text begins that starts `indent` from where lines begin: on the right in a mirrored picture.
    fn x(&self, indent: u32) -> u32 {
        let from_edge = self.sizes.padding + indent;
        if self.is_mirrored { self.sizes.width - from_edge } else { from_edge }
    }

    /// The left edge of a shape that wide, `indent` from where lines begin.
    fn left(&self, indent: u32, width: u32) -> u32 {
        if self.is_mirrored { self.x(indent) - width } else { self.x(indent) }
    }

    /// One line of text. `anchor` is in the direction of reading, as SVG's is.
    fn text(&mut self, x: u32, y: u32, anchor: &str, set: sizes::Set, class: &str, text: &str) {
        let baseline = y + set.baseline();
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.body,
            "<text x=\"{x}\" y=\"{baseline}\"{anchor} font-size=\"{}\" class=\"{class}\">{}</text>",
            set.face.size,
            xml(text)
        );
    }

    /// The picture of an option, where lines begin.
    fn picture(&mut self, picture: &Picture, y: u32, (width, height): (u32, u32)) {
        let x = self.left(0, width);
        let _ = writeln!(
            self.body,
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"xMidYMid slice\" \
             href=\"{}\"/>",
            picture.href
        );
    }

    /// Text over the whole width.
    fn paragraph(&mut self, text: &str, set: sizes::Set, class: &str) {
        self.lines(text, set, class, 0, self.sizes.column());
    }

    /// The question.
    fn heading(&mut self, text: &str) {
        let set = self.sizes.question;
        for line in set.face.wrap_evenly(text, self.sizes.column()) {
            self.text(self.x(0), self.y, "", set, "q ink", &line);
            self.y += set.line;
        }
    }

    /// Text in lines of at most `width`.
    fn lines(&mut self, text: &str, set: sizes::Set, class: &str, indent: u32, width: u32) {
        for line in set.face.wrap(text, width) {
            self.text(self.x(indent), self.y, "", set, class, &line);
            self.y += set.line;
        }
    }

    /// An option, beside its picture where the options have any: the lower of the two in the middle of the other.
    fn option(&mut self, line: &Line, pictures: Option<(u32, u32)>) {
        self.down(8);
        let Some(size) = pictures else { return self.words(line, 0) };
        let (top, indent) = (self.y, size.0 + PICTURE_GAP);
        // Written twice, since its height is known by then: nothing of the first time is kept.
        let (body, tracks) = (self.body.len(), self.tracks.len());
        self.words(line, indent);
        let height = self.y - top;
        self.body.truncate(body);
        self.tracks.truncate(tracks);
        self.y = top + size.1.saturating_sub(height) / 2;
        self.words(line, indent);
        self.y = top + height.max(size.1 + 8);
        if let Some(picture) = &line.picture {
            self.picture(picture, top + height.saturating_sub(size.1) / 2, size);
        }
    }

    /// The words of an option, `indent` from where lines begin: its label, its figures at the end of the first line or under the
    /// label where there is no room, and its bar.
    fn words(&mut self, line: &Line, indent: u32) {
        let sizes = self.sizes;
        let room = sizes.column() - indent;
        let Some((figures, percent)) = &line.figures else {
            // Small letters stand a little below the middle of their line.
            let (radius, middle) = (sizes.ring, self.y + sizes.label.line / 2 + 1);
            let centre = self.left(indent, 2 * radius) + radius;
            let _ = writeln!(self.body, "<circle cx=\"{centre}\" cy=\"{middle}\" r=\"{radius}\" class=\"ring\"/>");
            let beside = 2 * radius + 10;
            self.lines(&line.label, sizes.label, "ink", indent + beside, room - beside);
            self.down(6);
            return;
        };
        let beside = sizes.label_beside(figures, room);
        if beside.is_some() {
            let drop = sizes.label.baseline() - sizes.figures.baseline();
            self.text(self.x(sizes.column()), self.y + drop, " text-anchor=\"end\"", sizes.figures, "n soft", figures);
        }
        self.lines(&line.label, sizes.label, "ink", indent, beside.unwrap_or(room));
        if beside.is_none() {
            self.lines(figures, sizes.figures, "n soft", indent, room);
        }
        self.down(5);
        self.bar(*percent, indent);
        self.down(8);
    }

    fn bar(&mut self, percent: u8, indent: u32) {
        let (y, height, column) = (self.y, sizes::BAR, self.sizes.column() - indent);
        let track = |x: u32, width: u32, more: &str| {
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{more}/>")
        };
        let round = format!(" rx=\"{}\"", height / 2);
        let x = self.left(indent, column);
        self.tracks.push_str(&track(x, column, &round));
        let _ = writeln!(self.body, "{}", track(x, column, &format!("{round} class=\"track\"")));
        let length = (column * u32::from(percent.min(100)) + 50) / 100;
        if length > 0 {
            let clipped = format!(" clip-path=\"url(#poll-{}-tracks)\" class=\"bar\"", xml(&self.id));
            let _ = writeln!(self.body, "{}", track(self.left(indent, length), length, &clipped));
        }
        self.down(height);
    }

    /// A hair line over the whole width.
    fn rule(&mut self) {
        let (from, to) = (self.sizes.padding, self.sizes.width - self.sizes.padding);
        // On the middle of a pixel, where a line of one pixel is sharp.
        let _ = writeln!(self.body, "<path d=\"M{from} {0}.5H{to}\" class=\"rule\"/>", self.y);
        self.down(1);
    }

    /// The whole document.
    fn close(self, words: &Words, theme: ColorScheme) -> String {
        let (width, height) = (self.sizes.width, self.y + self.sizes.padding);
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
            palette::COLOURS.rules_of(theme),
            self.body,
        )
    }
}

#[cfg(test)]
mod tests;

//! The picture of how readers moved between two answers: two columns of options, those before reading and those after, with a
//! band for each pair of answers, as thick as its readers are many. Only pairs that everybody may know are in it, so that nothing
//! can be read from its sizes that its numbers do not say. It loads nothing and runs no script.
//!
//! - `palette`: its colours, light and dark,
//! - `plan`: where columns and bands stand,
//! - here: what is drawn.

mod palette;
mod plan;

use std::fmt::Write as _;

use hustings_core::i18n::Locale;
use hustings_wire::{Direction, FlowPair, Poll, ResultsRule};

use crate::{
    color_scheme::ColorScheme, csp_hashes::Inline, option_words::option_words, text::Face, xml::escape as xml,
};
use plan::{Column, Plan};

/// Width in CSS pixels: that of a card on a phone, which other places enlarge.
pub const WIDTH: u32 = 360;
/// Between the edge and everything else.
const PADDING: u32 = 4;
/// Thickness of a column.
const COLUMN: u32 = 8;
/// Size of letters, and distance of lines.
const LETTERS: Face = Face::plain(13);
const BOLD: Face = Face::bold(13);
const LINE: u32 = 17;
/// The thinnest band that has room for its number.
const NUMBERED: u32 = 13;

const FONTS: &str = "text{font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",Roboto,\"Noto Sans Arabic\",\
                     \"Geeza Pro\",sans-serif;paint-order:stroke;stroke-width:3;stroke-linejoin:round}\
                     .k{font-weight:700}.n{font-variant-numeric:tabular-nums}";

/// The picture of `poll`, whose results show where there are `pairs`, as an SVG document.
pub fn draw(poll: &Poll, pairs: Option<&[FlowPair]>, locale: &Locale, theme: ColorScheme) -> String {
    let mut sheet = Sheet { is_mirrored: poll.dir == Direction::Rtl, body: String::new(), y: PADDING };
    let title = locale.t("flow_title");
    match pairs {
        Some(pairs) if !pairs.is_empty() => {
            sheet.text(PADDING, sheet.y + LINE / 2, false, "k accent", &title);
            sheet.y += LINE + 4;
            sheet.heads([locale.t("flow_before"), locale.t("flow_after")]);
            sheet.flow(&Plan::of(&labels(poll, locale), pairs, sheet.y), locale);
        }
        Some(_) => sheet.paragraph(&locale.t("flow_none")),
        None if poll.results == ResultsRule::AfterVote => sheet.paragraph(&locale.t("poll_results_after_vote")),
        None => sheet.paragraph(&locale.t("poll_results_after_close")),
    }
    let (height, lang) = (sheet.y + PADDING, xml(&poll.lang));
    let numbers = xml(&numbers(&labels(poll, locale), pairs.unwrap_or_default(), locale));
    let direction = if sheet.is_mirrored { " direction=\"rtl\"" } else { "" };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-labelledby=\"flow-title\" aria-describedby=\"flow-numbers\" lang=\"{lang}\" xml:lang=\"{lang}\"{direction}>\n\
         <title id=\"flow-title\">{}</title>\n<desc id=\"flow-numbers\">{numbers}</desc>\n<style>{FONTS}{}</style>\n{}</svg>\n",
        xml(&[&*title, ": ", &poll.question].concat()),
        palette::COLOURS.rules_of(theme),
        sheet.body,
    )
}

/// The policy for the picture when it is opened by itself: its own style, and nothing else.
pub fn policy(svg: &str) -> String {
    Inline::of(svg).allow("default-src 'none'; style-src; base-uri 'none'; frame-ancestors 'none'")
}

/// Each option's id with its words.
fn labels(poll: &Poll, locale: &Locale) -> Vec<(String, String)> {
    let options = poll.options.iter().zip(1..);
    options.map(|(option, number)| (option.id.clone(), option_words(poll, option, number, locale))).collect()
}

/// The pairs in words, for who does not see them, and for bands that have no room for their number.
fn numbers(labels: &[(String, String)], pairs: &[FlowPair], locale: &Locale) -> String {
    let label = |id: &str| labels.iter().find(|(option, _)| option == id).map_or("", |(_, label)| label);
    let pair = |FlowPair { before, after, readers }: &FlowPair| {
        [label(before), " → ", label(after), ": ", &locale.number(*readers)].concat()
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("; ")
}

/// A picture that grows downwards.
struct Sheet {
    is_mirrored: bool,
    body: String,
    /// How far down the next thing begins.
    y: u32,
}

impl Sheet {
    /// A place so far from where lines begin: from the right in a mirrored picture.
    fn x(&self, from_start: u32) -> u32 {
        if self.is_mirrored { WIDTH - from_start } else { from_start }
    }

    /// One line of text with its middle at `y`, beginning or ending at the place `x`.
    fn text(&mut self, x: u32, y: u32, is_end: bool, class: &str, text: &str) {
        let anchor = if is_end { " text-anchor=\"end\"" } else { "" };
        // A baseline is about a third of the letters' size below their middle. Writing to a String cannot fail.
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\"{anchor} font-size=\"13\" class=\"{class}\">{}</text>",
            self.x(x),
            y + 5,
            xml(text)
        );
    }

    fn paragraph(&mut self, text: &str) {
        for line in LETTERS.wrap(text, WIDTH - 2 * PADDING) {
            self.text(PADDING, self.y + LINE / 2, false, "soft", &line);
            self.y += LINE;
        }
    }

    /// What the two columns are.
    fn heads(&mut self, [before, after]: [String; 2]) {
        let [before, after] = [before, after].map(|head| BOLD.wrap(&head, WIDTH / 2 - PADDING - 8));
        let lines = before.len().max(after.len()) as u32;
        for (head, x, is_end) in [(before, PADDING, false), (after, WIDTH - PADDING, true)] {
            for (line, row) in head.iter().zip(0..) {
                self.text(x, self.y + LINE / 2 + row * LINE, is_end, "k ink", line);
            }
        }
        self.y += lines * LINE + 6;
    }

    fn flow(&mut self, plan: &Plan, locale: &Locale) {
        for band in &plan.bands {
            let class = if band.stayed { "stayed" } else { "moved" };
            let [from, to] = [PADDING + COLUMN, WIDTH - PADDING - COLUMN].map(|x| self.x(x));
            let (middle, [left, right], thick) = (WIDTH / 2, band.tops, band.thickness);
            let _ = writeln!(
                self.body,
                "<path d=\"M{from} {left}C{middle} {left} {middle} {right} {to} {right}V{}C{middle} {} {middle} {} {from} {}Z\" \
                 class=\"{class}\"/>",
                right + thick,
                right + thick,
                left + thick,
                left + thick,
            );
        }
        for (columns, x, is_end) in [(&plan.before, PADDING, false), (&plan.after, WIDTH - PADDING, true)] {
            for column in columns {
                self.column(column, x, is_end);
            }
        }
        for band in plan.bands.iter().filter(|band| band.thickness >= NUMBERED) {
            let number = locale.number(band.readers);
            for (top, x, is_end) in
                [(band.tops[0], PADDING + COLUMN + 6, false), (band.tops[1], WIDTH - PADDING - COLUMN - 6, true)]
            {
                self.text(x, top + band.thickness / 2, is_end, "n ink", &number);
            }
        }
        self.y = plan.height;
    }

    fn column(&mut self, column: &Column, x: u32, is_end: bool) {
        let left = if is_end != self.is_mirrored { self.x(x) - COLUMN } else { self.x(x) };
        let (top, height) = (column.top, column.height);
        let _ = writeln!(
            self.body,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{COLUMN}\" height=\"{height}\" rx=\"2\" class=\"bar\"/>"
        );
        let first = column.top - column.label.len() as u32 * LINE - 1;
        for (line, row) in column.label.iter().zip(0..) {
            self.text(x, first + LINE / 2 + row * LINE, is_end, "ink", line);
        }
    }
}

#[cfg(test)]
mod tests;

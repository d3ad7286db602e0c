//! The social card of a page that has no picture of its own: title, publication and a poll's question, as PNG.
//!
//! Here: the layout. Modules: `palette` (colours), `fonts`, `typeset` (lines of glyphs), `canvas` (pixels). It knows
//! neither URLs nor caches, and draws no tally: other sites keep a picture for days.

mod canvas;
mod fonts;
mod palette;
mod typeset;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use canvas::Canvas;
use fonts::Role;
use palette::Hue;
pub use palette::Palette;
use typeset::{Block, Setting, Typesetter};

/// Width of every picture, in pixels; with [`HEIGHT`] the shape that all who show cards take.
pub const WIDTH: u32 = 1200;
/// Height of every picture, in pixels.
pub const HEIGHT: u32 = 630;

/// Changes with how pictures look, so that nobody keeps an old one.
const DESIGN: &str = "1";

/// Room at the sides.
const MARGIN: f32 = 80.0;
/// Width of what lies between.
const MEASURE: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Where the title may begin, and where all above the bars has to end.
const TOP: f32 = 162.0;
const BOTTOM: f32 = 562.0;
/// Sizes of titles.
const TITLE_SIZES: [f32; 8] = [92.0, 84.0, 76.0, 68.0, 62.0, 56.0, 50.0, 46.0];
const MAX_TITLE_LINES: usize = 5;
/// Options that are shown at most.
const MAX_OPTIONS: usize = 4;
const OPTION_HEIGHT: f32 = 54.0;

/// What stands in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Card {
    /// BCP 47 tag of its words.
    pub lang: String,
    /// Whether they read from right to left.
    pub rtl: bool,
    /// The publication's name; empty where it is the title.
    pub brand: String,
    /// A few words beside it, such as the audience; may be empty.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// What stands under it.
    pub below: Below,
    /// Its colours.
    pub palette: Palette,
}

/// What stands under a picture's title.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Below {
    /// A sentence; may be empty.
    Sentence(String),
    /// A poll's options, with a mark for one or for several choices before them.
    Options {
        /// Their words.
        labels: Vec<String>,
        /// Whether several can be chosen.
        several: bool,
    },
}

impl Card {
    /// A text that is the same for the same picture and no other, in hexadecimal digits.
    pub fn digest(&self) -> String {
        let all = format!("{DESIGN} {} {self:?}", env!("CARGO_PKG_VERSION"));
        hex::encode(&Sha256::digest(all.as_bytes())[..12])
    }

    /// Draws the picture, which takes tens of milliseconds of computing. With the fonts that come along where
    /// they have every character, else with those of the system too; what no font has is left out.
    pub fn png(&self) -> Vec<u8> {
        let mut painter = Painter::new(false);
        let (mut card, mut lacks) = painter.known(self);
        if lacks {
            painter = Painter::new(true);
            (card, lacks) = painter.known(self);
        }
        if lacks {
            tracing::warn!(
                lang = %self.lang, title = %self.title,
                "the picture for this page is drawn without some characters, since no font has them; install a font \
                 for them, or give the article a picture of its own"
            );
        }
        painter.draw(&card)
    }
}

struct Painter {
    title: Typesetter,
    text: Typesetter,
}

impl Painter {
    fn new(with_the_systems: bool) -> Self {
        Self {
            title: Typesetter::new(Role::Title, with_the_systems),
            text: Typesetter::new(Role::Text, with_the_systems),
        }
    }

    /// The card with what there are fonts for, and whether that is less than it says.
    fn known(&mut self, card: &Card) -> (Card, bool) {
        let mut lacks = false;
        let mut with = |typesetter: &mut Typesetter, text: &str| {
            let (text, lacking) = typesetter.known(text);
            lacks |= lacking;
            text
        };
        let known = Card {
            lang: card.lang.clone(),
            rtl: card.rtl,
            brand: with(&mut self.title, &card.brand),
            kicker: with(&mut self.text, &card.kicker),
            title: with(&mut self.title, &card.title),
            below: match &card.below {
                Below::Sentence(text) => Below::Sentence(with(&mut self.text, text)),
                Below::Options { labels, several } => Below::Options {
                    labels: labels.iter().take(MAX_OPTIONS + 1).map(|label| with(&mut self.text, label)).collect(),
                    several: *several,
                },
            },
            palette: card.palette.clone(),
        };
        (known, lacks)
    }

    fn draw(&mut self, card: &Card) -> Vec<u8> {
        let mut canvas = Canvas::new(WIDTH, HEIGHT, card.rtl, &card.palette);
        self.masthead(&mut canvas, card);
        bars(&mut canvas);

        let one_line = |sizes, width| setting(card, sizes, 1.4, width, 1);
        let (below, options) = match &card.below {
            Below::Sentence(text) => (text.as_str(), &[][..]),
            Below::Options { labels, .. } => ("", labels.as_slice()),
        };
        let shown = options.len().min(MAX_OPTIONS);
        let needed = if shown > 0 { 30.0 + OPTION_HEIGHT * shown as f32 } else { 0.0 };
        let title = Setting {
            height: BOTTOM - TOP - needed,
            ..setting(card, &TITLE_SIZES, leading(card), MEASURE, MAX_TITLE_LINES)
        };
        let title = self.title.set(&card.title, title);

        let mut parts: Vec<Block> = Vec::new();
        let room = BOTTOM - TOP - title.height - 24.0;
        if !below.is_empty() && room > 60.0 {
            let lines = (room / 50.0).min(3.0) as usize;
            parts.push(self.text.set(below, setting(card, &[34.0, 31.0], 1.42, MEASURE, lines)));
        }
        // The block as a whole stands in the middle, a little high as in print.
        let total = title.height + parts.iter().map(|part| part.height + 24.0).sum::<f32>() + needed;
        let mut y = TOP + (BOTTOM - TOP - total).max(0.0) * 0.42;
        canvas.text(title.path.as_ref(), MARGIN, y, Hue::Ink);
        y += title.height + 24.0;
        for part in parts {
            canvas.text(part.path.as_ref(), MARGIN, y, Hue::InkSoft);
            y += part.height + 24.0;
        }
        if let Below::Options { labels, several } = &card.below {
            for (index, label) in labels.iter().take(shown).enumerate() {
                // The last row says that there are more.
                let more = index + 1 == MAX_OPTIONS && labels.len() > MAX_OPTIONS;
                let label = self.text.set(if more { "…" } else { label }, one_line(&[32.0, 28.0], MEASURE - 60.0));
                let middle = y + OPTION_HEIGHT / 2.0;
                if !more {
                    canvas.outlined(
                        [MARGIN + 2.0, middle - 14.0, 28.0, 28.0],
                        if *several { 6.0 } else { 14.0 },
                        3.0,
                        Hue::LineStrong,
                    );
                }
                canvas.text(label.path.as_ref(), MARGIN + 52.0, middle - label.height / 2.0, Hue::Ink);
                y += OPTION_HEIGHT;
            }
        }
        canvas.png()
    }

    /// The publication's sign and name, and the few words at the other side.
    fn masthead(&mut self, canvas: &mut Canvas<'_>, card: &Card) {
        const SIDE: f32 = 52.0;
        let (y, middle) = (66.0, 66.0 + SIDE / 2.0);
        canvas.rounded(MARGIN, y, SIDE, SIDE, 11.0, Hue::Accent);
        for (x, top) in [(11.0, 21.0), (22.5, 11.0), (34.0, 26.0)] {
            canvas.rectangle(MARGIN + x, y + top, 7.0, 41.0 - top, Hue::AccentInk);
        }
        let kicker = self.text.set(&card.kicker, setting(card, &[28.0], 1.4, MEASURE * 0.45, 1));
        let room = MEASURE - SIDE - 20.0 - if card.kicker.is_empty() { 0.0 } else { kicker.width + 40.0 };
        let brand = self.title.set(&card.brand, setting(card, &[36.0, 32.0, 28.0], 1.4, room, 1));
        canvas.text(brand.path.as_ref(), MARGIN + SIDE + 20.0, middle - brand.height / 2.0, Hue::Ink);
        let x = WIDTH as f32 - MARGIN - kicker.width;
        canvas.text(kicker.path.as_ref(), x, middle - kicker.height / 2.0, Hue::InkSoft);
    }
}

/// Naskh and Chinese need more air between lines than Latin capitals do.
fn leading(card: &Card) -> f32 {
    match fonts::family_of(&card.lang, card.rtl) {
        "arabic" => 1.42,
        "chinese" => 1.3,
        _ => 1.16,
    }
}

fn setting<'a>(card: &'a Card, sizes: &'a [f32], leading: f32, width: f32, max_lines: usize) -> Setting<'a> {
    Setting { lang: &card.lang, rtl: card.rtl, sizes, leading, width, height: f32::MAX, max_lines }
}

/// The foot of every picture: an answer's bars, end to end. It stands for no tally.
fn bars(canvas: &mut Canvas<'_>) {
    let mut x = 0.0;
    for (share, token) in [(0.46, Hue::Accent), (0.27, Hue::Bar), (0.17, Hue::LineStrong), (0.10, Hue::BarTrack)] {
        let width = WIDTH as f32 * share;
        canvas.rectangle(x, HEIGHT as f32 - 20.0, width, 20.0, token);
        x += width;
    }
}

//! The picture's surface: shapes and texts in the colours of the pages, and the file that comes of them.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::super::tokens::{LIGHT, token_value};

/// Half a circle's curve as a cubic Bézier curve: 4/3 · tan(π/8).
const ROUND: f32 = 0.552_284_8;

pub(super) struct Canvas {
    pixmap: Pixmap,
    /// Whether the picture reads from right to left; then every place counts from the right.
    rtl: bool,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32, rtl: bool) -> Self {
        let mut pixmap = Pixmap::new(width, height).expect("the picture has a size");
        pixmap.fill(colour("paper"));
        Self { pixmap, rtl }
    }

    /// Where a shape of this width that begins at `x` has its left side.
    fn left(&self, x: f32, width: f32) -> f32 {
        if self.rtl { self.pixmap.width() as f32 - x - width } else { x }
    }

    /// Fills a rectangle with the colour of a token.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, token: &str) {
        if let Some(rect) = Rect::from_xywh(self.left(x, width), y, width, height) {
            self.pixmap.fill_rect(rect, &paint(token), Transform::identity(), None);
        }
    }

    /// Fills a rectangle with round corners.
    pub(super) fn rounded(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32, token: &str) {
        if let Some(path) = rounded(self.left(x, width), y, width, height, radius) {
            self.fill(&path, token);
        }
    }

    /// Draws the outline of one.
    pub(super) fn outlined(&mut self, [x, y, width, height]: [f32; 4], radius: f32, line: f32, token: &str) {
        if let Some(path) = rounded(self.left(x, width), y, width, height, radius) {
            let stroke = Stroke { width: line, ..Stroke::default() };
            self.pixmap.stroke_path(&path, &paint(token), &stroke, Transform::identity(), None);
        }
    }

    /// Puts a text so that its lines begin at `x`.
    pub(super) fn text(&mut self, path: Option<&Path>, x: f32, y: f32, token: &str) {
        let moved = path.and_then(|path| path.clone().transform(Transform::from_translate(self.left(x, 0.0), y)));
        if let Some(path) = moved {
            self.fill(&path, token);
        }
    }

    fn fill(&mut self, path: &Path, token: &str) {
        self.pixmap.fill_path(path, &paint(token), FillRule::Winding, Transform::identity(), None);
    }

    /// The picture as PNG, without the transparency that it does not have.
    pub(super) fn png(&self) -> Vec<u8> {
        let rgb: Vec<u8> = self.pixmap.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.pixmap.width(), self.pixmap.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Balanced);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb));
        written.expect("memory takes whatever is written, and the data fill the picture");
        file
    }
}

fn paint(token: &str) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(token));
    paint
}

/// The colour of a token as `#rrggbb`.
fn colour(token: &str) -> Color {
    let hex = token_value(LIGHT, token).and_then(|value| value.get(1..7)).unwrap_or("000000");
    let [_, r, g, b] = u32::from_str_radix(hex, 16).unwrap_or_default().to_be_bytes();
    Color::from_rgba8(r, g, b, 255)
}

fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let (right, bottom) = (x + width, y + height);
    let rest = radius * (1.0 - ROUND);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - rest, y, right, y + rest, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - rest, right - rest, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + rest, bottom, x, bottom - rest, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + rest, x + rest, y, x + radius, y);
    path.close();
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_picture_is_a_token() {
        for token in ["paper", "surface", "ink", "ink-soft", "line-strong", "accent", "accent-ink", "bar", "bar-track"]
        {
            assert!(token_value(LIGHT, token).is_some_and(|value| value.len() == 7), "{token} is no colour");
        }
    }
}

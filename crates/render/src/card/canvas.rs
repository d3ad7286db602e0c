//! The canvas: draws shapes and text in the colours of a palette, and encodes the file.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::palette::{Hue, Palette};

/// Half a circle's curve as a cubic Bézier curve: 4/3 · tan(π/8).
const ROUND: f32 = 0.552_284_8;

pub(super) struct Canvas<'a> {
    pixmap: Pixmap,
    palette: &'a Palette,
    /// Whether the picture reads from right to left; then every place counts from the right.
    rtl: bool,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(width: u32, height: u32, rtl: bool, palette: &'a Palette) -> Self {
        let mut pixmap = Pixmap::new(width, height).expect("the picture has a size");
        pixmap.fill(colour(palette.get(Hue::Paper)));
        Self { pixmap, palette, rtl }
    }

    /// Where a shape of this width that begins at `x` has its left side.
    fn left(&self, x: f32, width: f32) -> f32 {
        if self.rtl { self.pixmap.width() as f32 - x - width } else { x }
    }

    /// Fills a rectangle with a colour.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, hue: Hue) {
        if let Some(rect) = Rect::from_xywh(self.left(x, width), y, width, height) {
            self.pixmap.fill_rect(rect, &self.paint(hue), Transform::identity(), None);
        }
    }

    /// Fills a rectangle with round corners.
    pub(super) fn rounded(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32, hue: Hue) {
        if let Some(path) = rounded(self.left(x, width), y, width, height, radius) {
            self.fill(&path, hue);
        }
    }

    /// Draws the outline of one.
    pub(super) fn outlined(&mut self, [x, y, width, height]: [f32; 4], radius: f32, line: f32, hue: Hue) {
        if let Some(path) = rounded(self.left(x, width), y, width, height, radius) {
            let stroke = Stroke { width: line, ..Stroke::default() };
            self.pixmap.stroke_path(&path, &self.paint(hue), &stroke, Transform::identity(), None);
        }
    }

    /// Puts a text so that its lines begin at `x`.
    pub(super) fn text(&mut self, path: Option<&Path>, x: f32, y: f32, hue: Hue) {
        let moved = path.and_then(|path| path.clone().transform(Transform::from_translate(self.left(x, 0.0), y)));
        if let Some(path) = moved {
            self.fill(&path, hue);
        }
    }

    fn fill(&mut self, path: &Path, hue: Hue) {
        self.pixmap.fill_path(path, &self.paint(hue), FillRule::Winding, Transform::identity(), None);
    }

    fn paint(&self, hue: Hue) -> Paint<'static> {
        let mut paint = Paint::default();
        paint.set_color(colour(self.palette.get(hue)));
        paint
    }

    /// The picture as PNG, without the transparency that it does not have.
    pub(super) fn png(&self) -> Vec<u8> {
        let (pixels, _) = self.pixmap.data().as_chunks::<4>();
        // In pieces of known length: otherwise an unoptimised build takes longer for it than for all of the drawing.
        let mut rgb = vec![[0; 3]; pixels.len()];
        for (colour, &[red, green, blue, _]) in rgb.iter_mut().zip(pixels) {
            *colour = [red, green, blue];
        }
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.pixmap.width(), self.pixmap.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Balanced);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rgb.as_flattened()));
        written.expect("memory takes whatever is written, and the data fill the picture");
        file
    }
}

fn colour([r, g, b]: [u8; 3]) -> Color {
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

//! Small copies of the pictures of options, for the picture of a poll's results: shown by an `<img>` it loads nothing, so they have to
//! be in it. Each is made once for a file, and known by the file's hash.

use std::{
    collections::HashMap,
    io::Cursor,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hustings_domain::LogHash;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder,
    error::{LimitError, LimitErrorKind},
};

/// Longest side of a copy where it is drawn, in CSS pixels.
pub(crate) const SIDE: u32 = 64;
/// Pixels of the copy for each of those.
const DENSITY: u32 = 2;
/// How good a copy is, of 100: 2 to 4 KB for a photograph.
const QUALITY: u8 = 60;
/// Most memory that a picture may take once it is read, in bytes; a progressive JPEG takes three times as much while it is.
const MAX_MEMORY: u64 = 64 << 20;
/// Most pixels of a picture.
const MAX_PIXELS: u64 = 8_000_000;
/// The largest SVG that is its own copy, in bytes.
const MAX_SVG: usize = 6 << 10;
/// So many copies are kept, some 2 MB of them.
const KEPT: usize = 512;

/// The copies that were made.
#[derive(Debug, Default)]
pub struct Thumbnails {
    /// As `data:` URLs; of a picture that has none that too.
    known: Mutex<HashMap<LogHash, Option<Arc<str>>>>,
    /// One copy is made at a time, for all who ask.
    turn: Mutex<()>,
}

impl Thumbnails {
    /// The copy of the picture with this hash, which `read` gives with its media type if it is still there. `None` for a GIF, an AVIF, an SVG
    /// of more than 6 KB, and what is damaged, has more than 8 million pixels or would take more than 64 MiB. Takes the time of reading, decoding and scaling a picture
    /// where it was not asked for before.
    pub fn find(&self, hash: LogHash, read: impl FnOnce() -> Option<(Vec<u8>, &'static str)>) -> Option<Arc<str>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(&hash).cloned();
        if let Some(copy) = found {
            return copy;
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have had it made meanwhile.
        let found = known().get(&hash).cloned();
        if let Some(copy) = found {
            return copy;
        }
        // Of a file that is being exchanged there may be a copy the next time.
        let (bytes, media_type) = read().filter(|(bytes, _)| LogHash::of_file(bytes) == hash)?;
        let copy: Option<Arc<str>> = data_url(&bytes, media_type).map(Arc::from);
        let mut known = known();
        let any = known.keys().next().copied().filter(|_| known.len() >= KEPT);
        any.and_then(|any| known.remove(&any));
        known.insert(hash, copy.clone());
        copy
    }
}

/// A copy of a picture as a `data:` URL: of a PNG, JPEG or WebP as a JPEG that fits a square of [`SIDE`] CSS pixels, on white where
/// it is transparent; an SVG of at most [`MAX_SVG`] bytes as it is. `None` for a larger one, for a GIF and an AVIF, and for what is
/// damaged, or has more than [`MAX_PIXELS`] or would take more than [`MAX_MEMORY`].
fn data_url(bytes: &[u8], media_type: &str) -> Option<String> {
    let raster = |format| jpeg(bytes, format).ok().map(|jpeg| url_of("image/jpeg", &jpeg));
    match media_type {
        "image/svg+xml" => (bytes.len() <= MAX_SVG).then(|| url_of(media_type, bytes)),
        "image/png" => raster(ImageFormat::Png),
        "image/jpeg" => raster(ImageFormat::Jpeg),
        "image/webp" => raster(ImageFormat::WebP),
        _ => None,
    }
}

fn url_of(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

fn jpeg(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError)));
    }
    // A decoder bounds what it takes for itself, and not what it gives.
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut small = DynamicImage::from_decoder(decoder)?.thumbnail(SIDE * DENSITY, SIDE * DENSITY);
    // As browsers turn a photograph that says which way up it is.
    small.apply_orientation(orientation);
    let small = on_white(&small);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode(
        small.as_raw(),
        small.width(),
        small.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(out)
}

/// The picture without transparency, which a JPEG does not have.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        [red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha)) / 255) as u8).into()
    })
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// The colour in the middle of a copy, and its size.
    fn middle(url: &str) -> ([u8; 3], (u32, u32)) {
        let jpeg = STANDARD.decode(url.strip_prefix("data:image/jpeg;base64,").unwrap()).unwrap();
        let copy = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
        (copy.get_pixel(copy.width() / 2, copy.height() / 2).0, copy.dimensions())
    }

    #[test]
    fn a_copy_is_small_and_looks_like_its_picture() {
        let orange = DynamicImage::ImageRgba8(RgbaImage::from_pixel(1200, 900, Rgba([230, 120, 20, 255])));
        for (format, media_type) in [(ImageFormat::Png, "image/png"), (ImageFormat::WebP, "image/webp")] {
            let ([red, green, blue], size) = middle(&data_url(&file(&orange, format), media_type).unwrap());
            assert!(red.abs_diff(230) < 6 && green.abs_diff(120) < 6 && blue.abs_diff(20) < 6, "{red} {green} {blue}");
            assert_eq!(size, (128, 96));
        }
        let photo = DynamicImage::ImageRgb8(orange.to_rgb8());
        assert_eq!(middle(&data_url(&file(&photo, ImageFormat::Jpeg), "image/jpeg").unwrap()).1, (128, 96));
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0])));
        let (colour, _) = middle(&data_url(&file(&clear, ImageFormat::Png), "image/png").unwrap());
        assert!(colour.iter().all(|value| *value > 250), "{colour:?}");
    }

    /// The worst that a photograph can be: nothing in it is like its neighbour.
    #[test]
    fn a_copy_of_noise_has_a_few_kilobytes() {
        let noise = RgbaImage::from_fn(512, 384, |x, y| {
            let value =
                (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519).to_le_bytes();
            Rgba([value[1], value[2], value[3], 255])
        });
        let url = data_url(&file(&DynamicImage::ImageRgba8(noise), ImageFormat::Png), "image/png").unwrap();
        assert!(url.len() < 10_000, "{} bytes", url.len());
    }

    #[test]
    fn a_small_drawing_is_its_own_copy_and_a_large_one_has_none() {
        let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>".to_vec();
        let url = data_url(&drawing, "image/svg+xml").unwrap();
        assert_eq!(url, format!("data:image/svg+xml;base64,{}", STANDARD.encode(&drawing)));
        assert_eq!(data_url(&vec![b' '; MAX_SVG + 1], "image/svg+xml"), None);
    }

    #[test]
    fn there_is_no_copy_of_what_cannot_be_read_within_bounds() {
        let huge = file(&DynamicImage::new_luma8(8_200, 8_200), ImageFormat::Png);
        assert!(matches!(jpeg(&huge, ImageFormat::Png), Err(ImageError::Limits(_))));
        let cases: [(&str, &[u8], &str); 4] = [
            ("more memory than there is", &huge, "image/png"),
            ("half a file", &huge[..200], "image/png"),
            ("another kind", &huge, "image/jpeg"),
            ("a kind that is not read", &huge, "image/avif"),
        ];
        for (name, bytes, media_type) in cases {
            assert_eq!(data_url(bytes, media_type), None, "{name}");
        }
    }

    #[test]
    fn a_copy_is_made_once_and_never_of_another_file() {
        let thumbnails = Thumbnails::default();
        let drawing = b"<svg/>".to_vec();
        let hash = LogHash::of_file(&drawing);
        assert_eq!(thumbnails.find(hash, || Some((b"<svg />".to_vec(), "image/svg+xml"))), None);
        let made = thumbnails.find(hash, || Some((drawing, "image/svg+xml"))).unwrap();
        let again = thumbnails.find(hash, || panic!("it is known")).unwrap();
        assert!(Arc::ptr_eq(&made, &again));
    }
}

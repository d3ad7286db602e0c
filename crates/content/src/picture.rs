//! Pictures in the folder of an article or a poll: found by name, and never loaded from other hosts.
//!
//! Nothing is decoded or converted here; only the size is read, so that pages reserve space for it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    source::{self, Outside, may_pass},
    types::Picture,
};

/// Most CSS pixels of a side; larger numbers are a fault of the file rather than a picture.
const MAX_SIDE: u32 = 20_000;

/// File endings that are pictures, with their media types.
const KINDS: [(&str, &str); 7] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
];

/// A folder with pictures.
#[derive(Debug)]
pub(super) struct PictureFolder<'a> {
    /// The content folder.
    pub(super) root: &'a Path,
    /// The folder from there on.
    pub(super) folder: PathBuf,
    /// What stands before a file's name in its URL.
    pub(super) url: String,
    /// Where that is, for editors: `beside the article`.
    pub(super) place: String,
    /// Largest file, in bytes.
    pub(super) max_bytes: u64,
}

/// Why a picture is not shown as it is.
#[derive(Debug)]
pub(super) struct Unmeasured {
    /// What is wrong, and what to do.
    pub(super) message: String,
    /// Whether it may be there all the same, such as half saved: then what is known of it stays.
    pub(super) may_be: bool,
    /// Whether it is the system that refuses to read it, which may pass.
    pub(super) refused: bool,
}

/// What cannot be shown as long as the file, or its name, is as it is.
impl From<String> for Unmeasured {
    fn from(message: String) -> Self {
        Self { message, may_be: false, refused: false }
    }
}

/// Measures `file` in this folder; beside the picture stand the bytes of the file.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub(super) fn measure(within: &PictureFolder<'_>, file: &str) -> Result<(Picture, Vec<u8>), Unmeasured> {
    let PictureFolder { root, folder, url, place, max_bytes } = within;
    let name_ok = file.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if !name_ok || file.is_empty() || file.starts_with('.') || file.len() > 100 {
        return Err(format!(
            "the picture `{file}` must lie {place} and be named with a-z, 0-9, `-`, `_` and one ending"
        )
        .into());
    }
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let Some((_, media_type)) = KINDS.iter().find(|(known, _)| *known == ending) else {
        let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
        return Err(format!("`{file}` is not named like a picture; known endings are {}", known.join(", ")).into());
    };
    let relative = folder.join(file);
    // A link that leads nowhere is there: its file may be a moment away.
    if fs::symlink_metadata(root.join(&relative)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Err(format!("the picture `{file}` is missing; put it {place} or fix the name").into());
    }
    let path = source::inside(root, &relative).map_err(|Outside { message, refused }| {
        let message = format!("`{file}`: {message}");
        Unmeasured { message, may_be: refused, refused }
    })?;
    let unreadable = |e: io::Error| {
        let message = format!("the picture `{file}` cannot be read ({e})");
        Unmeasured { message, may_be: true, refused: may_pass(&e) }
    };
    let length = fs::metadata(&path).map_err(unreadable)?.len();
    if length > *max_bytes {
        let message =
            format!("the picture `{file}` has {length} bytes, at most {max_bytes} are taken; make it smaller");
        return Err(message.into());
    }
    let bytes = fs::read(&path).map_err(unreadable)?;
    let size = if ending == "svg" { svg_size(&bytes) } else { raster_size(&bytes, media_type) };
    let Some((width, height)) = size.filter(|(w, h)| (1..=MAX_SIDE).contains(w) && (1..=MAX_SIDE).contains(h)) else {
        let message = format!("`{file}` is damaged or no picture of the kind its name says; save it again");
        return Err(Unmeasured { message, may_be: true, refused: false });
    };
    let url = format!("{url}{file}");
    Ok((Picture { file: file.to_owned(), url, path, media_type, width, height }, bytes))
}

/// The size of a pixel picture, if the file really is of this media type.
pub(super) fn raster_size(bytes: &[u8], media_type: &str) -> Option<(u32, u32)> {
    use imagesize::{Compression, ImageType};
    let real = match imagesize::image_type(bytes).ok()? {
        ImageType::Png => "image/png",
        ImageType::Jpeg => "image/jpeg",
        ImageType::Gif => "image/gif",
        ImageType::Webp => "image/webp",
        ImageType::Heif(Compression::Av1) => "image/avif",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    (real == media_type).then_some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The size that the root element of an SVG file gives: `width` and `height` in pixels, else the
/// last two numbers of `viewBox`.
pub(super) fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    svg_root_size(std::str::from_utf8(bytes).ok()?)
}

fn svg_root_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")? + 4;
    let root = &text[start..];
    let root = &root[..root.find('>')?];
    let pixels = |name: &str| -> Option<f64> {
        let value = attribute(root, name)?.trim();
        value.strip_suffix("px").unwrap_or(value).trim().parse().ok()
    };
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let numbers: Vec<f64> = attribute(root, "viewBox")?
                .split(|c: char| c == ',' || c.is_ascii_whitespace())
                .filter(|part| !part.is_empty())
                .map(str::parse)
                .collect::<Result<_, _>>()
                .ok()?;
            match numbers[..] {
                [_, _, width, height] => (width, height),
                _ => return None,
            }
        }
    };
    let whole = |side: f64| (side.is_finite() && side > 0.0).then_some(side.round().clamp(1.0, 1e9) as u32);
    Some((whole(width)?, whole(height)?))
}

/// The value of the attribute `name` in a start tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, next) = after[1..].split_once(quote)?;
        if key.trim() == name {
            return Some(value);
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_an_svg_gives_its_size() {
        let cases = [
            (
                r#"<?xml version="1.0"?><svg xmlns="x" width="640" height='360px'><rect width="1"/></svg>"#,
                Some((640, 360)),
            ),
            (r#"<svg viewBox="0 0 1200 630.4">"#, Some((1200, 630))),
            (r#"<svg width="100%" height="100%" viewBox="0,0,8,4">"#, Some((8, 4))),
            (r#"<svg stroke-width="3" viewBox="0 0 8">"#, None),
            ("<svg>", None),
            ("<html>", None),
            (r#"<svg width="0" height="5">"#, None),
            (r#"<svg width="é" é viewBox="#, None),
        ];
        for (text, size) in cases {
            assert_eq!(svg_root_size(text), size, "{text}");
        }
    }
}

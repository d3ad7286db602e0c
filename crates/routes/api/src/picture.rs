//! What the pictures of a poll have in common: their colours, and the headers of an SVG that pages of any origin show.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use hustings_http::{error::ApiError, hot::Draft};
use hustings_render::ColorScheme;

/// The colours that a query asks for; by default as the reader's system is set.
///
/// # Errors
/// Another word than those of [`ColorScheme`].
pub(super) fn colours(theme: Option<&str>) -> Result<ColorScheme, ApiError> {
    let Some(name) = theme else { return Ok(ColorScheme::default()) };
    ColorScheme::from_name(name).ok_or_else(|| ApiError::invalid("theme", "A theme is one of auto, light and dark."))
}

/// The answer with a picture, which a `policy` of its own holds where it is opened by itself.
pub(super) fn answer(svg: String, policy: String) -> Draft {
    let mut extra = HeaderMap::new();
    // Pages and frames of any origin may show it.
    extra.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    let policy = HeaderValue::try_from(policy).ok();
    extra.extend(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    Draft::drawn("image/svg+xml; charset=utf-8", extra, svg.into())
}

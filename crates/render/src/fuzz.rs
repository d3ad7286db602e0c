//! What holds for every theme and every colour of a partner: the laws of the fuzz targets, which the tests run over the
//! kept inputs.

use crate::{
    accent::{Surfaces, accent_css},
    csp_hashes::{Inline, bare_css, with_theme},
    theme,
};

/// A theme, as it stands in every page: one element that the policy knows by its hash, and which says the same without
/// comments and indentation.
pub fn theme(data: &[u8]) {
    let Ok(css) = std::str::from_utf8(data) else { return };
    let report = theme::check(css);
    let _ = Surfaces::of(css);
    // A theme that could end the styles of the page is not put into it.
    if css.contains("</") {
        assert!(!report.passed(), "{css}");
        return;
    }
    let bare = bare_css(css);
    assert!(!bare.contains("</"), "{css}");
    if let Some(declared) = theme::declared(css) {
        assert_eq!(theme::declared(&bare), Some(declared), "{css}");
    }
    let page = with_theme("<head></head>", &bare);
    let policy = Inline::of(&page).allow("style-src; script-src");
    assert!(policy.matches("sha256-").count() <= 1 && policy.ends_with("script-src"), "{policy} for {page}");
}

/// The accent of a partner's frame: six digits and nothing else come into its styles.
pub fn accent(data: &[u8]) {
    let Ok(accent) = std::str::from_utf8(data) else { return };
    let Some(css) = accent_css(accent, &Surfaces::of("")) else { return };
    assert!(accent.len() == 6 && accent.bytes().all(|byte| byte.is_ascii_hexdigit()), "{accent}");
    assert!(!css.contains(['<', '/', '@', '\\']) || css.matches('@').count() == 1, "{css}");
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn a_theme_is_styles_and_nothing_else() {
        holds("theme", super::theme);
    }

    #[test]
    fn an_accent_is_six_digits() {
        holds("accent", super::accent);
    }
}

//! Languages: what can be told from a BCP 47 tag without a locale library.

use serde::{Deserialize, Serialize};

/// Reading direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The direction of the script that `lang` is written in: the script subtag where there is
    /// one, else the usual script of the language.
    ///
    /// Source of both lists: the scripts and languages with `characterOrder` right-to-left in the
    /// Unicode CLDR.
    pub fn of(lang: &str) -> Self {
        const SCRIPTS: [&str; 10] = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand", "samr", "aran"];
        const LANGUAGES: [&str; 17] = [
            "ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "ks", "ku-arab", "nqo", "pnb", "ps", "sd", "syr", "ug",
            "ur", "yi",
        ];
        let mut subtags = lang.as_bytes().split(|byte| matches!(byte, b'-' | b'_'));
        let language = subtags.next().unwrap_or_default();
        let script = subtags.find(|subtag| subtag.len() == 4 && subtag.iter().all(u8::is_ascii_alphabetic));
        let (of, all) = script.map_or((language, &LANGUAGES[..]), |script| (script, &SCRIPTS));
        let is_rtl = all.iter().any(|other| other.as_bytes().eq_ignore_ascii_case(of));
        if is_rtl { Self::Rtl } else { Self::Ltr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_follows_the_script() {
        let cases = [
            ("en", Direction::Ltr),
            ("ru-RU", Direction::Ltr),
            ("ar", Direction::Rtl),
            ("AR-eg", Direction::Rtl),
            ("he", Direction::Rtl),
            ("fa-IR", Direction::Rtl),
            ("az-Arab", Direction::Rtl),
            ("ar-Latn", Direction::Ltr),
            ("zh-Hans", Direction::Ltr),
            ("", Direction::Ltr),
        ];
        for (lang, dir) in cases {
            assert_eq!(Direction::of(lang), dir, "{lang}");
        }
    }
}

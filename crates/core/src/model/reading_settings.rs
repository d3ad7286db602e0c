//! What a reader may set for reading: light or dark, the size of the text, the length of a line.
//!
//! Kept as the words of what differs from the usual, such as `dark largest`. `public/settings.js`, which comes
//! before the first paint and long before any WASM, makes attributes of the same words.

use crate::text::split;

/// A group of choices, of which one holds.
#[derive(Debug)]
pub struct Choices {
    /// What its radios are called.
    pub name: &'static str,
    /// Key of its title.
    pub title: &'static str,
    /// Which choice holds when nothing is kept.
    pub usual: usize,
    /// The word of each choice and the key of what it is called. No word is in two groups.
    pub words: &'static [(&'static str, &'static str)],
}

/// The groups, in order.
pub const CHOICES: [Choices; 3] = [
    Choices {
        name: "reading-theme",
        title: "reading_theme",
        usual: 0,
        words: &[("auto", "reading_theme_auto"), ("light", "reading_theme_light"), ("dark", "reading_theme_dark")],
    },
    Choices {
        name: "reading-text",
        title: "reading_text",
        usual: 1,
        words: &[
            ("small", "reading_text_small"),
            ("medium", "reading_text_medium"),
            ("larger", "reading_text_larger"),
            ("largest", "reading_text_largest"),
        ],
    },
    Choices {
        name: "reading-measure",
        title: "reading_measure",
        usual: 1,
        words: &[
            ("narrow", "reading_measure_narrow"),
            ("normal", "reading_measure_normal"),
            ("wide", "reading_measure_wide"),
        ],
    },
];

impl Choices {
    /// Which choice holds, by the kept words. Words that nobody knows are passed over.
    pub fn chosen(&self, kept: &str) -> usize {
        let kept = split(kept, " ");
        self.words.iter().position(|(word, _)| kept.contains(word)).unwrap_or(self.usual)
    }
}

/// The words to keep once choice `index` of group `group` of [`CHOICES`] is taken.
pub fn choose(kept: &str, group: usize, index: usize) -> String {
    let mut words = String::new();
    for (number, choices) in CHOICES.iter().enumerate() {
        let index = if number == group { index } else { choices.chosen(kept) };
        let Some((word, _)) = choices.words.get(index).filter(|_| index != choices.usual) else { continue };
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_from_the_usual_is_kept() {
        let dark = choose("", 0, 2);
        assert_eq!(dark, "dark");
        let large = choose(&dark, 1, 3);
        assert_eq!(large, "dark largest");
        assert_eq!(choose(&large, 2, 0), "dark largest narrow");
        assert_eq!(choose(&large, 0, 0), "largest");
        assert_eq!(choose("largest", 1, 1), "");
    }

    #[test]
    fn what_somebody_else_has_kept_there_is_passed_over() {
        for (kept, expected) in [
            ("", [0, 1, 1]),
            ("wide dark", [2, 1, 2]),
            ("larger", [0, 2, 1]),
            ("{\"theme\":\"dark\"}", [0, 1, 1]),
            ("darkness  wide", [0, 1, 2]),
        ] {
            assert_eq!(CHOICES.each_ref().map(|choices| choices.chosen(kept)), expected, "{kept:?}");
        }
        assert_eq!(choose("nonsense", 0, 9), "");
    }

    #[test]
    fn settings_js_and_the_style_sheets_know_every_setting() {
        let script = include_str!("../../../../public/settings.js");
        let sheets =
            concat!(include_str!("../../../../style/tokens.css"), include_str!("../../../../style/reading.css"));
        for choices in &CHOICES {
            let is_theme = choices.name == "reading-theme";
            for (index, (word, _)) in choices.words.iter().enumerate() {
                if index != choices.usual {
                    let attribute = if is_theme { "[data-theme=" } else { "[data-reading~=" };
                    assert!(!is_theme || script.contains(word), "{word} in settings.js");
                    assert!(sheets.contains(&format!("{attribute}\"{word}\"]")), "{word} in a sheet");
                }
            }
        }
    }
}

//! Pseudo-translations of English: plain English on such a page is text that is in no catalogue, and a cut-off word is
//! an element that is too narrow.
//!
//! The tags are those that Android and CLDR use for the same purpose (CLDR, "Pseudo-locales"): `en-XA` is accented and
//! some two fifths longer, `ar-XB` runs from right to left. Made when they are wanted, never kept, never offered to
//! readers.

use crate::{
    file::{CatalogueFile, Entry},
    plurals::categories,
};

/// A way to make English strange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pseudo {
    /// `en-XA`: every letter accented, every vowel twice, the whole in brackets.
    Accented,
    /// `ar-XB`: every word in the order of its letters from right to left.
    Mirrored,
}

impl Pseudo {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accented, Self::Mirrored];

    /// BCP 47 tag.
    pub fn lang(self) -> &'static str {
        match self {
            Self::Accented => "en-XA",
            Self::Mirrored => "ar-XB",
        }
    }

    /// A text made strange; `{{name}}` stays as it is.
    pub fn text(self, english: &str) -> String {
        let mut strange = String::new();
        let mut rest = english;
        while let Some(start) = rest.find("{{") {
            let Some(end) = rest[start..].find("}}").map(|end| start + end + 2) else { break };
            strange += &self.words(&rest[..start]);
            strange += &rest[start..end];
            rest = &rest[end..];
        }
        strange += &self.words(rest);
        if self == Self::Accented { format!("[{strange}]") } else { strange }
    }

    fn words(self, words: &str) -> String {
        match self {
            Self::Accented => words.chars().map(accented).collect(),
            Self::Mirrored => {
                let mirrored = words.split(' ').map(|word| match word.chars().any(char::is_alphanumeric) {
                    // RIGHT-TO-LEFT OVERRIDE … POP DIRECTIONAL FORMATTING.
                    true => format!("\u{202e}{word}\u{202c}"),
                    false => word.to_owned(),
                });
                mirrored.collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// The catalogue made strange, with the plural forms of the tag's language.
    pub fn catalogue(self, english: &CatalogueFile) -> CatalogueFile {
        let mut entries: Vec<Entry> = Vec::new();
        let mut push = |key: String, text: &str| {
            let line = entries.len() + 2;
            entries.push(Entry { key, text: self.text(text), line });
        };
        for entry in &english.entries {
            let one = |name: &str| english.get(&format!("{name}_one"));
            match entry.key.rsplit_once('_') {
                Some((name, "one")) if english.get(&format!("{name}_other")).is_some() => {}
                Some((name, "other")) if one(name).is_some() => {
                    for category in categories(self.lang()) {
                        let source = if category == "one" { one(name).unwrap_or(entry) } else { entry };
                        push(format!("{name}_{category}"), &source.text);
                    }
                }
                _ => push(entry.key.clone(), &entry.text),
            }
        }
        CatalogueFile { lang: self.lang().to_owned(), entries }
    }
}

/// A letter as one that no English text has; a vowel as two.
fn accented(letter: char) -> String {
    const LETTERS: &str = "áƀçðéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýž";
    const CAPITALS: &str = "ÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ";
    let of = |letters: &str, first: char| letters.chars().nth(letter as usize - first as usize).unwrap_or(letter);
    let strange = match letter {
        'a'..='z' => of(LETTERS, 'a'),
        'A'..='Z' => of(CAPITALS, 'A'),
        other => return other.to_string(),
    };
    match letter.to_ascii_lowercase() {
        'a' | 'e' | 'i' | 'o' | 'u' => format!("{strange}{}", of(LETTERS, if letter < 'a' { 'A' } else { 'a' })),
        _ => strange.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, english};

    #[test]
    fn letters_become_strange_and_places_stay() {
        assert_eq!(Pseudo::Accented.text("Vote by {{date}}!"), "[Ṽóóţéé ƀý {{date}}!]");
        assert_eq!(Pseudo::Mirrored.text("a – {{n}} b"), "\u{202e}a\u{202c} – {{n}} \u{202e}b\u{202c}");
        let all: String = ('a'..='z').chain('A'..='Z').collect();
        assert!(!Pseudo::Accented.text(&all).chars().any(|c| c.is_ascii_alphabetic()));
    }

    #[test]
    fn a_strange_catalogue_is_whole() {
        for pseudo in Pseudo::ALL {
            let catalogue = pseudo.catalogue(&english());
            assert_eq!(check(&catalogue, &english()), [], "{}", pseudo.lang());
        }
    }
}

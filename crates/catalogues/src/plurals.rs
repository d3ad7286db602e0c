//! The plural forms of a language, from the Unicode CLDR through ICU4X. A language that CLDR does not know has the one
//! form of its root locale, `other`.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// All categories of CLDR, in its order.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The categories of cardinal numbers that `lang` has, in the order of [`CATEGORIES`].
pub fn categories(lang: &str) -> Vec<&'static str> {
    rules(lang).map_or(vec!["other"], |rules| {
        let own: Vec<&str> = rules.categories().map(name).collect();
        CATEGORIES.into_iter().filter(|category| own.contains(category)).collect()
    })
}

/// Whether the form of this category is ever used for one number alone, so that it may go without the number: English
/// `one` is 1, but Russian `one` is 21 as well. Tried with 0 to 999, after which every language repeats itself.
pub fn stands_for_one_number(lang: &str, category: &str) -> bool {
    let Some(rules) = rules(lang) else { return false };
    (0..1_000_u32).filter(|number| name(rules.category_for(*number)) == category).count() == 1
}

fn rules(lang: &str) -> Option<PluralRules> {
    let locale: Locale = lang.parse().unwrap_or(Locale::UNKNOWN);
    PluralRules::try_new(locale.into(), Default::default()).ok()
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_forms_of_cldr() {
        let cases: [(&str, &[&str]); 12] = [
            ("en", &["one", "other"]),
            ("de", &["one", "other"]),
            ("fr", &["one", "many", "other"]),
            ("es", &["one", "many", "other"]),
            ("pt-BR", &["one", "many", "other"]),
            ("uk", &["one", "few", "many", "other"]),
            ("ar", &["zero", "one", "two", "few", "many", "other"]),
            ("cy", &["zero", "one", "two", "few", "many", "other"]),
            ("zh-Hans", &["other"]),
            ("en-XA", &["one", "other"]),
            ("tlh", &["other"]),
            ("not a tag", &["other"]),
        ];
        for (lang, expected) in cases {
            assert_eq!(categories(lang), expected, "{lang}");
        }
    }

    #[test]
    fn only_a_form_for_one_number_may_go_without_it() {
        for (lang, category, expected) in
            [("en", "one", true), ("ru", "one", false), ("ar", "two", true), ("ar", "few", false), ("fr", "one", false)]
        {
            assert_eq!(stands_for_one_number(lang, category), expected, "{lang} {category}");
        }
    }
}

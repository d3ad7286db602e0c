//! A locale: a catalogue, and the functions of [`super::intl`] bound to its language.

use std::{cell::RefCell, sync::Arc};

use hustings_wire::{Direction, Timestamp};

use super::{Catalogue, Zone, intl};
use crate::text::split_once;

/// Translates and formats for components. Immutable and cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locale {
    catalogue: Arc<Catalogue>,
}

impl Locale {
    /// The locale of `catalogue`.
    pub fn new(catalogue: Catalogue) -> Self {
        Self { catalogue: Arc::new(catalogue) }
    }

    /// BCP 47 tag of the language.
    pub fn lang(&self) -> &str {
        self.catalogue.lang()
    }

    /// Reading direction of the language.
    pub fn dir(&self) -> Direction {
        Direction::of(self.lang())
    }

    /// The message of `key`. A missing message shows as its key; `cargo xtask tidy` reports it.
    pub fn t(&self, key: &str) -> String {
        self.catalogue.get(key).unwrap_or(key).to_owned()
    }

    /// The message of `key` with each `{{name}}` replaced.
    pub fn t_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.catalogue.get(key).unwrap_or(key), values)
    }

    /// The message of `key` in the plural form for `count`, with `{{count}}` replaced by the
    /// number as the language writes it, and each `{{name}}`.
    pub fn t_count(&self, key: &str, count: u64, values: &[(&str, &str)]) -> String {
        let form = |category: &str| self.catalogue.get(&[key, "_", category].concat());
        let message = form(intl::plural_category(self.lang(), count)).or_else(|| form("other")).unwrap_or(key);
        fill(&fill(message, &[("count", &self.number(count))]), values)
    }

    /// A whole number.
    pub fn number(&self, number: u64) -> String {
        intl::format_integer(self.lang(), number)
    }

    /// A number with at most two decimals.
    pub fn decimal(&self, number: f64) -> String {
        intl::format_decimal(self.lang(), number)
    }

    /// A date with the month's name.
    pub fn date(&self, at: Timestamp, zone: Zone) -> String {
        intl::format_date(self.lang(), at, zone)
    }
}

thread_local! {
    static SPOKEN: RefCell<Option<Locale>> = const { RefCell::new(None) };
}

/// Makes `locale` the language of what this thread draws from now on. A page is drawn without a pause, in a browser
/// as on a server, so that none comes between; a context of Leptos would say the same with a map and its hashes in
/// the WASM.
pub fn speak(locale: &Locale) {
    SPOKEN.set(Some(locale.clone()));
}

/// The language of the page around the caller.
///
/// # Panics
/// Outside of a page.
pub fn use_locale() -> Locale {
    SPOKEN.with_borrow(Clone::clone).expect("a page provides its language")
}

/// Puts values in the place of `{{name}}`. A name that has no value stays as it is.
fn fill(message: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = message;
    while let Some((before, inside)) = split_once(rest, "{{") {
        filled.push_str(before);
        let named = split_once(inside, "}}");
        let known = named.and_then(|(name, after)| {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map(|(_, value)| (*value, after))
        });
        let (text, after) = known.unwrap_or(("{{", inside));
        filled.push_str(text);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(lang: &str, json: &str) -> Locale {
        Locale::new(Catalogue::from_json(lang, json).expect("a catalogue"))
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let ru = locale(
            "ru",
            r#"{"min_one": "{{count}} минута", "min_few": "{{count}} минуты", "min_many": "{{count}} минут", "min_other": "{{count}} минуты"}"#,
        );
        let said: Vec<String> = [1, 3, 5, 21].map(|n| ru.t_count("min", n, &[])).to_vec();
        assert_eq!(said, ["1 минута", "3 минуты", "5 минут", "21 минута"]);
    }

    #[test]
    fn missing_plural_forms_and_messages_fall_back() {
        let en = locale("en", r#"{"x_other": "{{count}} of {{all}}"}"#);
        assert_eq!(en.t_count("x", 1, &[("all", "9")]), "1 of 9");
        assert_eq!(en.t("nothing"), "nothing");
        assert_eq!(fill("{a} {{b}} {{{c}}} {{d}}, {{e}}{{b}}", &[("b", "1"), ("e", "é")]), "{a} 1 {{{c}}} {{d}}, é1");
    }

    #[test]
    fn a_broken_catalogue_says_which() {
        let error = Catalogue::from_json("ru", "{").expect_err("broken");
        assert!(error.to_string().starts_with("the catalogue of ru"));
    }
}

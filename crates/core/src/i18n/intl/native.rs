//! ICU4X with its compiled-in CLDR data: what the browser's `Intl` says, said natively, so that a
//! rendered page and its hydration agree. A tag that is no language falls back to the root locale.

use hustings_wire::Timestamp;
use icu_datetime::{DateTimeFormatter, fieldsets::YMD, input::Date};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use super::Zone;

fn locale(lang: &str) -> Locale {
    lang.parse().unwrap_or(Locale::UNKNOWN)
}

/// The CLDR plural category of `count` things: `zero`, `one`, `two`, `few`, `many` or `other`.
pub fn plural_category(lang: &str, count: u64) -> &'static str {
    let Ok(rules) = PluralRules::try_new(locale(lang).into(), Default::default()) else { return "other" };
    match rules.category_for(count) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// A whole number in the language's digits and groups.
pub fn format_integer(lang: &str, number: u64) -> String {
    format(lang, &Decimal::from(number))
}

/// A number in the language's digits, with at most two decimals.
pub fn format_decimal(lang: &str, number: f64) -> String {
    let mut decimal = Decimal::from((number * 100.0).round() as i64);
    decimal.multiply_pow10(-2);
    decimal.absolute.trim_end();
    format(lang, &decimal)
}

fn format(lang: &str, decimal: &Decimal) -> String {
    match DecimalFormatter::try_new(locale(lang).into(), Default::default()) {
        Ok(formatter) => formatter.format(decimal).to_string(),
        Err(_) => decimal.to_string(),
    }
}

/// A date with the month's name: "2 November 2026" as the language writes it. The reader's zone is
/// not known here, so every date is told in UTC.
pub(super) fn long_date(lang: &str, at: Timestamp, _zone: Zone) -> String {
    let iso = at.to_string();
    let part = |from: usize, to: usize| iso.get(from..to).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or(1);
    let date = Date::try_new_iso(i32::from(part(0, 4)), part(5, 7) as u8, part(8, 10) as u8);
    match (date, DateTimeFormatter::try_new(locale(lang).into(), YMD::long())) {
        (Ok(date), Ok(formatter)) => formatter.format(&date).to_string(),
        _ => iso.get(..10).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::format_date, *};

    /// What Chromium's `Intl` prints for the same calls.
    #[test]
    fn natively_said_as_the_browser_says_it() {
        let at: Timestamp = "2026-11-02T23:30:00Z".parse().expect("valid");
        let dates = [
            ("en", "November\u{a0}2,\u{a0}2026"),
            ("ru", "2\u{a0}ноября\u{a0}2026\u{a0}г."),
            ("ar", "2\u{a0}نوفمبر\u{a0}2026"),
        ];
        for (lang, expected) in dates {
            assert_eq!(format_date(lang, at, Zone::Utc), expected);
        }
        let numbers = [("en", "12,345"), ("ru", "12\u{a0}345"), ("ar", "12,345")];
        for (lang, expected) in numbers {
            assert_eq!(format_integer(lang, 12_345), expected, "{lang}");
        }
        let means = [("en", 4.5, "4.5"), ("ru", 4.33, "4,33"), ("en", 5.0, "5"), ("de", 4.25, "4,25")];
        for (lang, mean, expected) in means {
            assert_eq!(format_decimal(lang, mean), expected, "{lang}");
        }
    }

    #[test]
    fn plural_categories_are_those_of_the_language() {
        let cases = [
            ("en", [(1, "one"), (2, "other"), (0, "other"), (21, "other")]),
            ("ru", [(1, "one"), (3, "few"), (5, "many"), (21, "one")]),
            ("ar", [(0, "zero"), (2, "two"), (7, "few"), (100, "other")]),
        ];
        for (lang, counts) in cases {
            for (count, category) in counts {
                assert_eq!(plural_category(lang, count), category, "{lang} {count}");
            }
        }
    }
}

//! The browser's `Intl`.

use hustings_wire::Timestamp;
use js_sys::{Array, Date, Intl, Number, Object, Reflect};
use wasm_bindgen::JsValue;

use super::Zone;

/// The CLDR plural category of `count` things: `zero`, `one`, `two`, `few`, `many` or `other`.
pub fn plural_category(lang: &str, count: u64) -> &'static str {
    let category = Intl::PluralRules::new(&Array::of1(&lang.into()), &Object::new()).select(count as f64);
    let category = String::from(category);
    ["zero", "one", "two", "few", "many"].into_iter().find(|c| *c == category).unwrap_or("other")
}

/// A whole number in the language's digits and groups.
pub fn format_integer(lang: &str, number: u64) -> String {
    Number::from(number as f64).to_locale_string(lang).into()
}

/// A number in the language's digits, with at most two decimals. Rounded here: `Intl` would leave
/// three.
pub fn format_decimal(lang: &str, number: f64) -> String {
    Number::from((number * 100.0).round() / 100.0).to_locale_string(lang).into()
}

/// A date with the month's name: "2 November 2026" as the language writes it.
pub(super) fn long_date(lang: &str, at: Timestamp, zone: Zone) -> String {
    let options = Object::new();
    // Setting a property of a plain new object cannot fail.
    let _ = Reflect::set(&options, &"dateStyle".into(), &"long".into());
    if zone == Zone::Utc {
        let _ = Reflect::set(&options, &"timeZone".into(), &"UTC".into());
    }
    let date = Date::new(&JsValue::from_f64(at.unix() as f64 * 1000.0));
    date.to_locale_date_string(lang, &options).into()
}

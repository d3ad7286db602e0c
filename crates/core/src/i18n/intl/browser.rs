//! The browser's `Intl`. What formats is made once for each language: making it costs a phone some milliseconds, and a page
//! has hundreds of numbers.

use hustings_wire::Timestamp;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::Zone;

/// What formatters there are. The last two are for dates, whose clock they are called after.
pub const KINDS: [&str; 4] = ["number", "plural", "UTC", "date"];

thread_local! {
    /// What was made, each by its language and its kind.
    static MADE: Object = Object::new();
}

/// The CLDR plural category of `count` things: `zero`, `one`, `two`, `few`, `many` or `other`.
pub fn plural_category(lang: &str, count: u64) -> &'static str {
    let category = say(lang, "plural", count as f64);
    ["zero", "one", "two", "few", "many"].into_iter().find(|c| *c == category).unwrap_or("other")
}

/// A whole number in the language's digits and groups.
pub fn format_integer(lang: &str, number: u64) -> String {
    say(lang, "number", number as f64)
}

/// A number in the language's digits, with at most two decimals. Rounded here: `Intl` would leave
/// three.
pub fn format_decimal(lang: &str, number: f64) -> String {
    say(lang, "number", (number * 100.0).round() / 100.0)
}

/// A date with the month's name: "2 November 2026" as the language writes it.
pub(super) fn long_date(lang: &str, at: Timestamp, zone: Zone) -> String {
    say(lang, if zone == Zone::Utc { "UTC" } else { "date" }, at.unix() as f64 * 1000.0)
}

/// What a formatter, which is one of [`KINDS`], says of a number. The first call makes it.
#[inline(never)]
pub fn say(lang: &str, kind: &'static str, number: f64) -> String {
    let name: JsValue = [kind, lang].concat().into();
    let method: Function = MADE.with(|made| {
        let known = Reflect::get(made, &name).unwrap_or_default();
        if known.is_undefined() {
            let method = make(lang, kind);
            let _ = Reflect::set(made, &name, &method);
            method
        } else {
            known.into()
        }
    });
    method.call1(&JsValue::UNDEFINED, &number.into()).ok().and_then(|words| words.as_string()).unwrap_or_default()
}

fn make(lang: &str, kind: &'static str) -> Function {
    let (locales, options) = (Array::of1(&lang.into()), Object::new());
    match kind {
        "plural" => {
            let rules = Intl::PluralRules::new(&locales, &options);
            let select = Reflect::get(&rules, &"select".into()).unwrap_or_default();
            Function::from(select).bind0(&rules)
        }
        "number" => Intl::NumberFormat::new(&locales, &options).format(),
        _ => {
            // Setting a property of a plain new object cannot fail.
            let _ = Reflect::set(&options, &"dateStyle".into(), &"long".into());
            if kind == "UTC" {
                let _ = Reflect::set(&options, &"timeZone".into(), &kind.into());
            }
            Intl::DateTimeFormat::new(&locales, &options).format()
        }
    }
}

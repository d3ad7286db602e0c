//! The browser's `Intl` says what ICU4X says natively (`crates/core/src/i18n/intl/native.rs` has the same
//! cases), so that a page looks the same before and after hydration.

use hustings_core::i18n::{
    Zone,
    intl::{format_date, format_decimal, format_integer, plural_category},
};
use js_sys::Function;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{samples::at, screen::locale};

#[wasm_bindgen_test]
fn plural_categories_are_those_of_the_language() {
    let cases = [
        ("en", [(1, "one"), (2, "other"), (0, "other"), (21, "other")]),
        ("ru", [(1, "one"), (3, "few"), (5, "many"), (21, "one")]),
        ("ar", [(0, "zero"), (2, "two"), (7, "few"), (100, "other")]),
        ("ar", [(1, "one"), (11, "many"), (99, "many"), (103, "few")]),
    ];
    for (lang, counts) in cases {
        for (count, category) in counts {
            assert_eq!(plural_category(lang, count), category, "{lang} {count}");
        }
    }
}

#[wasm_bindgen_test]
fn dates_are_told_by_the_clock_that_is_asked_for() {
    let late = at("2026-11-02T23:30:00Z");
    let cases = [
        ("en", "November\u{a0}2,\u{a0}2026"),
        ("ru", "2\u{a0}ноября\u{a0}2026\u{a0}г."),
        ("ar", "2\u{a0}نوفمبر\u{a0}2026"),
    ];
    for (lang, expected) in cases {
        assert_eq!(format_date(lang, late, Zone::Utc), expected);
    }
}

#[wasm_bindgen_test]
fn numbers_have_the_digits_and_groups_of_the_language() {
    let integers = [("en", "12,345"), ("ru", "12\u{a0}345"), ("ar", "12,345")];
    for (lang, expected) in integers {
        assert_eq!(format_integer(lang, 12_345), expected, "{lang}");
    }
    let means = [
        ("en", 4.5, "4.5"),
        ("ru", 4.33, "4,33"),
        ("en", 5.0, "5"),
        ("de", 4.25, "4,25"),
        ("en", 13.0 / 3.0, "4.33"),
        ("en", 14.0 / 3.0, "4.67"),
    ];
    for (lang, mean, expected) in means {
        assert_eq!(format_decimal(lang, mean), expected, "{lang}");
    }
}

#[wasm_bindgen_test]
fn every_form_of_a_message_is_found() {
    let cases = [
        ("ru", 1, "1 минута чтения"),
        ("ru", 22, "22 минуты чтения"),
        ("ru", 5, "5 минут чтения"),
        ("en", 1, "1 minute read"),
    ];
    for (lang, count, expected) in cases {
        assert_eq!(locale(lang).t_count("reading_minutes", count, &[]), expected);
    }
    let arabic = locale("ar");
    let forms: std::collections::BTreeSet<String> =
        [0, 1, 2, 3, 11, 100].map(|count| arabic.t_count("reading_minutes", count, &[])).into();
    assert_eq!(forms.len(), 6, "{forms:?}");
}

/// What counts each formatter that is made from now on, by the name of its kind.
const COUNT: &str = "
    globalThis.made = {};
    for (const kind of ['NumberFormat', 'PluralRules', 'DateTimeFormat']) {
        Intl[kind] = new Proxy(Intl[kind], {
            construct: (...call) => { made[kind] = (made[kind] ?? 0) + 1; return Reflect.construct(...call); },
        });
    }
    // These make one at every call.
    Number.prototype.toLocaleString = Date.prototype.toLocaleDateString = () => { throw new Error('one more'); };";

#[wasm_bindgen_test]
fn what_formats_is_made_once_for_a_language() {
    Function::new_no_args(COUNT).call0(&wasm_bindgen::JsValue::NULL).expect("the script runs");
    let late = at("2026-11-02T23:30:00Z");
    for lang in ["nl", "sv", "nl"] {
        for number in 0..100 {
            format_integer(lang, number);
            format_decimal(lang, number as f64 / 7.0);
            plural_category(lang, number);
            format_date(lang, late, Zone::Utc);
            format_date(lang, late, Zone::Reader);
        }
    }
    let made = js_sys::Reflect::get(&js_sys::global(), &"made".into()).expect("the counts");
    let made = js_sys::JSON::stringify(&made).expect("plain numbers");
    assert_eq!(made.as_string().as_deref(), Some(r#"{"NumberFormat":2,"PluralRules":2,"DateTimeFormat":4}"#));
}

//! Queries natively.

use crate::text::{split, split_once};

/// The first value of `key` in a query, percent-decoded; `None` when absent or empty. As the browser's `URLSearchParams` has it (URL
/// Standard, `application/x-www-form-urlencoded`): keys are decoded too, one without `=` has an empty value, and one question mark
/// at the beginning is none of the query's.
pub fn query_value(query: &str, key: &str) -> Option<String> {
    split(query.strip_prefix('?').unwrap_or(query), "&")
        .into_iter()
        .map(|pair| split_once(pair, "=").unwrap_or((pair, "")))
        .find(|(name, _)| decode_component(name) == key)
        .map(|(_, value)| decode_component(value))
        .filter(|value| !value.is_empty())
}

/// The reverse of [`encode_component`](super::encode_component), reading `+` as a space as forms do. What is not a valid
/// escape stays as it is; what is not UTF-8 is replaced.
pub fn decode_component(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        // Digit by digit: a parser of numbers would take a sign, too.
        let digit = |ahead: usize| bytes.get(at + ahead).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], digit(1).zip(digit(2))) {
            (b'%', Some((high, low))) => {
                decoded.push((high << 4 | low) as u8);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

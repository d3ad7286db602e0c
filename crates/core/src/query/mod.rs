//! The query of a URL, and what is percent-encoded in one.
//!
//! The browser reads queries itself; natively the same is done here. `tests/components/query.rs` has the same cases.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::query_value;
#[cfg(not(target_arch = "wasm32"))]
pub use native::{decode_component, query_value};

/// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
pub fn encode_component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    encoded
}

#[cfg(test)]
mod cases;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{cases::VALUES, *};

    #[test]
    fn values_are_read_and_decoded() {
        for (query, expected) in VALUES {
            assert_eq!(query_value(query, "q").as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn what_is_no_escape_stays_as_it_is() {
        for (text, decoded) in
            [("%41+%c3%A9", "A \u{e9}"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%+5%-1", "% 5%-1")]
        {
            assert_eq!(decode_component(text), decoded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_to_the_same(text in ".{0,40}") {
            prop_assert_eq!(decode_component(&encode_component(&text)), text);
        }

        #[test]
        fn no_text_makes_the_decoder_panic(text in ".{0,40}") {
            let _ = decode_component(&text);
        }
    }
}

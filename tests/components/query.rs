//! The browser reads queries as the server does.

use hustings_core::query::query_value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::query_cases::VALUES;

#[wasm_bindgen_test]
fn values_are_read_and_decoded() {
    for (query, expected) in VALUES {
        assert_eq!(query_value(query, "q").as_deref(), expected, "{query}");
    }
}

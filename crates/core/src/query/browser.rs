//! Queries by the browser's own reader of them.

use web_sys::UrlSearchParams;

/// The first value of `key` in a query, percent-decoded; `None` when absent or empty.
pub fn query_value(query: &str, key: &str) -> Option<String> {
    UrlSearchParams::new_with_str(query).ok()?.get(key).filter(|value| !value.is_empty())
}

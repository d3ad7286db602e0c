//! For native builds without the feature `ssr`, which render nothing: the CLDR root locale.

use hustings_wire::Timestamp;

use super::Zone;

/// Always `other`, the one category of the root locale.
#[must_use]
pub fn plural_category(_lang: &str, _count: u64) -> &'static str {
    "other"
}

/// Digits without groups.
#[must_use]
pub fn format_integer(_lang: &str, number: u64) -> String {
    number.to_string()
}

/// Digits with a point.
#[must_use]
pub fn format_decimal(_lang: &str, number: f64) -> String {
    number.to_string()
}

/// The date of RFC 3339 in UTC.
#[must_use]
pub(super) fn long_date(_lang: &str, at: Timestamp, _zone: Zone) -> String {
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

//! Queries and what they say of `q`, for the reader here and for the browser's in `tests/components/query.rs`.

/// A query, and the value of `q`.
pub(crate) const VALUES: [(&str, Option<&str>); 13] = [
    ("q=night%20trains+&x=1", Some("night trains ")),
    ("x=1&q=%D0%B0%2B%c3%A9", Some("\u{430}+\u{e9}")),
    ("q=first&q=second", Some("first")),
    ("q=100%+%zz%4", Some("100% %zz%4")),
    ("q=a%ffb", Some("a\u{fffd}b")),
    ("q=a=b", Some("a=b")),
    ("q=", None),
    ("q&q=trains", None),
    ("q=&q=trains", None),
    ("%71=trains", Some("trains")),
    ("?q=trains", Some("trains")),
    ("??q=trains", None),
    ("x=1", None),
];

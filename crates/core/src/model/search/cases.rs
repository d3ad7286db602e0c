//! What is found and marked in texts of every script, for ICU4X here and for the browser in `tests/components/fold.rs`.

/// Articles: slug, title, text.
pub(crate) const ENTRIES: [(&str, &str, &str); 5] = [
    ("ru", "Ещё ёлки", ""),
    ("ar", "عودةُ القطارِ الليليّ", ""),
    ("de", "Die Straße", ""),
    ("zh", "重新开行的夜间列车", "从前的车站"),
    ("fr", "L’été à Orléans", ""),
];

/// Words that are searched for, and the slugs of what is found.
pub(crate) const FOUND: [(&str, &[&str]); 10] = [
    ("еще елки", &["ru"]),
    ("ЁЛК", &["ru"]),
    ("القطار", &["ar"]),
    ("عوده الليلى", &["ar"]),
    ("strasse", &["de"]),
    ("夜间列车", &["zh"]),
    ("车", &["zh"]),
    ("夜车", &[]),
    ("ete orleans", &["fr"]),
    ("été", &["fr"]),
];

/// Words, a text, and the text with what is marked in brackets.
pub(crate) const MARKED: [(&str, &str, &str); 6] = [
    ("night", "The (night-train), nightly.", "The ([night]-train), [nightly]."),
    ("strasse", "In der Straße!", "In der [Straße]!"),
    ("елка", "«Ёлка» и ёлочка", "«[Ёлка]» и ёлочка"),
    ("القطار", "عودةُ القِطارِ، ليلًا", "عودةُ [القِطارِ]، ليلًا"),
    ("夜间列车", "开行的夜间列车与车站", "开行的[夜间列车]与车站"),
    ("nothing", "<b>here</b>", "<b>here</b>"),
];

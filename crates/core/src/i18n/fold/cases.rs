//! Texts and what they become, for ICU4X here and for the browser in `tests/components/fold.rs`.

/// A text, and the same folded.
pub(crate) const FOLDED: [(&str, &str); 13] = [
    ("Night TRAINS, again!", "night trains- again-"),
    ("café Ångström", "cafe angstrom"),
    ("Straße STRASSE", "strasse strasse"),
    ("Øre Łódź æon", "ore lodz aeon"),
    ("Ёлка ещё", "елка еще"),
    ("İstanbul ısı", "istanbul isi"),
    ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
    ("أحمد إلى آخر ٱسم", "احمد الي اخر اسم"),
    ("كِتَابٌ كتـــاب", "كتاب كتاب"),
    ("ﬁrst １２", "first 12"),
    ("夜间列车。", "夜间列车-"),
    ("don’t—stop", "don-t-stop"),
    ("", ""),
];

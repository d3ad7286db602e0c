//! The browser folds texts as ICU4X does natively (`src/i18n/fold` and `src/model/search` have the same
//! cases), so that a search finds the same on the server and on a static host.

use hustings::{
    i18n::fold,
    model::search::{Entry, Index, Query},
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn texts_that_readers_take_for_the_same_become_the_same() {
    let cases = [
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
    for (text, expected) in cases {
        assert_eq!(fold(text), expected, "{text}");
    }
}

#[wasm_bindgen_test]
fn each_script_is_searched_as_its_readers_expect() {
    let entry = |slug: &str, title: &str, text: &str| Entry {
        slug: slug.into(),
        title: title.into(),
        dek: String::new(),
        text: text.into(),
    };
    let index = Index::new(vec![
        entry("ru", "Ещё ёлки", ""),
        entry("ar", "عودةُ القطارِ الليليّ", ""),
        entry("de", "Die Straße", ""),
        entry("zh", "重新开行的夜间列车", "从前的车站"),
        entry("fr", "L’été à Orléans", ""),
    ]);
    let cases: [(&str, &[&str]); 8] = [
        ("еще елки", &["ru"]),
        ("القطار", &["ar"]),
        ("عوده الليلى", &["ar"]),
        ("strasse", &["de"]),
        ("夜间列车", &["zh"]),
        ("车", &["zh"]),
        ("夜车", &[]),
        ("ete orleans", &["fr"]),
    ];
    for (words, expected) in cases {
        let found = index.find(&Query::parse(words).expect("long enough"));
        let slugs: Vec<&str> = found.hits.iter().map(|hit| hit.slug.as_str()).collect();
        assert_eq!(slugs, expected, "{words}");
    }
}

#[wasm_bindgen_test]
fn what_was_searched_for_is_marked_in_every_script() {
    let cases = [
        ("night", "The (night-train), nightly.", "The ([night]-train), [nightly]."),
        ("strasse", "In der Straße!", "In der [Straße]!"),
        ("елка", "«Ёлка» и ёлочка", "«[Ёлка]» и ёлочка"),
        ("القطار", "عودةُ القِطارِ، ليلًا", "عودةُ [القِطارِ]، ليلًا"),
        ("夜间列车", "开行的夜间列车与车站", "开行的[夜间列车]与车站"),
    ];
    for (words, text, expected) in cases {
        let pieces = Query::parse(words).expect("long enough").marked(text);
        let bracketed = |piece: hustings::model::search::Piece| match piece.is_match {
            true => format!("[{}]", piece.text),
            false => piece.text,
        };
        assert_eq!(pieces.into_iter().map(bracketed).collect::<String>(), expected, "{words}");
    }
}

//! Sanitising: what no Markdown input can produce.

use proptest::prelude::*;

use super::{super::fuzz::harmless, tests::rendered};

/// Pieces that an attack would be made of, and that Markdown reads in many ways.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        Just("<script>alert(1)</script>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("<svg/onload=alert(1)>".to_owned()),
        Just("[a](javascript:alert(1))".to_owned()),
        Just("![a](map.png \"\\\" onload=\\\"x\")".to_owned()),
        Just("[a](https://x.example/\"onclick=\"x)".to_owned()),
        Just("\u{e000}0\u{e001}".to_owned()),
        Just("[^a]".to_owned()),
        Just("\n\n[^a]: b".to_owned()),
        Just("\n\n> [!PULL]\n> ".to_owned()),
        Just("\n\n{{poll:night-trains}}\n\n".to_owned()),
        Just("\n| a | b |\n|---|--:|\n| ".to_owned()),
        Just("\n\n## ".to_owned()),
        Just("\n- ".to_owned()),
        Just("\n```a\"b\n".to_owned()),
        Just("`".to_owned()),
        Just("**".to_owned()),
        Just("<a id=b1 href=".to_owned()),
        Just("]]>&lt;script&gt;".to_owned()),
        Just("\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_markdown_becomes_a_script_and_no_id_stands_twice(text in pieces()) {
        harmless(&rendered(&text).0.html);
    }

    #[test]
    fn no_text_makes_the_writer_panic(text in "\\PC{0,200}") {
        let _ = rendered(&text);
    }
}

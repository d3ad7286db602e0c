//! Where lines end.

use proptest::prelude::*;

use super::*;

const FACE: Face = Face::plain(10);

#[test]
fn lines_end_where_a_reader_expects_it() {
    // Ten pixels an em: an ideograph takes ten and a fifth, a small letter about six.
    let cases: [(&str, u32, &[&str]); 14] = [
        ("", 100, &[""]),
        ("  one   two\n", 100, &["one two"]),
        ("one two three", 60, &["one two", "three"]),
        ("a well-known night", 46, &["a well-", "known", "night"]),
        ("at 1-2", 20, &["at", "1-2"]),
        ("2 Nov\u{a0}2026", 55, &["2", "Nov\u{a0}2026"]),
        ("夜行列车上，最重要", 53, &["夜行列车", "上，最重要"]),
        ("「夜行列车」", 33, &["「夜行", "列车」"]),
        ("aaaaaaaaaaaa", 32, &["aaaaa", "aaaaa", "aa"]),
        ("ok aaaaaaaaaaaa", 32, &["ok", "aaaaa", "aaaaa", "aa"]),
        ("e\u{301}e\u{301}e\u{301}", 13, &["e\u{301}e\u{301}", "e\u{301}"]),
        ("மதுமது", 29, &["மது", "மது"]),
        ("สำคัญ", 14, &["สำ", "คัญ"]),
        ("👨‍👩‍👧👨‍👩‍👧", 42, &["👨‍👩‍👧", "👨‍👩‍👧"]),
    ];
    for (text, width, expected) in cases {
        assert_eq!(FACE.wrap(text, width), expected, "{text} in {width}");
    }
}

#[test]
fn a_heading_is_broken_into_lines_of_about_the_same_length() {
    let text = "What would bring more null results to light?";
    let (torn, even) = (FACE.wrap(text, 215), FACE.wrap_evenly(text, 215));
    assert_eq!(torn, ["What would bring more null results to", "light?"]);
    assert_eq!(even, ["What would bring more", "null results to light?"]);
    assert_eq!(FACE.wrap_evenly("", 215), [""]);
}

#[test]
fn bold_letters_take_more_room() {
    assert!(Face::bold(10).width("night") > FACE.width("night"));
    assert!(Face::bold(10).wrap("one two", 40).len() > FACE.wrap("one two", 40).len());
}

proptest! {
    #[test]
    fn no_line_is_wider_than_asked_for(text in "\\PC{0,60}", size in 1u32..40, bold: bool, room in 0u32..400) {
        let face = Face { size, bold };
        let width = (WIDEST * size * 116).div_ceil(10_000) + room;
        for line in face.wrap(&text, width) {
            prop_assert!(face.width(&line) <= width, "{line} is {} of {width}", face.width(&line));
        }
        for line in face.wrap_evenly(&text, width) {
            prop_assert!(face.width(&line) <= width, "{line} is {} of {width}", face.width(&line));
        }
        prop_assert_eq!(face.wrap_evenly(&text, width).len(), face.wrap(&text, width).len());
    }

    #[test]
    fn nothing_but_blanks_is_lost(text in "\\PC{0,60}", width in 1u32..200) {
        let without_blanks = |text: &str| text.chars().filter(|c| !is_blank(*c)).collect::<String>();
        prop_assert_eq!(without_blanks(&FACE.wrap(&text, width).concat()), without_blanks(&text));
    }
}

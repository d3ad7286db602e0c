//! Pictures as files, and where their lines break.

use super::*;

fn card(lang: &str, title: &str) -> Card {
    Card {
        lang: lang.to_owned(),
        rtl: lang == "ar",
        brand: "The Open Question".to_owned(),
        kicker: String::new(),
        title: title.to_owned(),
        below: Below::Sentence(String::new()),
        palette: Palette::default(),
    }
}

fn title_of(card: &Card, sizes: &[f32]) -> Block {
    let setting = Setting { height: BOTTOM - TOP, ..setting(card, sizes, leading(card), MEASURE, MAX_TITLE_LINES) };
    Typesetter::new(Role::Title, false).set(&card.title, setting)
}

#[test]
fn a_picture_is_a_png_of_its_size() {
    let file = card("en", "Short").png();
    let decoder = png::Decoder::new(std::io::Cursor::new(&file));
    let reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (WIDTH, HEIGHT));
    assert_eq!(file, card("en", "Short").png(), "it is the same every time");
    assert!(file.len() < 100_000, "it has {} bytes", file.len());
}

#[test]
fn every_title_stays_within_its_room() {
    let titles = ["A", "Пересечь континент во сне", "عودة القطار الليلي", "夜行列车回来了", "A\u{ad}\u{200f}"];
    let long = ["word ", "безпробела", "كلمة ", "长", "W"].map(|part| part.repeat(200));
    for title in titles.into_iter().map(str::to_owned).chain(long) {
        for lang in ["en", "ar", "zh-Hans"] {
            let title: String = title.chars().take(200).collect();
            let card = card(lang, &title);
            let block = title_of(&card, &TITLE_SIZES);
            assert!(block.lines <= MAX_TITLE_LINES, "{lang} {title}: {} lines", block.lines);
            assert!(block.height <= BOTTOM - TOP, "{lang} {title}: {} high", block.height);
            let bounds = block.path.expect("something is drawn").bounds();
            assert!(bounds.width() <= MEASURE + 12.0, "{lang} {title}: {} wide", bounds.width());
            let (inner, outer) =
                if card.rtl { (-bounds.right(), -bounds.left()) } else { (bounds.left(), bounds.right()) };
            assert!(inner > -12.0 && outer <= MEASURE + 12.0, "{lang} {title}: from {inner} to {outer}");
        }
    }
}

#[test]
fn the_lines_of_a_title_are_about_equally_long() {
    let block = title_of(&card("en", "What a shorter meeting is worth to those who sit in it"), &[62.0]);
    assert!(block.lines > 1 && !block.cut);
    assert!(block.width < MEASURE * 0.9, "the last line takes what the first gives: {}", block.width);
}

#[test]
fn only_a_title_that_fits_in_no_size_is_cut() {
    assert!(!title_of(&card("en", &"word ".repeat(30)), &TITLE_SIZES).cut);
    assert!(title_of(&card("en", &"WORDS ".repeat(33)), &TITLE_SIZES).cut);
}

#[test]
fn an_arabic_title_is_joined_and_runs_from_the_right() {
    let joined = title_of(&card("ar", "قطار"), &[60.0]);
    let apart = title_of(&card("ar", "ق\u{200c}ط\u{200c}ا\u{200c}ر"), &[60.0]);
    assert!(joined.width < apart.width, "letters that join are narrower: {} and {}", joined.width, apart.width);
    assert!(joined.path.unwrap().bounds().left() < 0.0, "it lies left of where its line begins");
}

#[test]
fn what_is_in_the_picture_makes_its_digest() {
    let one = card("en", "One");
    let themed = Card { palette: Palette::of(":root { --accent: #004488 }"), ..one.clone() };
    for other in [card("en", "Two"), card("ru", "One"), Card { kicker: "x".to_owned(), ..one.clone() }, themed] {
        assert_ne!(one.digest(), other.digest());
    }
    assert_eq!(one.digest(), one.clone().digest());
}

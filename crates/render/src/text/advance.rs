//! Advance widths of characters, in hundredths of the font size. No font is read: the viewer's fonts are not known, so
//! these are the widths of the widest common ones, measured in Chromium with DejaVu Sans and Noto Sans, rounded up.

/// No character counts as more than this: a column of this width holds at least one of any kind.
pub(crate) const WIDEST: u32 = 730;

/// Printable ASCII, from the space to the tilde.
const ASCII: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 55, 84, 32, 36, 32, 37, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 34, 29, 66, 56, 91, 76, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69,
    61, 69, 39, 37, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63,
    59, 82, 59, 59, 52, 64, 55, 64, 84,
];

/// The advance of `c`.
pub(super) fn advance(c: char) -> u32 {
    if stands_on(c) || is_invisible(c) {
        return 0;
    }
    if let Some(width) = (c as usize).checked_sub(0x20).and_then(|at| ASCII.get(at)) {
        return u32::from(*width);
    }
    // Letters of two cases: the capitals are wider.
    let cased = |capital: u32, small: u32| if c.is_uppercase() { capital } else { small };
    match c {
        'Æ' | 'æ' | 'Œ' | 'œ' | 'Ŵ' | 'ŵ' | '\u{1c4}'..='\u{1cc}' | '\u{1f1}'..='\u{1f3}' => 125,
        '©' | '®' | '¼' | '½' | '¾' | '…' | '—' | '―' | '‰' | '™' | '№' => 110,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => 34,
        '\u{2010}'..='\u{205e}' => 65,
        '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => cased(80, 66),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => cased(82, 70),
        'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ф' | 'Ы' | 'М' => 108,
        'ж' | 'ш' | 'щ' | 'ю' | 'ф' | 'ы' | 'м' => 92,
        '\u{400}'..='\u{52f}' => cased(78, 66),
        '\u{530}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => 75,
        '\u{590}'..='\u{5ff}' => 68,
        // Letters that join are wide at the end of a word only; these are wide everywhere, and the
        // alef nowhere.
        'س' | 'ش' | 'ص' | 'ض' | 'ط' | 'ظ' => 96,
        'ا' | 'أ' | 'إ' | 'آ' => 30,
        '\u{600}'..='\u{8ff}' => 64,
        // The scripts of northern India, then those of the south, whose letters are wider.
        '\u{900}'..='\u{aff}' => 68,
        '\u{b00}'..='\u{dff}' => 95,
        '\u{e00}'..='\u{eff}' => 66,
        '\u{1200}'..='\u{139f}' => 82,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => {
            if c == '〱' { 200 } else { 102 }
        }
        '\u{ff61}'..='\u{ffdc}' => 60,
        '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}' => 102,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' => 135,
        '\u{2e3a}' => 200,
        '\u{2e3b}' => 300,
        // Whole sentences in one character.
        '\u{fdfa}'..='\u{fdff}' => WIDEST,
        '\u{12000}'..='\u{1254f}' => 400,
        _ => 104,
    }
}

/// Whether no line begins with `c`, since it belongs to the character before it.
pub(super) fn joins(c: char) -> bool {
    stands_on(c)
        || indic(c).is_some_and(|at| matches!(at, 0x01..=0x03 | 0x3c..=0x4d | 0x55..=0x57 | 0x62 | 0x63))
        || matches!(c, '\u{dca}'..='\u{ddf}' | '\u{e30}'..='\u{e33}' | '\u{e45}' | '\u{eb0}'..='\u{eb3}')
}

/// Whether what follows `c` belongs to it: a joiner, or the sign that makes one letter of two.
pub(super) fn holds(c: char) -> bool {
    c == '\u{200d}' || indic(c) == Some(0x4d)
}

/// The place of `c` within its block of an Indic script: from Devanagari to Malayalam, each block of 128
/// characters has the same order.
fn indic(c: char) -> Option<u32> {
    matches!(c, '\u{900}'..='\u{d7f}').then_some(c as u32 % 0x80)
}

/// Whether `c` takes no room of its own.
fn stands_on(c: char) -> bool {
    indic(c).is_some_and(|at| matches!(at, 0x01 | 0x3c | 0x4d))
        || matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
            | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{941}'..='\u{948}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
            | '\u{e47}'..='\u{e4e}' | '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0020}'..='\u{e01ef}')
}

/// Whether nothing is drawn for `c`: controls, marks of direction, breaks that may be taken.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                       | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether lines may end before and after `c` without a blank: the scripts of China and Japan.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{31f0}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}'
                | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_are_about_as_wide_as_they_look() {
        let cases = [
            ('i', 20..40),
            ('W', 90..110),
            ('É', 60..90),
            ('щ', 80..110),
            ('ا', 20..40),
            ('夜', 100..105),
            ('ア', 100..105),
            ('🚂', 120..140),
            ('\u{64e}', 0..1),
            ('\u{200f}', 0..1),
            ('\u{7}', 0..1),
            ('﷽', 700..731),
        ];
        for (c, expected) in cases {
            assert!(expected.contains(&advance(c)), "{c}: {}", advance(c));
        }
    }

    proptest! {
        #[test]
        fn no_character_is_wider_than_the_widest(c in any::<char>()) {
            prop_assert!(advance(c) <= WIDEST);
        }
    }
}

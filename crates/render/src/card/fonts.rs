//! The fonts of pictures: the embedded ones, and system fonts only for scripts that these lack, so that a picture is
//! the same on every machine where possible.

use std::sync::{Arc, LazyLock};

use cosmic_text::{
    Fallback, FontSystem,
    fontdb::{Database, FaceInfo, Source, Style, Weight},
};

/// What a text is in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The title and the publication's name.
    Title,
    /// All else.
    Text,
}

/// The families of a role by the scripts that a language is written in; the one for Latin has Greek and
/// Cyrillic too.
struct Families {
    latin: &'static [u8],
    arabic: &'static [u8],
}

const LATIN: &str = "latin";
const ARABIC: &str = "arabic";
const CHINESE: &str = "chinese";

/// The one weight for both roles: a second would double the largest file.
const HAN: &[u8] = include_bytes!("../../fonts/NotoSansSC-Bold.otf");

impl Role {
    fn families(self) -> Families {
        match self {
            Self::Title => Families {
                latin: include_bytes!("../../fonts/NotoSerif-Bold.ttf"),
                arabic: include_bytes!("../../fonts/NotoNaskhArabic-Bold.ttf"),
            },
            Self::Text => Families {
                latin: include_bytes!("../../fonts/NotoSans-Regular.ttf"),
                arabic: include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"),
            },
        }
    }

    /// The weight to take of the system's fonts.
    fn weight(self) -> Weight {
        match self {
            Self::Title => Weight::BOLD,
            Self::Text => Weight::NORMAL,
        }
    }
}

/// The family that a text in `lang`, which may read from right to left, begins with; what it lacks comes from the
/// others. The direction is the publication's to say, since the tag of a language does not always tell it.
pub(super) fn family_of(lang: &str, rtl: bool) -> &'static str {
    let language = lang.split(['-', '_']).next().unwrap_or_default();
    match language {
        "zh" | "yue" | "wuu" => CHINESE,
        _ if rtl => ARABIC,
        _ => LATIN,
    }
}

/// The fonts of one role. Faces are told apart by family alone: all have the same weight in the database,
/// since a face of another weight is never taken as a substitute.
pub(super) fn system(role: Role, with_the_systems: bool) -> FontSystem {
    let families = role.families();
    let mut database = Database::new();
    for (name, data) in [(LATIN, families.latin), (ARABIC, families.arabic), (CHINESE, HAN)] {
        let mut one = Database::new();
        one.load_font_source(Source::Binary(Arc::new(data)));
        for face in one.faces() {
            add(&mut database, face, Some(name));
        }
    }
    if with_the_systems {
        let is_emoji = |face: &FaceInfo| face.post_script_name.contains("Emoji");
        let upright = SYSTEM.faces().filter(|face| face.style == Style::Normal && !is_emoji(face));
        // The wanted weight first; another is better than none.
        let (wanted, others): (Vec<_>, Vec<_>) = upright.partition(|face| face.weight == role.weight());
        for face in wanted.into_iter().chain(others.into_iter().filter(|face| face.weight == Weight::NORMAL)) {
            add(&mut database, face, None);
        }
    }
    FontSystem::new_with_locale_and_db_and_fallback("en".to_owned(), database, AnyOrder)
}

/// What the system has, looked for once and only when a text needs it.
static SYSTEM: LazyLock<Database> = LazyLock::new(|| {
    let mut database = Database::new();
    database.load_system_fonts();
    database
});

fn add(database: &mut Database, face: &FaceInfo, family: Option<&str>) {
    let mut face = face.clone();
    face.weight = Weight::NORMAL;
    if let (Some(family), Some(first)) = (family, face.families.first_mut()) {
        family.clone_into(&mut first.0);
        face.families.truncate(1);
    }
    database.push_face_info(face);
}

/// No preferences: the fonts are few, and the first that has a character will do.
struct AnyOrder;

impl Fallback for AnyOrder {
    fn common_fallback(&self) -> &[&'static str] {
        &[LATIN, ARABIC, CHINESE]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _: unicode_script::Script, _: &str) -> &[&'static str] {
        &[]
    }
}

/// `text` without the characters that no font of `fonts` has, and whether there were any.
pub(super) fn known_to(fonts: &mut FontSystem, text: &str) -> (String, bool) {
    let faces: Vec<_> = fonts.db().faces().map(|face| face.id).collect();
    let mut lacks = false;
    let mut known = |c: char| {
        let mut has = |id| fonts.get_font(id, Weight::NORMAL).is_some_and(|font| font.as_swash().charmap().map(c) != 0);
        let is_known = c.is_whitespace() || is_invisible(c) || faces.iter().any(|id| has(*id));
        lacks |= !is_known;
        is_known
    };
    let text = text.chars().filter(|c| known(*c)).collect();
    (text, lacks)
}

/// Marks that only tell how others are shaped or ordered; fonts need not have them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_that_come_along_have_what_the_languages_need() {
        for role in [Role::Title, Role::Text] {
            let mut fonts = system(role, false);
            for text in [
                "The night train — “comes back”, 5 €",
                "Straße, Äpfel, œuvre, ¿qué?, « Noël », Ÿ",
                "Ночной поезд возвращается № 5, ёж",
                "عودة القطار الليلي؟ «نعم»، ٢٠٢٦",
                "夜行列车回来了：“为什么？”——读者、作者与编辑……",
                "\u{200f}x\u{ad}\u{fe0f}",
            ] {
                assert_eq!(known_to(&mut fonts, text), (text.to_owned(), false));
            }
            let (text, lacks) = known_to(&mut fonts, "Rockets 🚀 हिन्दी");
            assert_eq!((text.trim_end(), lacks), ("Rockets", true));
        }
    }

    #[test]
    fn a_text_begins_with_the_font_of_its_language() {
        for (lang, rtl, family) in [
            ("en", false, LATIN),
            ("ru", false, LATIN),
            ("ar-EG", true, ARABIC),
            ("zh-Hans", false, CHINESE),
            // Azerbaijani is written in three scripts, and the publication says which way it reads.
            ("az", false, LATIN),
            ("az", true, ARABIC),
        ] {
            assert_eq!(family_of(lang, rtl), family, "{lang}");
        }
    }
}

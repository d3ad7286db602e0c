//! Languages: outdated translations, and reading directions.

use super::*;

#[test]
fn a_translation_says_which_state_of_the_original_it_has() {
    let changed = ENGLISH.replace("audiences", "updated = 2026-05-09T10:00:00Z\naudiences");
    let updated = |date: &str| RUSSIAN.replace("image_alt", &format!("updated = {date}\nimage_alt"));
    let old = updated("2026-05-02T10:00:00Z");
    let (en, ru) = ("articles/trains/en.md", "articles/trains/ru.md");
    let cases = [
        (&changed, &old, true, "articles/trains/ru.md:4: note: the original was changed at 2026-05-09T10:00:00Z"),
        (&changed, &updated("2026-05-09T10:00:00Z"), false, ""),
        (&changed, &updated("2026-06-09T10:00:00Z"), false, ""),
        // Nobody knows, so readers are told nothing.
        (&changed, &RUSSIAN.to_owned(), false, "articles/trains/ru.md:1: note: the original was changed"),
        (&ENGLISH.to_owned(), &old, false, ""),
        // Written in Russian: then it is the English text that is the translation.
        (&updated_english(), &old.replace("title", "original = \"ru\"\ntitle"), true, "articles/trains/en.md:5: note:"),
    ];
    for (english, russian, outdated, fault) in cases {
        let dir = folder(&[(en, english), (ru, russian)]);
        let content = content(&dir);
        let article = content.article("trains").unwrap();
        let any_outdated = article.translations.values().any(|text| text.outdated);
        assert_eq!(any_outdated, outdated, "{english}{russian}");
        let faults = faults(&dir);
        assert_eq!(faults.len(), usize::from(!fault.is_empty()), "{faults:?}");
        assert!(faults.iter().all(|found| found.starts_with(fault)), "{faults:?}");
    }
    let strange = RUSSIAN.replace("title", "original = \"de\"\ntitle");
    let faults = faults(&folder(&[(ru, &strange)]));
    assert!(faults[0].starts_with("articles/trains/ru.md:2: warning: `original` is `de`"), "{faults:?}");
}

fn updated_english() -> String {
    ENGLISH.replace("audiences", "updated = 2026-05-01T10:00:00Z\naudiences")
}

#[test]
fn a_language_may_run_as_the_publication_says() {
    let said = PUBLICATION.replacen("lang = \"ru\"", "lang = \"ru\"\ndir = \"rtl\"", 1);
    let content = content(&folder(&[("publication.toml", &said)]));
    let dirs: Vec<_> = content.languages.iter().map(|language| language.dir.as_str()).collect();
    assert_eq!(dirs, ["ltr", "rtl"]);
}

//! Whole folders: what is read, and the fault that each mistake is reported as.

mod asked_twice;
mod faults;
mod incremental;
mod languages;
mod last_good;
mod option_pictures;
mod voted_words;
mod watching;

use std::{fs, path::Path, sync::Arc};

use super::*;

const PUBLICATION: &str = r#"default_language = "en"
[[languages]]
lang = "ru"
name = "Русский"
switch_label = "Читать на русском"
[[languages]]
lang = "en"
name = "English"
switch_label = "Read in English"
[name]
en = "The Open Question"
ru = "Открытый вопрос"
[[audiences]]
id = "business"
[audiences.label]
en = "For business"
ru = "Для бизнеса"
"#;

const POLL: &str = r#"kind = "single"
opens_at = 2026-01-01T00:00:00Z
closes_at = 2027-01-01T00:00:00+03:00
[question]
en = "Which?"
ru = "Что?"
[[options]]
id = "a"
[options.label]
en = "A"
ru = "А"
[[options]]
id = "b"
[options.label]
en = "B"
ru = "Б"
"#;

const ENGLISH: &str = "+++
title = \"Night trains\"
author = \"Transport desk\"
published = 2026-05-01T09:30:00+03:00
audiences = [\"business\"]
image = \"map.svg\"
image_alt = \"A map\"
+++
First.

{{poll:which}}

## Then

Last.
";

const RUSSIAN: &str = "+++
title = \"Ночные поезда\"
author = \"Отдел транспорта\"
image_alt = \"Карта\"
+++
Сначала.

{{poll:which}}

## Потом

Наконец.
";

/// A good publication of one article and one poll, with `changes` made to its files.
fn folder(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("publication.toml", PUBLICATION),
        ("polls/which.toml", POLL),
        ("articles/trains/en.md", ENGLISH),
        ("articles/trains/ru.md", RUSSIAN),
        ("articles/trains/map.svg", "<svg xmlns='x' viewBox='0 0 640 360'></svg>"),
        ("demo.toml", "[polls.which]\nvotes = { a = 3, b = 1 }\n[ratings.trains]\nstars = [0, 0, 0, 0, 4]\n"),
    ];
    for (file, text) in files.iter().chain(changes) {
        write(dir.path(), file, text.as_bytes());
    }
    dir
}

fn write(dir: &Path, file: &str, bytes: &[u8]) {
    let path = dir.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn content(dir: &tempfile::TempDir) -> Arc<Content> {
    ContentStore::open(dir.path()).unwrap().current()
}

fn faults(dir: &tempfile::TempDir) -> Vec<String> {
    content(dir).faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_folder_is_read_without_a_fault() {
    let dir = folder(&[]);
    let content = content(&dir);
    assert_eq!(content.faults, []);
    assert_eq!(content.default_language, "en");
    assert_eq!(content.languages.iter().map(|l| l.lang.as_str()).collect::<Vec<_>>(), ["en", "ru"]);
    assert_eq!(content.publication("ru").name, "Открытый вопрос");
    assert_eq!(content.publication("de").audiences[0].label, "For business");

    let article = content.article("trains").unwrap();
    assert_eq!(article.published_at.to_string(), "2026-05-01T06:30:00Z");
    assert_eq!(article.polls, ["which"]);
    assert_eq!(article.audiences, ["business"]);
    assert_eq!((article.image.as_ref().unwrap().width, article.image.as_ref().unwrap().height), (640, 360));
    let russian = &article.translations["ru"];
    assert_eq!(russian.toc[0].text, "Потом");
    assert_eq!(russian.toc[0].id, article.translations["en"].toc[0].id);
    assert_eq!((russian.image_alt.as_str(), russian.image_caption.as_str()), ("Карта", ""));

    let poll = &content.polls["which"];
    assert_eq!(poll.closes_at.unwrap().to_string(), "2026-12-31T21:00:00Z");
    assert!(poll.changeable);
    assert_eq!(content.demo.ratings["trains"], [0, 0, 0, 0, 4]);
    assert_eq!(content.demo.polls["which"].len(), 2);
    assert!(content.picture("trains", "map.svg").is_some());
    assert!(content.picture("trains", "en.md").is_none());
    assert!(content.picture("..", "publication.toml").is_none());
}

#[test]
fn a_faulty_file_does_not_take_the_others_down() {
    let dir = folder(&[("articles/broken/en.md", "no front matter"), ("polls/broken.toml", "kind = 3")]);
    let content = content(&dir);
    assert!(content.article("broken").is_none());
    assert!(content.article("trains").is_some());
    assert_eq!(content.polls.keys().collect::<Vec<_>>(), ["which"]);
    let faulty: Vec<_> = content.faults.iter().map(|fault| fault.file.display().to_string()).collect();
    assert!(faulty.contains(&"articles/broken/en.md".to_owned()) && faulty.contains(&"polls/broken.toml".to_owned()));
}

#[test]
fn a_faulty_translation_leaves_the_other_languages() {
    let dir = folder(&[
        ("articles/trains/en.md", "+++\ntitle = 3\n+++\n"),
        ("articles/trains/ru.md", &RUSSIAN.replace("image_alt", "published = 2026-01-01T00:00:00Z\nimage_alt")),
    ]);
    let content = content(&dir);
    let article = content.article("trains").unwrap();
    assert_eq!(article.translations.keys().collect::<Vec<_>>(), ["ru"]);
}

#[test]
fn bytes_that_are_no_text_are_named_by_line() {
    let dir = folder(&[]);
    write(dir.path(), "articles/trains/en.md", b"+++\ntitle = \"\xff\"\n+++\n");
    let expected = "articles/trains/en.md:2: error: the text is not UTF-8";
    assert!(faults(&dir).iter().any(|fault| fault.starts_with(expected)), "{:#?}", faults(&dir));
}

#[test]
fn a_file_that_is_too_large_is_left_out() {
    let dir = folder(&[("polls/large.toml", &"# filler\n".repeat(40_000))]);
    let expected = "polls/large.toml: error: the file has 360000 bytes, at most 262144";
    assert!(faults(&dir).iter().any(|fault| fault.starts_with(expected)), "{:#?}", faults(&dir));
}

#[test]
fn a_picture_must_be_what_its_name_says() {
    let text = ENGLISH.replace("map.svg", "map.png");
    let dir = folder(&[("articles/trains/en.md", &text), ("articles/trains/map.png", "<svg viewBox='0 0 1 1'/>")]);
    let expected = "articles/trains/en.md:6: warning: `map.png` is damaged or no picture";
    assert!(faults(&dir).iter().any(|fault| fault.starts_with(expected)), "{:#?}", faults(&dir));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.toml", POLL.as_bytes());
    write(outside.path(), "secret.svg", b"<svg viewBox='0 0 1 1'></svg>");
    let text = ENGLISH.replace("map.svg", "out.svg");
    let dir = folder(&[("articles/trains/en.md", &text)]);
    std::os::unix::fs::symlink(outside.path().join("secret.toml"), dir.path().join("polls/out.toml")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.svg"), dir.path().join("articles/trains/out.svg")).unwrap();
    let faults = faults(&dir);
    for expected in [
        "polls/out.toml: error: the file is a link that leads out of the content folder",
        "articles/trains/en.md:6: warning: `out.svg`: the file is a link that leads out",
    ] {
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\nin {faults:#?}");
    }
}

#[test]
fn a_folder_that_cannot_be_served_is_said_in_one_sentence() {
    let empty = tempfile::tempdir().unwrap();
    let no_publication = tempfile::tempdir().unwrap();
    write(no_publication.path(), "polls/which.toml", POLL.as_bytes());
    let broken = folder(&[("publication.toml", "default_language = 1")]);
    let unknown = folder(&[("publication.toml", &PUBLICATION.replacen("\"en\"", "\"fr\"", 1))]);
    let bare = tempfile::tempdir().unwrap();
    write(bare.path(), "publication.toml", PUBLICATION.as_bytes());
    let cases = [
        (empty.path().join("gone"), "there is no content folder "),
        (empty.path().to_owned(), "is empty"),
        (bare.path().to_owned(), "is empty"),
        (no_publication.path().to_owned(), "publication.toml: error: the file cannot be read"),
        (broken.path().to_owned(), "publication.toml:1: error: `default_language` must be a text"),
        (unknown.path().to_owned(), "publication.toml:1: error: the default language `fr` is not among"),
    ];
    for (path, expected) in cases {
        let error = ContentStore::open(&path).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}\nin {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn changes_are_reloaded_unless_the_publication_is_faulty() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let changes = store.changed();
    let before = store.current();
    assert!(!store.reload_if_changed());

    write(dir.path(), "articles/trains/en.md", ENGLISH.replace("First.", "First of all.").as_bytes());
    assert!(store.reload_if_changed());
    assert!(changes.has_changed().unwrap());
    let after = store.current();
    assert_ne!(before.version, after.version);
    assert!(after.article("trains").unwrap().translations["en"].body_html.contains("First of all."));
    assert!(before.article("trains").unwrap().translations["en"].body_html.contains("First."));

    write(dir.path(), "publication.toml", b"nonsense");
    store.reload_if_changed();
    assert_eq!(store.current().publication("en").name, "The Open Question");
    assert!(store.current().faults.iter().any(|fault| fault.file == Path::new("publication.toml")));

    write(dir.path(), "publication.toml", PUBLICATION.as_bytes());
    fs::remove_dir_all(dir.path().join("articles/trains")).unwrap();
    assert!(store.reload_if_changed());
    assert!(store.current().articles.is_empty());
}

#[test]
fn the_same_files_give_the_same_version() {
    assert_eq!(content(&folder(&[("polls/notes.txt", "")])).faults.len(), 1);
    let dir = folder(&[]);
    assert_eq!(content(&dir).version, content(&dir).version);
}

#[test]
fn the_demo_has_no_faults_and_one_outdated_translation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let content = ContentStore::open(&folder).unwrap().current();
    let faults: Vec<_> = content.faults.iter().map(|fault| (fault.severity, fault.file.as_path())).collect();
    assert_eq!(faults, [(Severity::Note, Path::new("articles/library-of-things/ru.md"))]);
    assert!(content.articles.len() > 1 && content.polls.len() > 1);
}

#[test]
fn a_poll_is_guarded_as_its_file_says() {
    use hustings_domain::Guarding;
    for (more, level) in [
        ("", Guarding::Casual),
        ("guarding = \"casual\"", Guarding::Casual),
        ("guarding = \"guarded\"", Guarding::Guarded),
        ("signed_by = [\"siding\"]", Guarding::Strict),
        ("signed_by = [\"siding\"]\nguarding = \"strict\"", Guarding::Strict),
    ] {
        let text = POLL.replacen("kind", &format!("{more}\nkind"), 1);
        let content = content(&folder(&[("polls/which.toml", &text)]));
        assert_eq!(content.polls["which"].guarding, level, "{more}");
    }
}

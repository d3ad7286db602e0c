//! Whole folders: what is read, and which fault each mistake gives.

use std::{fs, path::Path};

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

/// Replaces one text in a file of the good folder.
fn mistake(file: &str, from: &str, to: &str) -> Vec<String> {
    let good = match file {
        "publication.toml" => PUBLICATION,
        "polls/which.toml" => POLL,
        "articles/trains/en.md" => ENGLISH,
        "articles/trains/ru.md" => RUSSIAN,
        _ => "",
    };
    assert!(good.contains(from), "{file} has no {from}");
    faults(&folder(&[(file, &good.replacen(from, to, 1))]))
}

#[test]
fn each_mistake_is_named_with_its_file_its_line_and_what_to_do() {
    let (poll, en, ru) = ("polls/which.toml", "articles/trains/en.md", "articles/trains/ru.md");
    let cases = [
        (
            "publication.toml",
            "ru = \"Для бизнеса\"\n",
            "",
            "publication.toml:16: warning: [audiences.label] of `business` has no `ru`",
        ),
        (poll, "kind", "kinds", "polls/which.toml:1: error: `kinds` is not a known key; did you mean `kind`?"),
        (poll, "\"single\"", "\"singel\"", "polls/which.toml:1: error: `kind` must be one of \"single\", \"multiple\""),
        (poll, "kind = \"single\"", "kind = \"single", "polls/which.toml:1: error: this is not TOML: "),
        (poll, "2027", "2025", "polls/which.toml:3: error: the poll closes before it opens"),
        (
            poll,
            "2027-01-01T00:00:00+03:00",
            "2027-01-01",
            "polls/which.toml:3: error: `closes_at` must be a date with time and offset",
        ),
        (poll, "id = \"b\"", "id = \"a\"", "polls/which.toml:13: error: two options have the id `a`"),
        (poll, "id = \"b\"", "id = \"B!\"", "polls/which.toml:13: error: `id` in [[options]] must be made of a-z"),
        (poll, "ru = \"Б\"\n", "", "polls/which.toml:12: warning: the option `b` has no label in `ru`"),
        (poll, "ru = \"Что?\"\n", "", "polls/which.toml:5: warning: [question] has no `ru`"),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nmax_choices = 2",
            "polls/which.toml:2: error: `max_choices` of a single-choice poll",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"multiple\"\nmax_choices = 3",
            "polls/which.toml:2: error: `max_choices` must be between 1 and",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"multiple\"\nmin_choices = 2\nmax_choices = 1",
            "polls/which.toml:2: error: `min_choices` is more",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nallowed_origins = [\"partner\"]",
            "polls/which.toml:2: error: `partner` is no origin",
        ),
        (
            poll,
            "kind = \"single\"",
            "kind = \"single\"\nchangeable = \"yes\"",
            "polls/which.toml:2: error: `changeable` must be true or false",
        ),
        (poll, "ru = \"Что?\"", "de = \"Was?\"", "polls/which.toml:6: error: `de` in [question] is no language"),
        (en, "title", "titel", "articles/trains/en.md:2: error: `titel` is not a known key; did you mean `title`?"),
        (en, "author", "dek", "articles/trains/en.md:2: error: `author` is missing"),
        (en, "+++\nFirst", "First", "articles/trains/en.md:1: error: the front matter is not closed"),
        (en, "+++\ntitle", "---\ntitle", "articles/trains/en.md:1: error: the file must begin with a line `+++`"),
        (en, "published = 2026-05-01T09:30:00+03:00\n", "", "articles/trains/en.md:1: error: `published` is missing"),
        (en, "[\"business\"]", "[\"busines\"]", "articles/trains/en.md:5: warning: there is no audience `busines`"),
        (
            en,
            "audiences",
            "related = [\"gone\"]\naudiences",
            "articles/trains/en.md:5: warning: there is no article `gone`",
        ),
        (en, "audiences", "polls = [\"gone\"]\naudiences", "articles/trains/en.md:5: warning: there is no poll `gone`"),
        (en, "map.svg", "gone.svg", "articles/trains/en.md:6: warning: the picture `gone.svg` is missing"),
        (en, "map.svg", "en.md", "articles/trains/en.md:6: warning: `en.md` is not named like a picture"),
        (
            en,
            "map.svg",
            "../trains/map.svg",
            "articles/trains/en.md:6: warning: the picture `../trains/map.svg` must lie beside",
        ),
        (en, "image_alt = \"A map\"\n", "", "articles/trains/en.md:6: warning: `image_alt` is missing"),
        (en, "{{poll:which}}", "{{poll:gone}}", "articles/trains/en.md:11: warning: there is no poll `gone`"),
        (
            ru,
            "## Потом",
            "Потом",
            "articles/trains/ru.md:10: warning: here is a paragraph, where en.md line 13 has a heading of level 2",
        ),
        (ru, "\nНаконец.\n", "", "articles/trains/ru.md:10: warning: the text ends here, where en.md line 15"),
        (
            ru,
            "Наконец.",
            "Наконец.\n\nЕщё.",
            "articles/trains/ru.md:14: warning: here is a paragraph, where en.md has ended",
        ),
        (
            ru,
            "image_alt",
            "published = 2020-01-01T00:00:00Z\nimage_alt",
            "articles/trains/ru.md:4: warning: `published` differs from en.md",
        ),
    ];
    for (file, from, to, expected) in cases {
        let faults = mistake(file, from, to);
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\nin {faults:#?}");
    }
}

#[test]
fn a_poll_of_which_no_word_is_translated_is_missed_where_it_stands() {
    let faults = mistake("polls/which.toml", "ru = \"Б\"\n", "");
    let expected = "articles/trains/ru.md:1: warning: the poll `which` has no words in `ru`";
    assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{faults:#?}");
}

#[test]
fn files_that_belong_nowhere_are_named() {
    let cases = [
        ("articles/trains/de.md", ENGLISH, "articles/trains/de.md: error: `de` is no language"),
        ("articles/Bad Name/en.md", ENGLISH, "articles/Bad Name: error: the folder's name must be"),
        ("articles/empty/note.txt", "x", "articles/empty: error: the article has no text"),
        ("articles/stray.md", "x", "articles/stray.md: warning: only folders belong here"),
        ("polls/Bad.toml", POLL, "polls/Bad.toml: error: the file's name must be"),
        ("polls/notes.txt", "x", "polls/notes.txt: warning: only files <id>.toml"),
        ("demo.toml", "[polls.gone]\nvotes = { a = 1 }", "demo.toml:1: warning: there is no poll `gone`"),
        ("demo.toml", "[polls.which]\nvotes = { z = 1 }", "demo.toml:2: error: the poll `which` has no option `z`"),
        (
            "demo.toml",
            "[polls.which]\nballots = [{ options = [\"a\", \"b\"], readers = 1 }]",
            "demo.toml:2: error: a vote in `which` has 1 to 1 options, this one 2",
        ),
        ("demo.toml", "[ratings.trains]\nstars = [1, 2]", "demo.toml:2: error: `stars` must be five counts"),
    ];
    for (file, text, expected) in cases {
        let faults = faults(&folder(&[(file, text)]));
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\nin {faults:#?}");
    }
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
fn a_faulty_translation_leaves_the_article_in_the_other_language() {
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
fn a_saved_change_is_read_and_a_faulty_publication_keeps_the_last_one() {
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

    fs::remove_dir_all(dir.path().join("articles")).unwrap();
    assert!(store.reload_if_changed());
    assert!(store.current().articles.is_empty());
}

#[test]
fn the_same_files_give_the_same_version() {
    assert_eq!(content(&folder(&[("polls/notes.txt", "")])).faults.len(), 1);
    let dir = folder(&[]);
    assert_eq!(content(&dir).version, content(&dir).version);
}

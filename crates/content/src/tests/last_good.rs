//! A reading that failed never replaces one that did not, and only a clean reading says that something is gone.

use super::*;

/// A folder that cannot be listed: as root, who may read everything, the tests have no other.
fn replace_by_file(dir: &Path, folder: &str) {
    fs::rename(dir.join(folder), dir.join(".away")).unwrap();
    fs::write(dir.join(folder), "").unwrap();
}

fn put_back(dir: &Path, folder: &str) {
    fs::remove_file(dir.join(folder)).unwrap();
    fs::rename(dir.join(".away"), dir.join(folder)).unwrap();
}

/// The errors that editors are told.
fn errors(content: &Content) -> Vec<String> {
    let errors = content.faults.iter().filter(|fault| fault.severity == Severity::Error);
    errors.map(ToString::to_string).collect()
}

#[test]
fn a_half_saved_file_leaves_what_was_read_before_in_force() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("polls/which.toml", b"", "polls/which.toml:1: error: `kind` is missing"),
        ("polls/which.toml", &POLL.as_bytes()[..POLL.len() / 2], "polls/which.toml"),
        ("polls/which.toml", b"kind = \"\xff\"", "polls/which.toml:1: error: the text is not UTF-8"),
        ("articles/trains/en.md", b"", "articles/trains/en.md:1: error: the file must begin"),
        ("articles/trains/en.md", &ENGLISH.as_bytes()[..40], "articles/trains/en.md:1: error: the front matter"),
        ("articles/trains/ru.md", b"+++\n", "articles/trains/ru.md:1: error: the front matter"),
        (
            "articles/trains/ru.md",
            b"+++\ntitle = \"\xd0\xff\"",
            "articles/trains/ru.md:2: error: the text is not UTF-8",
        ),
        ("publication.toml", b"", "publication.toml:1: error: `default_language` is missing"),
        ("publication.toml", &PUBLICATION.as_bytes()[..60], "publication.toml"),
    ];
    for (file, half, expected) in cases {
        let dir = folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        let before = store.current();
        let whole = fs::read(dir.path().join(file)).unwrap();
        write(dir.path(), file, half);
        assert!(!store.reload_if_changed(), "{file}: readers see nothing new");
        let kept = store.current();
        assert_eq!(kept.version, before.version, "{file}");
        let errors = errors(&kept);
        assert!(errors.iter().any(|error| error.starts_with(expected)), "{expected}\nin {errors:#?}");
        assert!(
            errors.iter().all(|error| error.ends_with("; until then the last good version stays in force")),
            "{errors:#?}"
        );
        write(dir.path(), file, &whole);
        store.reload_if_changed();
        assert_eq!((store.current().version.as_str(), store.current().faults.len()), (before.version.as_str(), 0));
    }
}

#[test]
fn a_folder_that_cannot_be_read_for_a_moment_takes_nothing_away() {
    for folder_name in ["polls", "articles"] {
        let dir = folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        let before = store.current();
        replace_by_file(dir.path(), folder_name);
        store.reload_if_changed();
        let kept = store.current();
        assert_eq!(kept.version, before.version, "{folder_name}");
        let errors = errors(&kept);
        assert!(errors.iter().any(|error| error.starts_with(&format!("{folder_name}: error: "))), "{errors:#?}");
        put_back(dir.path(), folder_name);
        store.reload_if_changed();
        assert_eq!((store.current().version.as_str(), store.current().faults.len()), (before.version.as_str(), 0));
    }
}

#[test]
fn a_folder_that_is_away_as_a_whole_takes_nothing_away() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let before = store.current();
    let away = tempfile::tempdir().unwrap();
    fs::rename(dir.path(), away.path().join("content")).unwrap();
    assert!(!store.reload_if_changed());
    assert_eq!(store.current().version, before.version);
    assert!(store.current().polls.contains_key("which") && store.current().may_be_poll("another"));
    // A mount that is not there yet is an empty folder.
    fs::create_dir(dir.path()).unwrap();
    assert!(!store.reload_if_changed());
    assert_eq!(store.current().version, before.version);
    fs::remove_dir(dir.path()).unwrap();
    fs::rename(away.path().join("content"), dir.path()).unwrap();
    store.reload_if_changed();
    assert_eq!((store.current().version.as_str(), store.current().faults.len()), (before.version.as_str(), 0));
}

#[test]
fn a_folder_that_is_missing_takes_nothing_away_until_an_empty_one_is_in_its_place() {
    for name in ["polls", "articles"] {
        let dir = folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        let before = store.current();
        // Twice: that nothing was taken away counts for the next reading, too.
        fs::remove_dir_all(dir.path().join(name)).unwrap();
        assert!(!store.reload_if_changed(), "{name}");
        write(dir.path(), "another.txt", b"");
        assert!(!store.reload_if_changed(), "{name}");
        let kept = store.current();
        assert_eq!(kept.version, before.version, "{name}");
        let expected = format!("{name}: error: the folder is missing; put it back");
        assert!(errors(&kept).iter().any(|error| error.starts_with(&expected)), "{:#?}", errors(&kept));
        assert!(kept.may_be_poll("copied") == (name == "polls"));
        assert!(kept.may_be_article("copied", None) == (name == "articles"));

        fs::create_dir(dir.path().join(name)).unwrap();
        assert!(store.reload_if_changed(), "{name}");
        let after = store.current();
        let (has_polls, has_articles) = (!after.polls.is_empty(), !after.articles.is_empty());
        assert_eq!((has_polls, has_articles), (name != "polls", name != "articles"), "an empty folder is meant");
        assert!(!after.may_be_poll("which") && !after.may_be_article("trains", None));
    }
}

#[test]
fn a_folder_that_was_never_there_holds_nothing() {
    let dir = folder(&[]);
    fs::remove_dir_all(dir.path().join("polls")).unwrap();
    let store = ContentStore::open(dir.path()).unwrap();
    assert!(store.current().polls.is_empty() && !store.current().may_be_poll("which"));
    write(dir.path(), "articles/trains/map.svg", b"<svg viewBox='0 0 8 4'></svg>");
    assert!(store.reload_if_changed());
    assert!(!errors(&store.current()).iter().any(|error| error.starts_with("polls: ")));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_takes_nothing_away() {
    for name in ["polls", "articles", "articles/trains", "articles/trains/map.svg"] {
        let dir = folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        let before = store.current();
        let (path, away) = (dir.path().join(name), dir.path().join(".away"));
        fs::rename(&path, &away).unwrap();
        std::os::unix::fs::symlink(dir.path().join(".nowhere"), &path).unwrap();
        assert!(!store.reload_if_changed(), "{name}");
        assert_eq!(store.current().version, before.version, "{name}");
        assert_ne!(store.current().faults, [], "{name}");
        fs::remove_file(&path).unwrap();
        fs::rename(&away, &path).unwrap();
        store.reload_if_changed();
        assert_eq!((store.current().version.as_str(), store.current().faults.len()), (before.version.as_str(), 0));
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_read_once() {
    let moves: [(&str, bool); 5] = [
        ("publication.toml", false),
        ("articles/trains/ru.md", false),
        ("articles/trains/map.svg", false),
        ("polls", true),
        ("articles", true),
    ];
    for (name, is_folder) in moves {
        let dir = folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        let before = store.current();
        if is_folder {
            replace_by_file(dir.path(), name);
        } else {
            fs::remove_file(dir.path().join(name)).unwrap();
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        store.reload_if_changed();
        let kept = store.current();
        assert_eq!(kept.version, before.version, "{name}");
        assert_ne!(kept.faults, [], "{name}");
        store.settle();
        store.reload_if_changed();
        assert!(Arc::ptr_eq(&kept, &store.current()), "{name} is read again although nothing was saved");
    }
}

#[test]
fn what_a_clean_reading_no_longer_has_is_gone() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    fs::remove_file(dir.path().join("articles/trains/ru.md")).unwrap();
    assert!(store.reload_if_changed());
    assert!(!store.current().article("trains").unwrap().translations.contains_key("ru"));
    assert!(!store.current().may_be_article("trains", Some("ru")));

    fs::remove_file(dir.path().join("polls/which.toml")).unwrap();
    assert!(store.reload_if_changed());
    assert!(store.current().polls.is_empty() && !store.current().may_be_poll("which"));
    assert!(store.current().article("trains").unwrap().polls.is_empty());

    fs::remove_file(dir.path().join("articles/trains/en.md")).unwrap();
    assert!(store.reload_if_changed());
    assert!(store.current().article("trains").is_none() && !store.current().may_be_article("trains", None));
}

#[test]
fn a_translation_that_is_taken_away_goes_though_another_is_faulty() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    fs::remove_file(dir.path().join("articles/trains/en.md")).unwrap();
    // What it inherited from the English file is missing now, so that it cannot be read by itself.
    store.reload_if_changed();
    let article = Arc::clone(store.current().article("trains").unwrap());
    assert_eq!(article.translations.keys().collect::<Vec<_>>(), ["ru"]);
    assert_eq!(article.original, "ru");
    assert_eq!(article.published_at.to_string(), "2026-05-01T06:30:00Z");
}

#[test]
fn nothing_is_gone_while_the_publication_is_faulty() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    write(dir.path(), "publication.toml", b"nonsense");
    fs::remove_file(dir.path().join("polls/which.toml")).unwrap();
    fs::remove_dir_all(dir.path().join("articles/trains")).unwrap();
    store.reload_if_changed();
    assert!(store.current().polls.contains_key("which") && store.current().article("trains").is_some());
    write(dir.path(), "publication.toml", PUBLICATION.as_bytes());
    store.reload_if_changed();
    assert!(store.current().polls.is_empty() && store.current().articles.is_empty());
}

#[test]
fn the_others_are_read_while_one_is_faulty() {
    let dir = folder(&[("polls/other.toml", POLL), ("articles/planes/en.md", ENGLISH)]);
    let store = ContentStore::open(dir.path()).unwrap();
    write(dir.path(), "polls/which.toml", b"kind");
    write(dir.path(), "polls/other.toml", POLL.replace("Which?", "Which other?").as_bytes());
    write(dir.path(), "articles/trains/en.md", b"+++");
    write(dir.path(), "articles/planes/en.md", ENGLISH.replace("Night trains", "Night planes").as_bytes());
    assert!(store.reload_if_changed());
    let content = store.current();
    assert_eq!(content.polls["which"].question["en"], "Which?");
    assert_eq!(content.polls["other"].question["en"], "Which other?");
    assert_eq!(content.article("trains").unwrap().translations["en"].title, "Night trains");
    assert_eq!(content.article("planes").unwrap().translations["en"].title, "Night planes");
}

#[test]
fn what_was_never_read_may_be_there() {
    let dir = folder(&[
        ("polls/broken.toml", "kind"),
        ("articles/broken/en.md", "+++"),
        ("articles/trains/ru.md", "+++"),
        ("articles/planes/en.md", &ENGLISH.replace("map.svg", "half.png")),
        ("articles/planes/half.png", ""),
    ]);
    let content = content(&dir);
    assert!(content.may_be_poll("broken") && !content.may_be_poll("none"));
    assert!(content.may_be_article("broken", None) && content.may_be_article("broken", Some("en")));
    assert!(!content.may_be_article("none", None) && !content.may_be_article("none", Some("en")));
    assert!(content.may_be_article("trains", Some("ru")) && !content.may_be_article("trains", Some("de")));
    assert!(content.may_be_picture("planes", "half.png") && !content.may_be_picture("planes", "none.png"));
    assert!(content.may_be_picture("broken", "any.png"));
}

#[test]
fn a_half_saved_picture_keeps_its_place() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let before = store.current();
    write(dir.path(), "articles/trains/map.svg", b"<sv");
    store.reload_if_changed();
    assert_eq!(store.current().version, before.version);
    assert!(store.current().faults[0].message.starts_with("`map.svg` is damaged"), "{:?}", store.current().faults);
    fs::remove_file(dir.path().join("articles/trains/map.svg")).unwrap();
    store.reload_if_changed();
    assert!(store.current().picture("trains", "map.svg").is_none(), "a clean reading says that it is gone");
    assert!(!store.current().may_be_picture("trains", "map.svg"));
}

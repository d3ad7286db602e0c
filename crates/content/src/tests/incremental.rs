//! A reading that takes over what was not saved since finds what a reading of everything finds, whatever was done to the
//! folder in between.

use proptest::prelude::*;

use super::*;

/// Something that is done to the folder.
#[derive(Clone, Debug)]
enum Deed {
    /// A file is saved, with one of the texts that there are for its kind.
    Save(&'static str, usize),
    /// As text editors do it: under another name first.
    Replace(&'static str, usize),
    /// Half of what is in a file is lost.
    Halve(&'static str),
    Remove(&'static str),
    /// A file or folder gets the name of another, which it replaces if it can.
    Rename(&'static str, &'static str),
    /// A link that leads to another file, or to nothing.
    Link(&'static str, &'static str),
    /// Nobody does anything, and the folder is read.
    Read,
}

const FILES: [&str; 16] = [
    "articles/trains/en.md",
    "articles/trains/ru.md",
    "articles/trains/map.svg",
    "articles/planes/en.md",
    "articles/planes/ru.md",
    "articles/planes/map.svg",
    "articles/ships/en.md",
    "articles/ships/de.md",
    "articles/notes.txt",
    "polls/which.toml",
    "polls/other.toml",
    "polls/Bad name.toml",
    "publication.toml",
    "demo.toml",
    "articles/ships/notes.md",
    ".swp",
];
const FOLDERS: [&str; 5] = ["articles/trains", "articles/planes", "articles/ships", "articles", "polls"];

/// The texts that a file may have: those that are right, such as refer to others, and such as are wrong.
fn text(file: &str, which: usize) -> String {
    let related =
        "related = [\"planes\", \"trains\", \"ships\"]\n+++\nSee [it](article:ships), [that](article:planes).";
    let later = "updated = 2026-06-01T00:00:00Z\npolls = [\"other\", \"none\"]\n+++\nOnly ![a map](map.svg) here.";
    let articles = |text: &str| match which % 6 {
        0 => text.to_owned(),
        1 => text.replace("+++\n\n", "+++\n").replacen("\n+++\n", &format!("\n{related}\n\n"), 1),
        2 => text.replacen("\n+++\n", &format!("\n{later}\n\n"), 1),
        3 => text.replace("title", "titel"),
        4 => text.replace("published = 2026-05-01T09:30:00+03:00\n", "audiences = [\"nobody\"]\nimage = \"map.svg\"\n"),
        _ => text.replace("which", "other").replace("map.svg", "none.svg"),
    };
    match file {
        "publication.toml" => match which % 5 {
            0 | 1 => PUBLICATION.to_owned(),
            2 => PUBLICATION.replace("\"ru\"", "\"de\""),
            3 => PUBLICATION.replace("business", "students"),
            _ => PUBLICATION.replace("default_language", "language"),
        },
        "demo.toml" => "[polls.which]\nvotes = { a = 3 }\n[ratings.planes]\nstars = [0, 0, 0, 0, 4]\n".to_owned(),
        _ if file.ends_with(".toml") => match which % 4 {
            0 => POLL.to_owned(),
            1 => POLL.replace("Which?", "Whose?"),
            2 => POLL.replace("ru = \"Что?\"", ""),
            _ => POLL.replace("kind", "sort"),
        },
        _ if file.ends_with("ru.md") || file.ends_with("de.md") => articles(RUSSIAN),
        _ if file.ends_with(".md") => articles(ENGLISH),
        _ => ["<svg viewBox='0 0 640 360'></svg>", "<svg viewBox='0 0 360 640'></svg>", "<sv"][which % 3].to_owned(),
    }
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let file = || prop::sample::select(&FILES[..]);
    let either = || prop_oneof![file(), prop::sample::select(&FOLDERS[..])];
    let deed = prop_oneof![
        6 => (file(), 0..8usize).prop_map(|(file, which)| Deed::Save(file, which)),
        3 => (file(), 0..8usize).prop_map(|(file, which)| Deed::Replace(file, which)),
        1 => file().prop_map(Deed::Halve),
        2 => either().prop_map(Deed::Remove),
        2 => (either(), either()).prop_map(|(from, to)| Deed::Rename(from, to)),
        1 => (file(), file()).prop_map(|(from, to)| Deed::Link(from, to)),
        8 => Just(Deed::Read),
    ];
    prop::collection::vec(deed, 1..40)
}

/// Does it, as far as the folder lets it be done.
fn act(root: &Path, deed: &Deed) {
    let save = |file: &str, bytes: &[u8]| {
        let path = root.join(file);
        let made = fs::create_dir_all(path.parent().unwrap());
        drop(made.and_then(|()| fs::write(path, bytes)));
    };
    match *deed {
        Deed::Save(file, which) => save(file, text(file, which).as_bytes()),
        Deed::Replace(file, which) => {
            save(".begun", text(file, which).as_bytes());
            drop(fs::rename(root.join(".begun"), root.join(file)));
        }
        Deed::Halve(file) => {
            if let Ok(bytes) = fs::read(root.join(file)) {
                save(file, &bytes[..bytes.len() / 2]);
            }
        }
        Deed::Remove(name) => {
            drop(fs::remove_file(root.join(name)).or_else(|_| fs::remove_dir_all(root.join(name))));
        }
        Deed::Rename(from, to) => drop(fs::rename(root.join(from), root.join(to))),
        Deed::Link(from, to) => link(&root.join(from), &root.join(to)),
        Deed::Read => {}
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    drop(fs::remove_file(from).and_then(|()| std::os::unix::fs::symlink(to, from)));
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) {}

/// All that a content is, apart from what all stores of a test share.
fn all_of(content: &Content) -> String {
    format!("{content:#?}")
}

/// Whether nothing of a reading before is in it.
fn is_whole(content: &Content) -> bool {
    let is_of_now = |fault: &Fault| fault.severity != Severity::Error && !fault.message.ends_with("stays in force");
    content.faults.iter().all(is_of_now) && content.unread().next().is_none()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_over_is_what_would_be_read(deeds in deeds()) {
        let dir = folder(&[("articles/planes/en.md", &text("en.md", 1)), ("polls/other.toml", POLL)]);
        let (taking_over, reading_all) =
            (ContentStore::open(dir.path()).unwrap(), ContentStore::open(dir.path()).unwrap());
        for deed in deeds {
            act(dir.path(), &deed);
            if !matches!(deed, Deed::Read) {
                continue;
            }
            taking_over.reload_if_changed();
            reading_all.forget();
            reading_all.reload_if_changed();
            let (now, expected) = (taking_over.current(), reading_all.current());
            prop_assert_eq!(all_of(&now), all_of(&expected));
            if is_whole(&now)
                && let Ok(fresh) = ContentStore::open(dir.path())
            {
                prop_assert_eq!(all_of(&now), all_of(&fresh.current()));
            }
        }
    }
}

/// Articles that two contents share.
fn shared(one: &Content, other: &Content) -> Vec<String> {
    let is_shared = |article: &&Arc<ArticleGroup>| other.articles.iter().any(|it| Arc::ptr_eq(it, article));
    let mut slugs: Vec<String> = one.articles.iter().filter(is_shared).map(|article| article.slug.clone()).collect();
    slugs.sort();
    slugs
}

/// A folder of three articles, of which `planes` refers to `ships` and `trains` has a poll; and the folder once it is read and
/// so old that nobody could save anything unseen.
fn settled() -> (tempfile::TempDir, ContentStore) {
    let dir = folder(&[
        ("articles/planes/en.md", &ENGLISH.replace("First.", "See [it](article:ships).").replace("which", "other")),
        ("articles/planes/map.svg", "<svg viewBox='0 0 640 360'></svg>"),
        ("articles/ships/en.md", &ENGLISH.replace("{{poll:which}}\n", "")),
        ("articles/ships/map.svg", "<svg viewBox='0 0 640 360'></svg>"),
        ("polls/other.toml", POLL),
    ]);
    let store = ContentStore::open(dir.path()).unwrap();
    store.settle();
    (dir, store)
}

#[test]
fn only_what_was_saved_is_read_again() {
    let ship = ENGLISH.replace("{{poll:which}}\n", "");
    let other = POLL.replace("Which?", "Whose?");
    let russian = RUSSIAN.replace("Сначала", "Вначале");
    let cases: [(&str, &str, &[&str]); 7] = [
        ("articles/ships/en.md", &ship.replace("First", "Second"), &["planes", "trains"]),
        ("articles/trains/ru.md", &russian, &["planes", "ships"]),
        ("articles/trains/map.svg", "<svg viewBox='0 0 1 1'></svg>", &["planes", "ships"]),
        ("articles/new/en.md", &ship, &["planes", "ships", "trains"]),
        // Its words do not count for an article, its languages do.
        ("polls/other.toml", &other, &["planes", "ships", "trains"]),
        ("polls/other.toml", &other.replace("ru = \"Что?\"", ""), &["ships", "trains"]),
        ("publication.toml", &PUBLICATION.replace("\"Русский\"", "\"РУССКИЙ\""), &["planes", "ships", "trains"]),
    ];
    for (file, text, expected) in cases {
        let (dir, store) = settled();
        let before = store.current();
        write(dir.path(), file, text.as_bytes());
        assert!(store.reload_if_changed(), "{file}");
        assert_eq!(shared(&before, &store.current()), expected, "{file}");
    }
}

#[test]
fn an_article_is_read_again_when_what_it_refers_to_comes_or_goes() {
    let (dir, store) = settled();
    let before = store.current();
    fs::rename(dir.path().join("articles/ships"), dir.path().join("articles/boats")).unwrap();
    assert!(store.reload_if_changed());
    let without = store.current();
    assert_eq!(shared(&before, &without), ["trains"]);
    assert!(!without.article("planes").unwrap().translations["en"].body_html.contains("/articles/ships"));
    fs::rename(dir.path().join("articles/boats"), dir.path().join("articles/ships")).unwrap();
    assert!(store.reload_if_changed());
    assert_eq!(store.current().version, before.version);
}

#[test]
fn what_was_saved_twice_within_a_tick_of_the_clock_is_read_again() {
    let (dir, store) = settled();
    // The second time it looks as it did the first time.
    write(dir.path(), "articles/ships/en.md", ENGLISH.replace("First", "Third").as_bytes());
    store.have_just_read();
    assert!(store.reload_if_changed());
    assert!(store.current().article("ships").unwrap().translations["en"].body_html.contains("Third."));
    // What has not changed for long is not read again for ever.
    store.settle();
    let before = store.current();
    assert!(!store.reload_if_changed());
    assert!(Arc::ptr_eq(&before, &store.current()));
}

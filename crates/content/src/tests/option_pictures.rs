//! Pictures of a poll's options.

use super::*;

/// An SVG of this size.
fn svg(width: u32, height: u32) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'></svg>")
}

/// The poll with a picture for each option.
fn pictured() -> String {
    let option = |text: String, id: &str| {
        let alt = format!("[options.alt]\nen = \"Picture {id}\"\nru = \"Картинка {id}\"\n");
        text.replace(&format!("id = \"{id}\"\n"), &format!("id = \"{id}\"\nimage = \"{id}.svg\"\n{alt}"))
    };
    ["a", "b"].into_iter().fold(POLL.to_owned(), option)
}

fn pictured_folder(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let (poll, file) = (pictured(), svg(400, 300));
    let files: [(&str, &str); 3] =
        [("polls/which.toml", &poll), ("polls/which/a.svg", &file), ("polls/which/b.svg", &file)];
    folder(&[&files[..], changes].concat())
}

#[test]
fn an_option_has_its_picture_with_its_size_its_hash_and_its_words() {
    let content = content(&pictured_folder(&[]));
    assert_eq!(content.faults, []);
    let picture = content.polls["which"].options[1].picture.as_ref().unwrap();
    let hash = hustings_domain::LogHash::of(&svg(400, 300));
    assert_eq!((picture.width, picture.height, picture.hash), (400, 300, hash));
    assert_eq!(picture.url, format!("/media/polls/which/b.svg?v={}", &hash.text()[..16]));
    assert_eq!(picture.alt["ru"], "Картинка b");
    assert_eq!(content.poll_picture("which", "b.svg").unwrap().media_type, "image/svg+xml");
    for (id, file) in [("which", "c.svg"), ("which", "../which.toml"), ("other", "a.svg")] {
        assert!(content.poll_picture(id, file).is_none(), "{id}/{file}");
    }
}

#[test]
fn each_mistake_with_a_picture_is_named_with_its_file_its_line_and_what_to_do() {
    let (large, wide) = (format!("{}{}", svg(400, 300), " ".repeat(2 << 20)), svg(300, 400));
    let scale = pictured().replace("\"single\"", "\"scale\"");
    let poll = |from: &str, to: &str| ("polls/which.toml", pictured().replacen(from, to, 1));
    let file = |text: &str| ("polls/which/b.svg", text.to_owned());
    let cases = [
        (
            poll("\"a.svg\"", "\"c.svg\""),
            "polls/which.toml:9: error: the picture `c.svg` is missing; put it in the folder polls/which",
        ),
        (
            poll("\"a.svg\"", "\"../a.svg\""),
            "polls/which.toml:9: error: the picture `../a.svg` must lie in the folder polls/which and",
        ),
        (poll("\"a.svg\"", "\"/a.svg\""), "polls/which.toml:9: error: the picture `/a.svg` must lie in the folder"),
        (
            poll("\"a.svg\"", "\"a.pdf\""),
            "polls/which.toml:9: error: `a.pdf` is not named like a picture; known endings are png",
        ),
        (
            poll("[options.alt]\nen = \"Picture a\"\nru = \"Картинка a\"\n", ""),
            "polls/which.toml:9: error: [options.alt] is missing; say in every",
        ),
        (
            poll("ru = \"Картинка a\"\n", ""),
            "polls/which.toml:7: warning: the picture of the option `a` has no words in `ru`; add them to [options.alt]",
        ),
        (
            poll("image = \"a.svg\"\n", ""),
            "polls/which.toml:7: error: [options.alt] says what a picture shows; name its file",
        ),
        (
            poll("image = \"a.svg\"\n[options.alt]\nen = \"Picture a\"\nru = \"Картинка a\"\n", ""),
            "polls/which.toml:7: error: the option `a` has no `image`, but others do",
        ),
        (poll("Picture a", ""), "polls/which.toml:11: error: `en` in [alt] is empty"),
        (("polls/which.toml", scale), "polls/which.toml:9: error: the steps of a scale have no pictures; take `image`"),
        (file(&large), "polls/which.toml:18: error: the picture `b.svg` has"),
        (
            file(&wide),
            "polls/which.toml:18: error: the picture of `b` has 300 by 400 pixels, another shape than that of `a` with 400 by 300; cut both alike",
        ),
        (file("GIF89a"), "polls/which.toml:18: error: `b.svg` is damaged or no picture of the kind its name says"),
        (
            ("polls/other/b.svg", svg(4, 3)),
            "polls/other: warning: only files <id>.toml belong here, and the pictures of each in a folder",
        ),
    ];
    for ((file, text), expected) in cases {
        let found = faults(&pictured_folder(&[(file, &text)]));
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn shapes_differ_by_no_more_than_whole_pixels_must() {
    for (width, height, is_alike) in [(800, 600, true), (133, 100, true), (401, 301, true), (440, 300, false)] {
        let found = faults(&pictured_folder(&[("polls/which/b.svg", &svg(width, height))]));
        assert_eq!(found.is_empty(), is_alike, "{width} by {height}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_picture_that_is_a_link_out_of_the_folder_is_refused() {
    let (dir, other) = (pictured_folder(&[]), tempfile::tempdir().unwrap());
    write(other.path(), "b.svg", svg(400, 300).as_bytes());
    fs::remove_file(dir.path().join("polls/which/b.svg")).unwrap();
    std::os::unix::fs::symlink(other.path().join("b.svg"), dir.path().join("polls/which/b.svg")).unwrap();
    let found = faults(&dir);
    let expected = "polls/which.toml:18: error: `b.svg`: the file is a link that leads out of the content folder";
    assert!(found.iter().any(|fault| fault.starts_with(expected)), "{found:?}");
}

#[test]
fn a_saved_picture_is_seen() {
    let dir = pictured_folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let before = store.current();
    write(dir.path(), "polls/which/b.svg", svg(400, 300).replace("><", "> <").as_bytes());
    assert!(store.reload_if_changed());
    let now = store.current();
    assert_ne!((&now.version, now.wording("which").detail()), (&before.version, before.wording("which").detail()));
    assert_ne!(now.polls["which"].options[1].picture, before.polls["which"].options[1].picture);
    assert_eq!(now.polls["which"].options[0].picture, before.polls["which"].options[0].picture);
}

/// Else its file, which is another one by now, would be shown under the hash of the one before.
#[test]
fn while_a_poll_stays_as_it_was_another_file_is_not_shown_in_it() {
    for other in ["<svg".to_owned(), svg(300, 400), format!("{}{}", svg(400, 300), " ".repeat(2 << 20))] {
        let dir = pictured_folder(&[]);
        let store = ContentStore::open(dir.path()).unwrap();
        write(dir.path(), "polls/which/b.svg", other.as_bytes());
        assert!(store.reload_if_changed());
        let kept = store.current();
        assert!(kept.faults[0].message.ends_with("the last good version stays in force"), "{:?}", kept.faults);
        assert!(kept.polls["which"].options.iter().all(|option| option.picture.is_none()));
        assert!(kept.poll_picture("which", "a.svg").is_none());
        write(dir.path(), "polls/which/b.svg", svg(400, 300).as_bytes());
        assert!(store.reload_if_changed());
        assert!(store.current().poll_picture("which", "b.svg").is_some());
    }
    // What is away may come back.
    let dir = pictured_folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let before = store.current();
    fs::remove_file(dir.path().join("polls/which/b.svg")).unwrap();
    assert!(!store.reload_if_changed(), "readers see nothing new");
    assert_eq!(store.current().polls, before.polls);
    assert!(store.current().poll_picture("which", "b.svg").is_some());
}

#[test]
fn a_picture_that_was_voted_on_is_not_exchanged_until_its_owner_says_so() {
    let dir = pictured_folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    store.current().voted_on("which");
    write(dir.path(), "polls/which/b.svg", svg(800, 600).as_bytes());
    assert!(store.reload_if_changed());
    let kept = store.current();
    assert!(kept.polls["which"].options.iter().all(|option| option.picture.is_none()));
    assert!(kept.poll_picture("which", "a.svg").is_none());
    let faults: Vec<String> = kept.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "polls/which.toml:18: error: readers have voted with another picture of `b`, or with none; put that back, or give \
          `wording_revision = 2` if the votes that they have cast shall count for this one; until then the poll is shown \
          without pictures"
        ]
    );
    write(dir.path(), "polls/which.toml", format!("wording_revision = 2\n{}", pictured()).as_bytes());
    assert!(store.reload_if_changed());
    let meant = store.current();
    assert_eq!(meant.faults, []);
    assert_eq!(meant.polls["which"].options[1].picture.as_ref().unwrap().width, 800);
}

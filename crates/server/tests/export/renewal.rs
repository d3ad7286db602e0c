//! An export in the place of an earlier one, of nothing, and of what is no site.

use std::fs;

use hustings_domain::Clock;
use hustings_export::MANIFEST;

use super::{Compress, Export, NOON, Press, export};

#[tokio::test]
async fn a_second_export_touches_only_what_changed() {
    let press = Press::new();
    press.article("second", "", "");
    let first = press.export().await;
    let before = press.saved();
    let nothing = press.export_at("2026-05-10T18:00:00Z").await.unwrap();
    assert_eq!((nothing.written.len(), nothing.removed.len(), nothing.kept), (0, 0, first.written.len()), "{nothing}");
    assert_eq!(press.saved(), before, "a file was touched");

    press.vote().await;
    let voted = press.export_at("2026-05-10T19:00:00Z").await.unwrap();
    let own: Vec<&String> =
        voted.written.iter().filter(|path| path.ends_with(".html") || path.ends_with(".json")).collect();
    assert_eq!(
        own,
        [
            "en/articles/trains/page.json",
            "en/polls/page.json",
            "en/polls/which/page.json",
            "en/articles/trains/index.html",
            "en/polls/index.html",
            "en/polls/which/index.html"
        ],
        "{voted}"
    );
    assert!(press.read("en/polls/which/index.html").contains("datetime=\"2026-05-10T19:00:00Z\""));
    assert!(press.read("en/articles/second/page.json").contains(NOON), "what did not change keeps its date");

    fs::remove_dir_all(press.path("content/articles/second")).unwrap();
    let removed = press.export_at("2026-05-10T19:00:00Z").await.unwrap();
    assert!(removed.removed.contains(&"en/articles/second/index.html".to_owned()), "{removed}");
    assert!(!press.path("site/en/articles/second").exists(), "an empty folder is left");
}

#[tokio::test]
async fn a_host_that_compresses_by_itself_gets_no_compressed_siblings() {
    let press = Press::new();
    press.write("dist/boot.js.br", "as it was built");
    let compressed = async |compress| {
        export(&Export { compress, ..press.options() }, Clock::standing_at(NOON.parse().unwrap())).await.unwrap();
        ["en/articles/trains/index.html.br", "en/articles/trains/index.html.gz", "boot.js.br"]
            .map(|file| press.path("site").join(file).exists())
    };
    assert_eq!(compressed(Compress::None).await, [false; 3]);
    assert_eq!(compressed(Compress::Best).await, [true; 3]);
    // They are removed with the choice, and what they were made of stays as it was.
    let before = press.saved();
    assert_eq!(compressed(Compress::None).await, [false; 3]);
    let after = press.saved();
    assert!(after.len() < before.len(), "{after:?}");
    for (file, saved) in after.iter().filter(|(file, _)| !file.ends_with(MANIFEST)) {
        assert_eq!(before.get(file), Some(saved), "{}", file.display());
    }
}

#[tokio::test]
async fn another_day_says_anew_how_much_time_is_left() {
    let press = Press::new();
    press.article("second", "", "");
    press.export().await;
    let next = press.export_at("2026-05-12T12:00:00Z").await.unwrap();
    assert!(next.written.contains(&"en/polls/which/index.html".to_owned()), "{next}");
    assert!(!next.written.contains(&"en/articles/second/index.html".to_owned()), "{next}");
}

#[tokio::test]
async fn what_no_export_made_is_neither_removed_nor_overwritten() {
    let press = Press::new();
    press.article("second", "", "");
    press.export().await;
    press.write("site/CNAME", "news.example");
    press.write("site/en/articles/second/index.html", "changed by hand");
    fs::remove_dir_all(press.path("content/articles/second")).unwrap();
    let report = press.export().await;
    assert_eq!(report.left, ["en/articles/second/index.html"]);
    assert_eq!(press.read("CNAME"), "news.example");
    assert_eq!(press.read("en/articles/second/index.html"), "changed by hand");

    let before = press.saved();
    press.article("third", "", "");
    press.write("site/en/articles/third/index.html", "somebody else's");
    let error = press.refused().await;
    assert!(error.contains("en/articles/third/index.html") && error.contains("in the way"), "{error}");
    assert!(before.iter().all(|(file, saved)| press.saved().get(file) == Some(saved)), "something was changed");
}

#[tokio::test]
async fn folders_that_are_no_site_are_refused_and_stay_as_they_were() {
    let press = Press::new();
    press.write("site/holiday.jpg", "a picture");
    let error = press.refused().await;
    assert!(error.contains("neither empty nor an earlier export") && error.contains("holiday.jpg"), "{error}");
    assert_eq!(press.saved().len(), 1);
    fs::remove_dir_all(press.path("site")).unwrap();

    press.write("site", "a file");
    assert!(press.refused().await.contains("is no folder"));
    fs::remove_file(press.path("site")).unwrap();

    press.export().await;
    press.write(&format!("site/{MANIFEST}"), "{");
    assert!(press.refused().await.contains("is broken"));

    let clock = || Clock::standing_at(NOON.parse().unwrap());
    for out in ["dist", "dist/site", "content/site"] {
        let error = export(&Export { out: press.path(out), ..press.options() }, clock()).await.unwrap_err().to_string();
        assert!(error.contains("lie within each other"), "{error}");
    }
    let error =
        export(&Export { dist: press.path("nothing"), ..press.options() }, clock()).await.unwrap_err().to_string();
    assert!(error.contains("trunk build --release"), "{error}");
}

#[tokio::test]
async fn a_failed_export_keeps_the_old_site() {
    let press = Press::new();
    press.export().await;
    let before = press.saved();
    press.write("dist/locales/ar.json", "{");
    let error = press.refused().await;
    assert!(error.contains("ar"), "{error}");
    assert_eq!(press.saved(), before);

    press.write("dist/locales/ar.json", include_str!("../../../../public/locales/ar.json"));

    let poll = fs::read_to_string(press.path("content/polls/which.toml")).unwrap();
    press.write("content/polls/which.toml", &poll[..poll.len() / 2]);
    let error = press.refused().await;
    assert!(error.contains("polls/which.toml") && error.contains("hustings check"), "{error}");
    assert_eq!(press.saved(), before, "the page of a poll that cannot be read stays on the site");
    press.write("content/polls/which.toml", &poll);

    let lock = fs::File::open(press.path("site/.hustings-export.lock")).unwrap();
    lock.lock().unwrap();
    assert!(press.refused().await.contains("another export"), "{}", press.refused().await);
}

#[tokio::test]
async fn an_export_that_was_killed_is_put_right_by_the_next_one() {
    let press = Press::new();
    press.export().await;
    let list = press.read(MANIFEST);
    // As after a kill between two files: one is of the new state, one is missing, and drafts lie about.
    fs::remove_file(press.path("site/en/index.html")).unwrap();
    press.write("site/en/polls/which/index.html", "the beginning of ano");
    press.write("site/.hustings-export.tmp/draft", "half a file");
    let report = press.export().await;
    assert_eq!(report.left, Vec::<String>::new());
    assert!(press.read("en/index.html").contains("The Open Question"));
    assert!(press.read("en/polls/which/index.html").contains("Which?"));
    assert!(!press.path("site/.hustings-export.tmp").exists());
    assert_eq!(press.read(MANIFEST), list);
}

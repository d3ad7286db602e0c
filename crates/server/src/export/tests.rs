//! Whole exports of a small publication, read as a host serves them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use hustings::model::page::{PageData, View};
use tempfile::TempDir;

use super::{Export, Report, manifest};
use crate::{
    clock::Clock,
    settings::{Settings, Sources},
    state::AppState,
    store::Mutation,
};

const PUBLICATION: &str = "default_language = \"en\"
[[languages]]
lang = \"en\"
name = \"English\"
switch_label = \"Read in English\"
[[languages]]
lang = \"ar\"
name = \"العربية\"
switch_label = \"اقرأ بالعربية\"
[name]
en = \"The Open Question\"
ar = \"السؤال المفتوح\"
[tagline]
en = \"Read.\"
ar = \"اقرأ.\"
[[audiences]]
id = \"business\"
[audiences.label]
en = \"For business\"
ar = \"للأعمال\"
";
const POLL: &str = "kind = \"single\"
closes_at = 2026-06-01T00:00:00Z
[question]
en = \"Which?\"
[[options]]
id = \"a\"
[options.label]
en = \"Option A\"
[[options]]
id = \"b\"
[options.label]
en = \"Option B\"
";
const INDEX: &str = "<!doctype html><html lang=\"en\"><head><title>t</title><!-- head --><style>a{}</style><script defer \
                     src=\"/boot.js\" data-glue=\"/reader-0123456789abcdef.js\"></script></head><body><div \
                     id=\"app\"></div><!-- data --></body></html>";
const NOON: &str = "2026-05-10T12:00:00Z";

/// A publication, a front-end, and a place for the site.
struct Press {
    folder: TempDir,
}

impl Press {
    fn new() -> Self {
        let press = Self { folder: tempfile::tempdir().unwrap() };
        for (file, text) in [
            ("content/publication.toml", PUBLICATION),
            ("content/polls/which.toml", POLL),
            ("dist/index.html", INDEX),
            ("dist/index.html.br", "of another page"),
            ("dist/boot.js", "boot();"),
            ("dist/reader-0123456789abcdef.js", "reader();"),
            ("dist/config.json", "{\"live\": true}"),
            ("dist/locales/en.json", include_str!("../../../../public/locales/en.json")),
            ("dist/locales/ar.json", include_str!("../../../../public/locales/ar.json")),
            ("content/articles/trains/map.svg", "<svg xmlns='x' viewBox='0 0 640 360'></svg>"),
        ] {
            press.write(file, text);
        }
        press.article("trains", "image = \"map.svg\"\nimage_alt = \"A map\"\naudiences = [\"business\"]\n", "{{poll:which}}\n");
        press
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn article(&self, slug: &str, more: &str, text: &str) {
        let head = format!("title = \"About {slug}\"\nauthor = \"City desk\"\npublished = 2026-05-01T09:30:00Z\n{more}");
        self.write(&format!("content/articles/{slug}/en.md"), &format!("+++\n{head}+++\nFirst words.\n\n{text}"));
    }

    fn options(&self) -> Export {
        Export {
            out: self.path("site"),
            url: "https://news.example/sub/path/".to_owned(),
            api_base: Some("https://polls.example".to_owned()),
            dist: self.path("dist"),
            sources: Sources {
                database: format!("sqlite:{}", self.path("votes.db").display()),
                content: self.path("content"),
            },
        }
    }

    async fn export_at(&self, moment: &str) -> anyhow::Result<Report> {
        self.options().run(Clock::standing_at(moment.parse().unwrap())).await
    }

    async fn export(&self) -> Report {
        self.export_at(NOON).await.unwrap()
    }

    async fn refused(&self) -> String {
        format!("{:#}", self.export_at(NOON).await.unwrap_err())
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path("site").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Every file of the site with when it was saved.
    fn saved(&self) -> BTreeMap<PathBuf, SystemTime> {
        let files = super::shell::files_below(&self.path("site")).unwrap();
        files.into_iter().map(|file| (file.clone(), fs::metadata(&file).unwrap().modified().unwrap())).collect()
    }

    async fn vote(&self) {
        let settings = Settings::for_tests(self.options().sources);
        let state = AppState::open(settings, Clock::system()).await.unwrap();
        state.store.apply(Mutation::seeded_vote("which", vec!["a".to_owned()])).await.unwrap();
        state.store.close().await;
    }
}

#[tokio::test]
async fn every_page_is_a_folder_with_its_data_and_links_below_the_path() {
    let press = Press::new();
    press.article("second", "", "See [the other](/en/articles/trains#b1).\n");
    let report = press.export().await;
    assert_eq!((report.dead_links.len(), report.kept), (0, 0), "{report:?}");
    let article = press.read("en/articles/trains/index.html");
    for part in [
        "<link rel=\"canonical\" href=\"https://news.example/sub/path/en/articles/trains/\">",
        "src=\"/sub/path/boot.js\" data-glue=\"/sub/path/reader-0123456789abcdef.js\"",
        "src=\"/sub/path/media/trains/map.svg\"",
        "action=\"https://polls.example/en/polls/which/vote\"",
        "href=\"/sub/path/en/sections/business/\"",
        "<time datetime=\"2026-05-10T12:00:00Z\">As of May",
    ] {
        assert!(article.contains(part), "{part}");
    }
    assert!(!article.contains("oembed"), "no file can answer that");
    assert!(press.read("en/articles/second/index.html").contains("href=\"/sub/path/en/articles/trains/#b1\""));
    let data: PageData = serde_json::from_str(&press.read("en/articles/trains/page.json")).unwrap();
    let View::Article { article, polls } = data.view else { panic!("{data:?}") };
    assert!(article.body_html.contains("First words.") && polls[0].seq.is_still());
    for file in ["en/polls/which/page.json", "en/sections/business/index.html", "ar/index.html", "media/trains/map.svg"] {
        press.read(file);
    }
    let untranslated = press.read("ar/articles/trains/index.html");
    assert!(untranslated.contains("href=\"/sub/path/en/articles/trains/\"") && untranslated.contains("noindex"));
    let data: PageData = serde_json::from_str(&press.read("ar/polls/which/page.json")).unwrap();
    assert!(matches!(data.view, View::TranslationMissing { .. }), "{data:?}");
    assert!(press.read("index.html").contains("href=\"/sub/path/ar/\" hreflang=\"ar\" data-door"));
    assert!(press.read("404.html").contains("Page not found"));
    assert!(press.read("sitemap.xml").contains("<loc>https://news.example/sub/path/en/articles/trains/</loc>"));
    assert!(press.read("en/feed.xml").contains("href=\"https://news.example/sub/path/en/articles/trains/\""));
    assert!(press.read("robots.txt").contains("https://news.example/sub/path/sitemap.xml"));
}

#[tokio::test]
async fn hosts_and_the_app_are_told_where_the_backend_is() {
    let press = Press::new();
    press.export().await;
    let config: serde_json::Value = serde_json::from_str(&press.read("config.json")).unwrap();
    assert_eq!((&config["api_base"], &config["content"]), (&"https://polls.example".into(), &"static".into()));
    for file in ["_headers", "_nginx.conf"] {
        let text = press.read(file);
        assert!(text.contains("connect-src 'self' https://polls.example;"), "{text}");
        assert!(text.contains("form-action 'self' https://polls.example;"), "{text}");
        assert!(text.contains("style-src 'self' 'sha256-"), "{text}");
    }
    assert_ne!(fs::read(press.path("site/index.html.br")).unwrap_or_default(), b"of another page");
}

#[tokio::test]
async fn a_long_list_goes_on_in_folders() {
    let press = Press::new();
    for number in 0..45 {
        press.article(&format!("more-{number:02}"), "", "");
    }
    press.export().await;
    let mut file = "en/".to_owned();
    let mut cards = Vec::new();
    loop {
        let data: PageData = serde_json::from_str(&press.read(&format!("{file}page.json"))).unwrap();
        let View::List { items, next_cursor, .. } = data.view else { panic!("no list") };
        cards.extend(items.into_iter().map(|card| card.slug));
        let Some(cursor) = next_cursor else { break };
        let next = format!("en/more/{cursor}/");
        assert!(press.read(&format!("{file}index.html")).contains(&format!("href=\"/sub/path/{next}\"")), "{file}");
        file = next;
    }
    assert_eq!(cards.len(), 46);
}

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
    let own: Vec<&String> = voted.written.iter().filter(|path| path.ends_with(".html") || path.ends_with(".json")).collect();
    assert_eq!(
        own,
        ["en/articles/trains/page.json", "en/polls/which/page.json", "en/articles/trains/index.html", "en/polls/which/index.html"],
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
    press.write(&format!("site/{}", manifest::NAME), "{");
    assert!(press.refused().await.contains("is broken"));

    let clock = || Clock::standing_at(NOON.parse().unwrap());
    for out in ["dist", "dist/site", "content/site"] {
        let error = Export { out: press.path(out), ..press.options() }.run(clock()).await.unwrap_err().to_string();
        assert!(error.contains("lie within each other"), "{error}");
    }
    let error = Export { dist: press.path("nothing"), ..press.options() }.run(clock()).await.unwrap_err().to_string();
    assert!(error.contains("trunk build --release"), "{error}");
}

#[tokio::test]
async fn a_failed_export_leaves_the_old_site_and_two_at_once_are_refused() {
    let press = Press::new();
    press.export().await;
    let before = press.saved();
    press.write("dist/locales/ar.json", "{");
    let error = press.refused().await;
    assert!(error.contains("ar"), "{error}");
    assert_eq!(press.saved(), before);

    press.write("dist/locales/ar.json", include_str!("../../../../public/locales/ar.json"));
    let _held = super::folder::Folder::open(&press.path("site")).unwrap();
    assert!(press.refused().await.contains("another export"), "{}", press.refused().await);
}

#[tokio::test]
async fn an_export_that_was_killed_is_put_right_by_the_next_one() {
    let press = Press::new();
    press.export().await;
    let list = press.read(manifest::NAME);
    // As after a kill between two files: one is of the new state, one is missing, and drafts lie about.
    fs::remove_file(press.path("site/en/index.html")).unwrap();
    press.write("site/en/polls/which/index.html", "the beginning of ano");
    press.write("site/.hustings-export.tmp/draft", "half a file");
    let report = press.export().await;
    assert_eq!(report.left, Vec::<String>::new());
    assert!(press.read("en/index.html").contains("The Open Question"));
    assert!(press.read("en/polls/which/index.html").contains("Which?"));
    assert!(!press.path("site/.hustings-export.tmp").exists());
    assert_eq!(press.read(manifest::NAME), list);
}

#[tokio::test]
async fn a_dead_link_is_named_with_its_page() {
    let press = Press::new();
    press.article("second", "", "[Gone](/en/articles/gone), [there](/en/articles/trains).\n");
    let report = press.export().await;
    assert_eq!(report.dead_links, [("/en/articles/second/".to_owned(), "/en/articles/gone".to_owned())]);
    assert!(report.to_string().contains("warning: /en/articles/second/ links to /en/articles/gone"));
    assert!(Path::new(&press.path("site/en/articles/second/index.html")).exists());
}

//! Whole exports of a small publication, read as a host serves them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod config;
mod frozen;
mod places;
mod renewal;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use hustings_core::model::page::{PageData, View};
use hustings_data_files::sources::Sources;
use hustings_domain::Clock;
use hustings_export::{Compress, Export, ExportSummary};
use hustings_render::FRAME_SHEETS;
use hustings_server::{export::export, settings::Settings, state::AppState};
use hustings_store::Mutation;
use tempfile::TempDir;

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
            ("dist/icons/apple-touch-icon.png", "an icon"),
            ("dist/style/search_panel.css", ".search-panel {}"),
            ("dist/locales/en.json", include_str!("../../../../public/locales/en.json")),
            ("dist/locales/ar.json", include_str!("../../../../public/locales/ar.json")),
            ("content/articles/trains/map.svg", "<svg xmlns='x' viewBox='0 0 640 360'></svg>"),
        ] {
            press.write(file, text);
        }
        for sheet in FRAME_SHEETS {
            press.write(&format!("dist/embed/style/{sheet}"), ".sheet {}");
        }
        press.article(
            "trains",
            "image = \"map.svg\"\nimage_alt = \"A map\"\naudiences = [\"business\"]\n",
            "{{poll:which}}\n",
        );
        press
    }

    /// The publication with a picture for each option of its poll.
    fn with_pictures() -> Self {
        let press = Self::new();
        let option = |id: &str| format!("id = \"{id}\"\nimage = \"{id}.svg\"\nalt = {{ en = \"Picture {id}\" }}\n");
        let with_picture = |text: String, id: &str| text.replace(&format!("id = \"{id}\"\n"), &option(id));
        press.write("content/polls/which.toml", &["a", "b"].into_iter().fold(POLL.to_owned(), with_picture));
        for id in ["a", "b"] {
            press.write(&format!("content/polls/which/{id}.svg"), "<svg xmlns='x' viewBox='0 0 640 360'></svg>");
        }
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
        let head =
            format!("title = \"About {slug}\"\nauthor = \"City desk\"\npublished = 2026-05-01T09:30:00Z\n{more}");
        self.write(&format!("content/articles/{slug}/en.md"), &format!("+++\n{head}+++\nFirst words.\n\n{text}"));
    }

    fn options(&self) -> Export {
        Export {
            out: self.path("site"),
            url: "https://news.example/sub/path/".to_owned(),
            api_base: Some("https://polls.example".to_owned()),
            dist: self.path("dist"),
            compress: Compress::Best,
            sources: Sources {
                database: format!("sqlite:{}", self.path("votes.db").display()),
                content: self.path("content"),
                key_file: None,
            },
        }
    }

    async fn export_at(&self, moment: &str) -> anyhow::Result<ExportSummary> {
        export(&self.options(), Clock::standing_at(moment.parse().unwrap())).await
    }

    async fn export(&self) -> ExportSummary {
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
        let (mut files, mut folders) = (BTreeMap::new(), vec![self.path("site")]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    files.insert(entry.path(), entry.metadata().unwrap().modified().unwrap());
                }
            }
        }
        files
    }

    async fn vote(&self) {
        let settings = Settings::for_tests(self.options().sources);
        let state = AppState::open(settings, Clock::system()).await.unwrap();
        state.routes.store.apply(Mutation::seeded_vote("which", vec!["a".to_owned()])).await.unwrap();
        state.routes.store.close().await;
    }
}

#[tokio::test]
async fn every_page_is_a_folder_with_its_data() {
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
    assert!(article.body_html.contains("First words.") && polls[0].seq.is_static());
    for file in ["en/polls/which/page.json", "en/sections/business/index.html", "ar/index.html", "media/trains/map.svg"]
    {
        press.read(file);
    }
    let untranslated = press.read("ar/articles/trains/index.html");
    assert!(untranslated.contains("href=\"/sub/path/en/articles/trains/\"") && untranslated.contains("noindex"));
    let data: PageData = serde_json::from_str(&press.read("ar/polls/which/page.json")).unwrap();
    assert!(matches!(data.view, View::TranslationMissing { .. }), "{data:?}");
    assert!(press.read("index.html").contains("href=\"/sub/path/ar/\" hreflang=\"ar\" data-language-choice"));
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
        assert!(text.starts_with("# Made by `hustings export`."), "{text}");
        assert!(text.contains("connect-src 'self' https://polls.example;"), "{text}");
        assert!(text.contains("form-action 'self' https://polls.example;"), "{text}");
        assert!(text.contains("style-src 'self' 'sha256-"), "{text}");
    }
    assert_ne!(fs::read(press.path("site/index.html.br")).unwrap_or_default(), b"of another page");
}

#[tokio::test]
async fn search_engines_find_the_publication_s_sign_below_the_path() {
    let press = Press::new();
    press.write("dist/config.json", "{\"brand\": {\"logo\": \"/brand/logo.svg\"}}");
    press.write("dist/brand/logo.svg", "<svg xmlns='x'></svg>");
    let report = press.export().await;
    assert_eq!(report.dead_links.len(), 0, "{report:?}");
    let article = press.read("en/articles/trains/index.html");
    let logo = "\"logo\":{\"@type\":\"ImageObject\",\"url\":\"https://news.example/sub/path/brand/logo.svg\"}";
    assert!(article.contains(logo), "{article}");
    assert!(article.contains("src=\"/sub/path/brand/logo.svg\""), "{article}");
    press.read("brand/logo.svg");
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
async fn the_list_of_polls_is_a_folder_with_its_feed_and_goes_on_in_folders() {
    let press = Press::new();
    for number in 0..25 {
        press.write(&format!("content/polls/z-{number:02}.toml"), POLL);
    }
    let report = press.export().await;
    assert_eq!(report.dead_links.len(), 0, "{report:?}");
    let page = press.read("en/polls/index.html");
    for part in [
        "<link rel=\"canonical\" href=\"https://news.example/sub/path/en/polls/\">",
        "href=\"/sub/path/en/polls/which/\"",
        "href=\"/sub/path/en/articles/trains/\"",
        "href=\"/sub/path/en/polls/feed.xml\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let (mut file, mut ids) = ("en/polls/".to_owned(), Vec::new());
    loop {
        let data: PageData = serde_json::from_str(&press.read(&format!("{file}page.json"))).unwrap();
        let View::Polls { items, next_cursor } = data.view else { panic!("no list of polls") };
        ids.extend(items.into_iter().map(|card| card.id));
        let Some(cursor) = next_cursor else { break };
        let next = format!("en/polls/more/{cursor}/");
        assert!(press.read(&format!("{file}index.html")).contains(&format!("href=\"/sub/path/{next}\"")), "{file}");
        file = next;
    }
    assert_eq!(ids.len(), 26);
    assert!(press.read("en/polls/feed.xml").contains("<id>https://news.example/sub/path/en/polls/which/</id>"));
    assert!(press.read("sitemap.xml").contains("<loc>https://news.example/sub/path/ar/polls/</loc>"));
    assert!(press.read("en/index.html").contains("href=\"/sub/path/en/polls/\""));
    assert_eq!(press.export().await.written, [""; 0], "nothing is new");
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

#[tokio::test]
async fn the_pictures_of_a_poll_are_files_of_the_site() {
    let press = Press::with_pictures();
    let report = press.export().await;
    assert_eq!(report.dead_links.len(), 0, "{report:?}");
    for page in ["en/articles/trains/index.html", "en/polls/which/index.html"] {
        assert!(press.read(page).contains("src=\"/sub/path/media/polls/which/b.svg?v="), "{page}");
    }
    assert!(press.read("media/polls/which/b.svg").starts_with("<svg"));
}

//! What `config.json` says: of the front-end that is exported, and of a site that is there already.

use std::fs;

use hustings_domain::Clock;
use hustings_export::MANIFEST;
use serde_json::Value;

use super::{Export, ExportSummary, NOON, Press, export};

impl Press {
    /// Exports without saying where the backend is.
    async fn export_by_itself(&self) -> anyhow::Result<ExportSummary> {
        let options = Export { api_base: None, ..self.options() };
        export(&options, Clock::standing_at(NOON.parse().unwrap())).await
    }

    fn config(&self) -> Value {
        serde_json::from_str(&self.read("config.json")).unwrap()
    }
}

#[tokio::test]
async fn a_site_without_any_comfort_is_exported_and_has_no_search() {
    let press = Press::new();
    let features = ["contents", "progress", "settings", "print", "footnotes", "continue", "bar", "related", "search"];
    let features: serde_json::Map<String, Value> =
        features.into_iter().map(|name| (name.to_owned(), Value::Bool(false))).collect();
    press.write("dist/config.json", &serde_json::json!({ "comforts": features }).to_string());
    let report = press.export().await;
    assert_eq!(report.dead_links.len(), 0, "{report:?}");
    let article = press.read("en/articles/trains/index.html");
    assert!(!article.contains("/search"), "{article}");
    for file in ["en/search", "ar/search"] {
        assert!(!press.path("site").join(file).exists(), "{file}");
    }

    press.write("dist/config.json", "{}");
    press.export().await;
    press.read("ar/search/index.html");
    press.read("en/search/index.txt");
}

#[tokio::test]
async fn a_trailing_slash_of_the_backend_is_removed() {
    let press = Press::new();
    press.write("dist/config.json", "{\"api_base\": \" https://Polls.example/ \"}");
    press.export_by_itself().await.unwrap();
    assert_eq!(press.config()["api_base"], "https://polls.example");
    assert!(press.read("en/polls/which/index.html").contains("action=\"https://polls.example/en/polls/which/vote\""));
    for file in ["_headers", "_nginx.conf"] {
        assert!(press.read(file).contains("connect-src 'self' https://polls.example;"), "{file}");
    }

    press.write("dist/config.json", "{\"api_base\": \"https://polls.example/api\"}");
    let error = format!("{:#}", press.export_by_itself().await.unwrap_err());
    assert!(error.contains("\"https://polls.example/api\" in") && error.contains("an exact origin"), "{error}");
}

#[tokio::test]
async fn a_backend_set_by_hand_stays_until_another_is_given() {
    let press = Press::new();
    press.export().await;
    press.write("site/config.json", "{\"api_base\": \"https://mine.example/\", \"live\": false}");
    press.write("dist/config.json", "{\"share\": [\"copy\"]}");
    let report = press.export_by_itself().await.unwrap();
    let config = press.config();
    assert_eq!((&config["api_base"], &config["share"][0]), (&"https://mine.example".into(), &"copy".into()));
    assert!(config.get("live").is_none(), "what else there is comes from the front-end: {config}");
    assert_eq!(report.overwritten, ["config.json"]);
    let said = report.to_string();
    assert!(said.contains("kept     api_base \"https://mine.example\""), "{said}");
    assert!(said.contains("warning: config.json had been changed by somebody else"), "{said}");
    assert!(press.read("en/polls/which/index.html").contains("action=\"https://mine.example/en/polls/which/vote\""));
    assert!(press.read("_headers").contains("form-action 'self' https://mine.example;"));

    let again = press.export_by_itself().await.unwrap();
    assert_eq!(again.kept_api_base.as_deref(), Some("https://mine.example"), "{again}");
    assert_eq!((again.written.len(), again.overwritten.len()), (0, 0), "{again}");

    let told = press.export().await;
    assert_eq!((press.config()["api_base"].as_str(), told.kept_api_base), (Some("https://polls.example"), None));
    let forgotten = press.export_by_itself().await.unwrap();
    assert_eq!((press.config()["api_base"].as_str(), forgotten.kept_api_base), (Some(""), None));
}

#[tokio::test]
async fn other_changes_of_the_site_set_no_backend() {
    let press = Press::new();
    press.export().await;
    press.write("site/config.json", "{\"api_base\": \"https://polls.example\", \"live\": false}");
    let report = press.export_by_itself().await.unwrap();
    assert_eq!((press.config()["api_base"].as_str(), report.kept_api_base), (Some(""), None));

    press.write("site/config.json", "{\"api_base\": ");
    let report = press.export().await;
    assert_eq!(
        (report.overwritten, press.config()["content"].as_str()),
        (vec!["config.json".to_owned()], Some("static"))
    );

    press.write("site/config.json", "{\"api_base\": \"mine.example\"}");
    let before = press.saved();
    let error = format!("{:#}", press.export_by_itself().await.unwrap_err());
    assert!(error.contains("site/config.json") && error.contains("https://news.example"), "{error}");
    assert_eq!(press.saved(), before);
    fs::remove_file(press.path("site/config.json")).unwrap();
    assert_eq!(press.export_by_itself().await.unwrap().kept_api_base, None);
    assert!(press.read(MANIFEST).contains("\"api_base\": \"\""));
}

#[tokio::test]
async fn one_name_stands_everywhere() {
    let press = Press::new();
    press.write("dist/config.json", "{\"brand\": {\"name\": \"The Post\"}}");
    press.export().await;
    for file in ["index.html", "en/index.html", "en/articles/trains/index.html", "en/articles/trains/page.json"] {
        let text = press.read(file);
        assert!(text.contains("The Post") && !text.contains("The Open Question"), "{file}: {text}");
    }
    for file in ["en/feed.xml", "en/sections/business/feed.xml", "ar/manifest.webmanifest"] {
        assert!(press.read(file).contains("The Post"), "{file}");
    }
}

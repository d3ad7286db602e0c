//! Where a site lies: what its root says, and what is found below a path.

use std::{
    fs::{self, File},
    time::SystemTime,
};

use super::{Clock, Export, ExportSummary, NOON, Press, export};

impl Press {
    async fn export_to(&self, url: &str) -> anyhow::Result<ExportSummary> {
        let options = Export { url: url.to_owned(), ..self.options() };
        export(&options, Clock::standing_at(NOON.parse().unwrap())).await
    }
}

#[tokio::test]
async fn the_root_has_the_head_of_the_list_in_the_default_language() {
    let press = Press::new();
    let report = press.export().await;
    assert_eq!(report.dead_links.len(), 0, "{report:?}");
    let root = press.read("index.html");
    for part in [
        "<title>The Open Question</title>",
        "<meta name=\"description\" content=\"Read.\">",
        "<link rel=\"canonical\" href=\"https://news.example/sub/path/en/\">",
        "hreflang=\"ar\" href=\"https://news.example/sub/path/ar/\">",
        "hreflang=\"x-default\" href=\"https://news.example/sub/path/en/\">",
        "<meta property=\"og:url\" content=\"https://news.example/sub/path/en/\">",
        "<link rel=\"manifest\" href=\"/sub/path/en/manifest.webmanifest\">",
        "<link rel=\"apple-touch-icon\" href=\"/sub/path/icons/apple-touch-icon.png\">",
    ] {
        assert!(root.contains(part), "{part}\nin {root}");
    }
    assert!(!root.contains("noindex"));
    let (_, picture) = root.split_once("<meta property=\"og:image\" content=\"https://news.example/sub/path/").unwrap();
    let picture = picture.split('"').next().unwrap();
    assert!(press.read("en/index.html").contains(picture), "it is the picture of the list: {picture}");
    assert!(press.path("site").join(picture.split('?').next().unwrap()).is_file(), "{picture}");
}

#[tokio::test]
async fn fonts_and_pictures_of_a_theme_are_found_below_the_path() {
    let press = Press::new();
    press.write("dist/theme.css", "@font-face {\nsrc: url(/brand/serif.woff2);\n}\n");
    press.write("dist/theme.css.br", "of another theme");
    press.write("dist/brand/serif.woff2", "a font");
    press.export().await;
    for file in ["en/index.html", "index.html", "en/404.html", "theme.css"] {
        assert!(press.read(file).contains("url(/sub/path/brand/serif.woff2)"), "{file}: {}", press.read(file));
    }
    assert!(!press.path("site/theme.css.br").exists(), "what was packed says something else");
    press.read("brand/serif.woff2");
}

#[tokio::test]
async fn below_a_path_the_unread_robots_txt_is_reported() {
    let press = Press::new();
    let said = press.export().await.to_string();
    assert!(said.contains("\"Sitemap: https://news.example/sub/path/sitemap.xml\""), "{said}");
    let said = press.export_to("https://news.example").await.unwrap().to_string();
    assert!(!said.contains("robots.txt at the root"), "{said}");
}

#[tokio::test]
async fn a_path_that_collides_with_files_is_refused() {
    let press = Press::new();
    press.article("second", "", "See [the other](/en/articles/trains).\n");
    for path in ["/en", "/en/articles", "/media/", "/locales"] {
        let error = press.export_to(&format!("https://x.example{path}")).await.unwrap_err().to_string();
        let path = path.trim_end_matches('/');
        assert!(error.contains(&format!("https://x.example{path},")), "{error}");
        assert!(error.contains("choose another path for --url") && error.contains(&format!("{path}-site")), "{error}");
    }
    assert!(!press.path("site/index.html").exists(), "nothing was written");
    // A path that only begins like one is none of the site's own.
    press.export_to("https://x.example/en/answers").await.unwrap();
    assert!(press.read("en/articles/second/index.html").contains("href=\"/en/answers/en/articles/trains/\""));
}

#[tokio::test]
async fn a_form_that_was_packed_of_an_older_file_is_made_anew() {
    let press = Press::new();
    press.write("dist/icons/icon.svg", &"<svg xmlns='x'></svg>".repeat(50));
    for name in ["icon.svg.br", "apple-touch-icon.png.br"] {
        press.write(&format!("dist/icons/{name}"), "as it was built");
    }
    let form = File::options().append(true).open(press.path("dist/icons/icon.svg.br")).unwrap();
    form.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    press.export().await;
    assert_ne!(fs::read(press.path("site/icons/icon.svg.br")).unwrap(), b"as it was built");
    assert_eq!(press.read("icons/apple-touch-icon.png.br"), "as it was built");
}

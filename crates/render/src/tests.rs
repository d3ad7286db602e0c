//! Whole pages from a small front-end on disk.

use std::fs;

use hustings_core::model::page::View;
use hustings_wire::{ErrorCode, Publication, Timestamp};

use super::*;
use crate::plain_page;

const INDEX: &str = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><title>t</title><!-- head --></head>\
                     <body><div id=\"app\"></div><!-- data --></body></html>";

fn dist() -> tempfile::TempDir {
    let dist = tempfile::tempdir().unwrap();
    fs::create_dir(dist.path().join("locales")).unwrap();
    fs::write(dist.path().join("index.html"), INDEX).unwrap();
    fs::write(dist.path().join("config.json"), "{}").unwrap();
    for lang in ["en", "ar"] {
        fs::copy(
            format!("{}/../../public/locales/{lang}.json", env!("CARGO_MANIFEST_DIR")),
            dist.path().join(format!("locales/{lang}.json")),
        )
        .or_else(|_| fs::write(dist.path().join(format!("locales/{lang}.json")), "{}").map(|()| 0))
        .unwrap();
    }
    dist
}

fn page(lang: &str) -> PageData {
    let publication = Publication {
        name: "Us </script><b> & \u{2028}".to_owned(),
        tagline: "Read.".to_owned(),
        languages: Vec::new(),
        audiences: Vec::new(),
    };
    PageData {
        publication,
        lang: lang.to_owned(),
        origin: "https://news.example".to_owned(),
        now: Timestamp::from_unix(0),
        notice: None,
        view: View::NotFound,
    }
}

#[test]
fn the_data_of_a_page_cannot_end_their_script() {
    let data = data(&page("en"));
    let inner = data.strip_prefix("<script type=\"application/json\" id=\"page-data\">").unwrap();
    let inner = inner.strip_suffix("</script>").unwrap();
    assert!(!inner.contains(['<', '>', '&', '\u{2028}']), "{inner}");
    let back: PageData = serde_json::from_str(inner).unwrap();
    assert_eq!(back, page("en"));
}

#[test]
fn a_page_carries_language_direction_and_title() {
    let dist = dist();
    let html = Renderer::new(dist.path().to_owned()).page(&page("ar"), &HeadMeta::default()).unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
    assert!(html.contains(" · Us &lt;/script&gt;&lt;b&gt; &amp; \u{2028}</title>"), "{html}");
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{html}");
    assert!(html.contains("<div id=\"app\" data-prerendered>"), "{html}");
}

#[test]
fn alternates_are_exactly_those_given() {
    let mut page = page("en");
    page.view = View::List { audience: None, items: Vec::new(), next_cursor: None };
    let meta = HeadMeta {
        path: Some("/en/".to_owned()),
        alternates: vec![("en".to_owned(), "/en/".to_owned()), ("ar".to_owned(), "/ar/".to_owned())],
        default_path: Some("/en/".to_owned()),
        ..HeadMeta::default()
    };
    let head = head::head(&page, &meta, "T", &Branding::default());
    assert!(head.contains("<link rel=\"canonical\" href=\"https://news.example/en/\">"), "{head}");
    assert_eq!(head.matches("hreflang=").count(), 3, "{head}");
    assert!(head.contains("hreflang=\"x-default\" href=\"https://news.example/en/\""), "{head}");
}

#[test]
fn a_front_end_that_is_missing_or_broken_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let renderer = Renderer::new(empty.path().to_owned());
    let error = renderer.page(&page("en"), &HeadMeta::default()).unwrap_err();
    assert!(matches!(error, RenderError::NotBuilt(_)), "{error}");

    for (file, text, expected) in [
        ("config.json", "{ \"brnad\": 1 }", "config.json of the front-end is broken: unknown field `brnad`"),
        ("locales/en.json", "[]", "en.json of the front-end is broken"),
        ("index.html", "<html>nothing", "index.html of the front-end is broken: index.html has no <title>"),
    ] {
        let dist = dist();
        let renderer = Renderer::new(dist.path().to_owned());
        let good = fs::read(dist.path().join(file)).unwrap();
        fs::write(dist.path().join(file), text).unwrap();
        let outcome = renderer.page(&page("en"), &HeadMeta::default());
        let message = outcome.err().map(|e| e.to_string()).unwrap_or_default();
        assert!(message.contains(expected), "{file}: {message}");
        fs::write(dist.path().join(file), &good).unwrap();
        let before = renderer.page(&page("en"), &HeadMeta::default()).unwrap();
        assert_eq!(renderer.faults(["en"].into_iter()), [""; 0]);

        fs::write(dist.path().join(file), text).unwrap();
        assert_eq!(renderer.page(&page("en"), &HeadMeta::default()).unwrap(), before, "{file}: as it was read before");
        let faults = renderer.faults(["en"].into_iter());
        assert!(faults.len() == 1 && faults[0].contains(expected), "{file}: {faults:?}");
    }
}

#[test]
fn a_language_without_messages_has_those_of_the_default_language() {
    let dist = dist();
    let renderer = Renderer::of_publication(dist.path().to_owned(), None, || Some("en".to_owned()));
    let english = renderer.page(&page("en"), &HeadMeta::default()).unwrap();
    let title = |html: &str| html.split("<title>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    for (file, text) in [("locales/fr.json", None), ("locales/fr.json", Some("["))] {
        text.iter().for_each(|text| fs::write(dist.path().join(file), text).unwrap());
        let html = renderer.page(&page("fr"), &HeadMeta::default()).unwrap();
        assert!(html.contains("<html lang=\"fr\" dir=\"ltr\">"), "{html}");
        assert_eq!(title(&html), title(&english));
        let faults = renderer.faults(["en", "fr"].into_iter());
        assert!(faults.len() == 1 && faults[0].starts_with("pages in `fr` have the words of"), "{faults:?}");
        assert_eq!(renderer.messages_of("fr"), dist.path().join("locales/en.json"));
    }
    fs::copy(dist.path().join("locales/ar.json"), dist.path().join("locales/fr.json")).unwrap();
    assert_ne!(title(&renderer.page(&page("fr"), &HeadMeta::default()).unwrap()), title(&english));
    assert_eq!(renderer.faults(["en", "fr"].into_iter()), [""; 0]);
    assert_eq!(renderer.messages_of("fr"), dist.path().join("locales/fr.json"));
}

#[test]
fn a_front_end_that_is_being_built_keeps_its_last_page() {
    let dist = dist();
    let renderer = Renderer::new(dist.path().to_owned());
    let before = renderer.page(&page("en"), &HeadMeta::default()).unwrap();
    fs::remove_dir_all(dist.path()).unwrap();
    assert_eq!(renderer.page(&page("en"), &HeadMeta::default()).unwrap(), before);
}

#[test]
fn the_page_of_a_failure_is_not_for_search_engines() {
    let mut page = page("en");
    page.view = View::Failed { code: ErrorCode::Unavailable };
    assert!(head::head(&page, &HeadMeta::default(), "T", &Branding::default()).contains("noindex"));
    assert!(plain_page("A", "<b>").contains("<p>&lt;b&gt;</p>"));
}

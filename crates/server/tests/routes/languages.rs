//! A language is a file of messages and the publication's texts, and no word of a page comes from anywhere else.

use hustings_catalogues::{CatalogueFile, Entry, Pseudo, categories, check, english};

use super::TestServer;

/// The messages of a language as a translator hands them in: every form that it has, each saying which it is.
fn translated(lang: &str) -> CatalogueFile {
    let english = english();
    let mut entries = Vec::new();
    for entry in &english.entries {
        let is_plural = |name: &str| english.get(&format!("{name}_one")).is_some();
        let places: String = entry.places().iter().map(|name| format!(" {{{{{name}}}}}")).collect();
        let mut push = |key: String, words: &str| {
            entries.push(Entry { text: format!("{lang} {words}{places}"), key, line: 1 });
        };
        match entry.key.rsplit_once('_').filter(|(name, ending)| ["one", "other"].contains(ending) && is_plural(name)) {
            Some((_, "one")) => {}
            Some((name, _)) => {
                for form in categories(lang) {
                    push(format!("{name}_{form}"), &format!("{name} {form}"));
                }
            }
            None => push(entry.key.clone(), &entry.key),
        }
    }
    CatalogueFile { lang: lang.to_owned(), entries }
}

/// A publication in English and `lang`, with `texts` for what its editors write.
fn publication(lang: &str, texts: &dyn Fn(&str) -> String) -> Vec<(String, String)> {
    let both = |words: &str| format!("en = \"{words}\"\n{lang} = \"{}\"\n", texts(words));
    let language = |tag: &str| {
        let (name, label) = (texts("Its name"), texts("Read in it"));
        format!("[[languages]]\nlang = \"{tag}\"\nname = \"{name}\"\nswitch_label = \"{label}\"\n")
    };
    let options: String = ["a", "b", "c"]
        .map(|id| format!("[[options]]\nid = \"{id}\"\n[options.label]\n{}", both("An option")))
        .concat();
    let poll = |rules: &str| format!("{rules}\n[question]\n{}{options}", both("Which one?"));
    let article = |title: &str, more: &str| {
        let [title, dek, author, role, words, head] =
            [title, "A dek.", "A desk", "Editors", "Words of the text.", "A heading"].map(texts);
        format!(
            "+++\ntitle = \"{title}\"\ndek = \"{dek}\"\nauthor = \"{author}\"\nrole = \"{role}\"\n{more}\nimage_alt = \
             \"{title}\"\nimage_caption = \"{title}\"\n+++\n{words}\n\n## {head}\n\n{words}\n"
        )
    };
    let facts = "published = 2026-05-01T09:30:00Z\nupdated = 2026-05-05T09:30:00Z\naudiences = [\"business\"]\n\
                 image = \"map.svg\"\npolls = [\"which\", \"several\", \"closed\", \"later\"]\nrelated = [\"second\"]\n";
    let old = "updated = 2026-05-02T09:30:00Z\n";
    let files = [
        (
            "content/publication.toml".to_owned(),
            format!(
                "default_language = \"en\"\n{}{}[name]\n{}[tagline]\n{}[[audiences]]\nid = \"business\"\n[audiences.label]\n{}",
                language("en"),
                language(lang),
                both("The name"),
                both("The tagline."),
                both("For business")
            ),
        ),
        ("content/polls/which.toml".to_owned(), poll("kind = \"single\"\ncloses_at = 2026-06-01T00:00:00Z")),
        (
            "content/polls/closed.toml".to_owned(),
            poll("kind = \"single\"\nchangeable = false\ncloses_at = 2026-01-01T00:00:00Z"),
        ),
        (
            "content/polls/several.toml".to_owned(),
            poll("kind = \"multiple\"\nmax_choices = 2\nresults = \"after_vote\""),
        ),
        (
            "content/polls/later.toml".to_owned(),
            poll(
                "kind = \"multiple\"\nmin_choices = 2\nopens_at = 2026-05-12T12:00:00Z\ncloses_at = 2026-06-12T00:00:00Z\nresults = \"after_close\"",
            ),
        ),
        (
            "content/polls/kept.toml".to_owned(),
            poll("kind = \"single\"\nallowed_origins = [\"https://partner.example\"]\nsigned_by = [\"siding\"]"),
        ),
        ("content/articles/trains/en.md".to_owned(), article("Trains", facts)),
        (format!("content/articles/trains/{lang}.md"), article("Trains", old)),
        ("content/articles/second/en.md".to_owned(), article("Second", facts)),
        (format!("content/articles/second/{lang}.md"), article("Second", old)),
        ("content/articles/second/map.svg".to_owned(), "<svg xmlns='x' viewBox='0 0 640 360'></svg>".to_owned()),
        ("dist/locales/en.json".to_owned(), hustings_catalogues::ENGLISH.to_owned()),
    ];
    files.into()
}

/// A server whose publication has the language of `catalogue` as well.
async fn server(catalogue: &CatalogueFile, texts: &dyn Fn(&str) -> String) -> TestServer {
    let mut files = publication(&catalogue.lang, texts);
    files.push((format!("dist/locales/{}.json", catalogue.lang), catalogue.to_json()));
    let files: Vec<(String, &str)> = files.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    // The usual publication has files in another language, of which this one knows nothing.
    let server = TestServer::start_on(true, &files).await;
    std::fs::remove_file(server.folder.path().join("content/articles/trains/ar.md")).unwrap();
    server
}

#[tokio::test]
async fn a_new_language_needs_only_files() {
    let cases = [
        ("uk", "1\u{a0}травня\u{a0}2026\u{a0}р.", ["one 1", "few 2", "few 4", "many 5"]),
        ("pt", "1\u{a0}de\u{a0}maio\u{a0}de\u{a0}2026", ["one 1", "other 2", "other 4", "other 5"]),
        ("cy", "1\u{a0}Mai\u{a0}2026", ["one 1", "two 2", "other 4", "other 5"]),
        ("ur", "1\u{a0}مئی،\u{a0}2026", ["one 1", "other 2", "other 4", "other 5"]),
    ];
    for (lang, date, stars) in cases {
        let catalogue = translated(lang);
        assert_eq!(check(&catalogue, &english()), [], "{lang}");
        let server = server(&catalogue, &|words| format!("{lang} {words}")).await;
        let answer = server.get(&format!("/{lang}/articles/trains")).await;
        assert_eq!(answer.status, 200, "{lang}: {}", answer.text());
        let html = answer.text();
        let dir = if lang == "ur" { "rtl" } else { "ltr" };
        assert!(html.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")), "{lang}");
        assert!(html.contains(&format!("hreflang=\"{lang}\"")), "{lang}: {html}");
        assert!(html.contains(date), "{lang}: {date} is not in {html}");
        assert!(html.contains(&format!("{lang} reading_minutes one 1")), "{lang}: {html}");
        for form in stars {
            assert!(html.contains(&format!("{lang} rating_stars {form}")), "{lang}: {form} is not in {html}");
        }
        let list = server.get(&format!("/{lang}/")).await;
        assert!(list.text().contains(&format!("{lang} Trains")), "{lang}");
        let english = server.get("/en/articles/trains").await;
        assert!(english.text().contains(&format!("{lang} Read in it")), "the switcher offers {lang}");
    }
}

/// What a reader sees or hears of a page: its title and texts, and the attributes that are read out.
fn said(html: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        said.push(rest[..start].to_owned());
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let tag = &rest[start..end];
        for attribute in ["aria-label", "title", "alt", "placeholder", "content"] {
            let is_data = attribute == "content"
                && !["description", "og:title", "og:site_name", "image:alt"].iter().any(|name| tag.contains(name));
            if let Some((_, value)) = tag.split_once(&format!(" {attribute}=\"")).filter(|_| !is_data) {
                said.push(value.split('"').next().unwrap_or_default().to_owned());
            }
        }
        rest = &rest[end..];
        for name in ["script", "style"] {
            if tag.starts_with(&format!("<{name}")) {
                let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
                rest = &rest[end..];
            }
        }
    }
    said.push(rest.to_owned());
    let plain =
        |text: String| text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    said.into_iter().map(plain).filter(|text| !text.trim().is_empty()).collect()
}

/// Names, which are the same in every language, and the months of `Intl`, which knows no such language.
const NAMES: [&str; 16] = [
    // The sign of the reading settings, which is hidden from those who hear the page.
    "Aa",
    "Telegram",
    "WhatsApp",
    "VK",
    "X",
    "Facebook",
    "LinkedIn",
    "Bluesky",
    "Reddit",
    "Mastodon",
    "mastodon.example",
    "May",
    "June",
    "January",
    "another.example",
    "partner.example",
];

#[tokio::test]
async fn no_word_of_a_page_stands_outside_of_the_catalogue() {
    let catalogue = Pseudo::Accented.catalogue(&english());
    let server = server(&catalogue, &|words| Pseudo::Accented.text(words)).await;
    let pages = [
        ("/en-XA/", 200),
        ("/en-XA/sections/business", 200),
        ("/en-XA/articles/trains", 200),
        ("/en-XA/articles/trains?notice=poll_closed&on=poll-which", 200),
        ("/en-XA/articles/trains?notice=invalid_request&on=rating", 200),
        ("/en-XA/articles/english", 404),
        ("/en-XA/articles/nothing", 404),
        ("/en-XA/polls/which", 200),
        ("/en-XA/polls/several?notice=too_many_options&on=poll-several", 200),
        ("/en-XA/polls/closed", 200),
        ("/en-XA/polls/later", 200),
        ("/en-XA/polls/kept", 200),
        ("/en-XA/search", 200),
        ("/en-XA/search?q=%C3%A9%C3%A9", 200),
        ("/embed/polls/which?lang=en-XA", 200),
        ("/embed/polls/kept?lang=en-XA&host=https://another.example", 403),
    ];
    let mut plain = Vec::new();
    for (path, status) in pages {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        let texts = said(answer.text());
        assert!(texts.iter().any(|text| text.contains("áá")), "{path}: {texts:?}");
        for text in texts {
            let unnamed = NAMES.iter().fold(text.clone(), |text, name| text.replace(name, ""));
            if unnamed.chars().any(|c| c.is_ascii_alphabetic()) {
                plain.push(format!("{path}: {text}"));
            }
        }
    }
    assert!(plain.is_empty(), "in no catalogue:\n{}", plain.join("\n"));
}

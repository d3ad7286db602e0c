//! Articles and their list.

use hustings_wire::ErrorCode;

use crate::support::TestApp;

#[tokio::test]
async fn an_article_comes_with_its_translations_rating_and_related() {
    let app = TestApp::start().await;
    let article = app.get("/api/v1/articles/trains?lang=ru").await.ok().json();
    assert_eq!((&article["slug"], &article["lang"], &article["dir"]), (&"trains".into(), &"ru".into(), &"ltr".into()));
    assert_eq!(article["title"], "Поезда");
    assert_eq!(article["languages"], serde_json::json!(["en", "ru"]));
    assert_eq!(article["polls"], serde_json::json!(["single"]));
    assert!(article["body_html"].as_str().expect("text").contains("Слова."));
    assert_eq!(article["toc"][0]["text"], "Заголовок");
    assert_eq!(article["translations"][0]["switch_label"], "Read in English");
    assert_eq!(article["translations"][1]["url"], "/ru/articles/trains");
    assert_eq!((&article["rating"]["votes"], &article["rating"]["mean"]), (&4.into(), &5.0.into()));
    assert_eq!(article["rating"]["histogram"], serde_json::json!([0, 0, 0, 0, 4]));
    assert!(article["rating"]["my_stars"].is_null());
    // The related article is there in English only.
    assert_eq!(article["related"], serde_json::json!([]));
    let article = app.get("/api/v1/articles/trains").await.ok().json();
    assert_eq!((&article["lang"], &article["related"][0]["slug"]), (&"en".into(), &"clocks".into()));
}

#[tokio::test]
async fn related_articles_default_to_those_that_share_most() {
    let folder = |name: &str, day: u32, more: &str, langs: &[&str]| {
        let head = format!("published = 2026-04-{day:02}T09:00:00Z\n{more}");
        let files = langs.iter().map(|lang| {
            let text = format!("+++\ntitle = \"{name}\"\nauthor = \"Desk\"\n{head}+++\nWords.\n");
            (format!("articles/{name}/{lang}.md"), text)
        });
        files.collect::<Vec<_>>()
    };
    let (business, rails) = ("audiences = [\"business\"]\n", "subjects = [\"rails\"]\n");
    let both = format!("{business}{rails}");
    let files = [
        folder("start", 20, &both, &["en", "ru"]),
        folder("subject", 1, rails, &["en"]),
        folder("audience-old", 2, business, &["en", "ru"]),
        folder("audience-new", 9, business, &["en"]),
        folder("both", 3, &both, &["en"]),
        folder("nothing", 19, "", &["en"]),
        folder("named", 4, "related = [\"nothing\"]\n", &["en"]),
        folder("none", 5, &format!("{both}related = []\n"), &["ru"]),
    ];
    let app = TestApp::start_on(|content| {
        for (file, text) in files.concat() {
            let path = content.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
    })
    .await;
    let cases: [(&str, &[&str]); 5] = [
        ("start?lang=en", &["both", "subject", "trains"]),
        ("start?lang=ru", &["none", "trains", "audience-old"]),
        ("named?lang=en", &["nothing"]),
        ("none?lang=ru", &[]),
        ("nothing?lang=en", &[]),
    ];
    for (article, expected) in cases {
        let article = app.get(&format!("/api/v1/articles/{article}")).await.ok().json();
        let related = article["related"].as_array().expect("a list");
        let slugs: Vec<&str> = related.iter().filter_map(|card| card["slug"].as_str()).collect();
        assert_eq!(slugs, expected, "{}", article["slug"]);
    }
}

#[tokio::test]
async fn the_publication_is_localised() {
    let app = TestApp::start().await;
    let publication = app.get("/api/v1/publication?lang=ru").await.ok().json();
    assert_eq!(publication["name"], "Проверка");
    assert_eq!(publication["languages"][2]["dir"], "rtl");
    assert_eq!(publication["audiences"], serde_json::json!([{"id": "business", "label": "Для бизнеса"}]));
    assert_eq!(app.get("/api/v1/publication").await.ok().json()["name"], "The Test");
    let problem = app.get("/api/v1/publication?lang=xx").await.problem(404, ErrorCode::TranslationMissing);
    assert_eq!(problem.available, ["en", "ru", "ar"]);
}

#[tokio::test]
async fn a_missing_translation_names_those_there_are() {
    let app = TestApp::start().await;
    for lang in ["ar", "xx", "%F0%9F%98%80"] {
        let answer = app.get(&format!("/api/v1/articles/trains?lang={lang}")).await;
        let problem = answer.problem(404, ErrorCode::TranslationMissing);
        assert_eq!(problem.available, ["en", "ru"]);
    }
    app.get("/api/v1/articles/none?lang=en").await.problem(404, ErrorCode::NotFound);
    assert_eq!(app.get("/api/v1/articles/trains?lang=RU").await.ok().json()["lang"], "ru");
}

#[tokio::test]
async fn the_list_is_newest_first_and_holds_what_can_be_read() {
    let app = TestApp::start().await;
    let slugs = |json: &serde_json::Value| -> Vec<String> {
        let items = json["items"].as_array().expect("items");
        items.iter().map(|item| item["slug"].as_str().expect("a slug").to_owned()).collect()
    };
    let all = app.get("/api/v1/articles?lang=en").await.ok().json();
    assert_eq!(slugs(&all), ["trains", "bread", "clocks"]);
    assert!(all["next_cursor"].is_null());
    assert_eq!(all["items"][0]["rating"], serde_json::json!({"votes": 4, "mean": 5.0}));
    assert_eq!(all["items"][1]["rating"], serde_json::json!({"votes": 0, "mean": null}));
    assert_eq!(slugs(&app.get("/api/v1/articles?lang=ru").await.ok().json()), ["trains"]);
    assert!(slugs(&app.get("/api/v1/articles?lang=ar").await.ok().json()).is_empty());
    assert_eq!(slugs(&app.get("/api/v1/articles?audience=business").await.ok().json()), ["trains"]);

    let mut seen = Vec::new();
    let mut path = "/api/v1/articles?lang=en&limit=1".to_owned();
    for _ in 0..3 {
        let page = app.get(&path).await.ok().json();
        seen.extend(slugs(&page));
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/v1/articles?lang=en&limit=1&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ["trains", "bread", "clocks"]);
}

#[tokio::test]
async fn a_list_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let cases = [
        ("limit=0", 422, ErrorCode::InvalidRequest, Some("limit")),
        ("limit=51", 422, ErrorCode::InvalidRequest, Some("limit")),
        ("limit=many", 400, ErrorCode::InvalidRequest, None),
        ("audience=nobody", 422, ErrorCode::InvalidRequest, Some("audience")),
        ("cursor=x", 400, ErrorCode::InvalidRequest, Some("cursor")),
        ("lang=xx", 404, ErrorCode::TranslationMissing, Some("lang")),
    ];
    for (query, status, code, field) in cases {
        let problem = app.get(&format!("/api/v1/articles?{query}")).await.problem(status, code);
        assert_eq!(problem.field.as_deref(), field, "{query}");
    }
}

//! A whole server for tests of pages, forms, feeds and files: a small publication, a small built
//! front-end, a fresh database, and a clock that stands still.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod abstaining;
mod asked_twice;
mod brand;
mod cards;
mod embed_check;
mod files;
mod form_errors;
mod forms;
mod frame_programs;
mod frames;
mod guarded_forms;
mod head;
mod heads;
mod kinds;
mod languages;
mod last_good;
mod manifest;
mod me;
mod oembed;
mod option_pictures;
mod order;
mod overload;
mod pages;
mod passport;
mod picture;
mod polls;
mod search;
mod security_headers;
mod shared_pages;
mod themes;
mod write_ins;

use std::{fs, path::Path};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use hustings_content::ContentStore;
use hustings_data_files::sources::Sources;
use hustings_domain::Clock;
use hustings_server::{app, settings::Settings, state::AppState};
use tower::ServiceExt as _;

const PUBLICATION: &str = r#"default_language = "en"
[[languages]]
lang = "en"
name = "English"
switch_label = "Read in English"
[[languages]]
lang = "ar"
name = "العربية"
switch_label = "اقرأ بالعربية"
[name]
en = "The Open Question"
ar = "السؤال المفتوح"
[tagline]
en = "Read & answer."
ar = "اقرأ."
[[audiences]]
id = "business"
[audiences.label]
en = "For business"
ar = "للأعمال"
[audiences.intro]
en = "Of & for firms."
"#;

/// A poll with the options `a` and `b`; `more` is put at its head.
pub(crate) fn poll(more: &str, arabic: bool) -> String {
    let ar = |text: &str| if arabic { format!("ar = \"{text}\"\n") } else { String::new() };
    format!(
        "{more}\n[question]\nen = \"Which?\"\n{}[[options]]\nid = \"a\"\n[options.label]\nen = \"Option A\"\n{}\
         [[options]]\nid = \"b\"\n[options.label]\nen = \"Option B\"\n{}",
        ar("أي؟"),
        ar("أ"),
        ar("ب")
    )
}

const TRAINS: &str = "+++
title = \"Night <trains>\"
dek = \"Slow & dark.\"
author = \"Transport desk\"
published = 2026-05-01T09:30:00+03:00
audiences = [\"business\"]
image = \"map.svg\"
image_alt = \"A map\"
+++
First paragraph of the article.

{{poll:which}}
";

const ONLY_ENGLISH: &str = "+++
title = \"Only English\"
author = \"City desk\"
published = 2026-04-01T09:30:00Z
+++
Text.
";

const INDEX: &str = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><title>t</title><!-- head --><style>a{}</style></head>\
                     <body><div id=\"app\"></div><!-- data --></body></html>";

/// A server with its files; they go when it goes.
pub(crate) struct TestServer {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Clock,
    pub(crate) content: ContentStore,
    pub(crate) state: AppState,
    app: Router,
}

/// A request's outcome.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The value of a header; empty without it.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Lets a second pass, after which everything that is made once a second is made anew.
pub(crate) async fn a_second_later() {
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    tokio::time::resume();
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        Self::start_with(true).await
    }

    /// A server whose front-end was never built, if `built` is false.
    pub(crate) async fn start_with(built: bool) -> Self {
        Self::start_on(built, &[]).await
    }

    /// A server whose front-end has the words of the real one, with these polls more: name and file.
    pub(crate) async fn start_with_polls(polls: &[(&str, &str)]) -> Self {
        let mut files = vec![
            ("dist/locales/en.json".to_owned(), include_str!("../../../../public/locales/en.json")),
            ("dist/locales/ar.json".to_owned(), include_str!("../../../../public/locales/ar.json")),
        ];
        files.extend(polls.iter().map(|(id, text)| (format!("content/polls/{id}.toml"), *text)));
        Self::start_on(true, &files).await
    }

    /// A server with files that are added to the usual ones, or stand in their place.
    pub(crate) async fn start_on(built: bool, files: &[(String, &str)]) -> Self {
        Self::start_as(built, files, |_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn start_as(built: bool, files: &[(String, &str)], set: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (file, text) in [
            ("content/publication.toml", PUBLICATION.to_owned()),
            ("content/polls/which.toml", poll("kind = \"single\"\ncloses_at = 2026-06-01T00:00:00Z", true)),
            ("content/polls/closed.toml", poll("kind = \"single\"\ncloses_at = 2026-01-01T00:00:00Z", true)),
            ("content/polls/several.toml", poll("kind = \"multiple\"\nmax_choices = 2", false)),
            ("content/articles/trains/en.md", TRAINS.to_owned()),
            ("content/articles/trains/ar.md", TRAINS.replace("Night <trains>", "قطارات الليل")),
            ("content/articles/trains/map.svg", "<svg xmlns='x' viewBox='0 0 640 360'></svg>".to_owned()),
            ("content/articles/trains/unused.svg", "<svg viewBox='0 0 1 1'></svg>".to_owned()),
            ("content/articles/english/en.md", ONLY_ENGLISH.to_owned()),
            ("dist/reader-0123456789abcdef.js", "plain();".to_owned()),
            ("dist/reader-0123456789abcdef.js.br", "brotli".to_owned()),
            ("dist/reader-0123456789abcdef_bg.wasm", "wasm".to_owned()),
            ("dist/config.json", "{}".to_owned()),
            ("dist/sw.js", "work();".to_owned()),
            ("dist/.secret.js", "no".to_owned()),
            ("dist/embed/v1/embed.js", "embed();".to_owned()),
            ("dist/embed/frame.js", "frame();".to_owned()),
            ("dist/locales/ar.json", "{}".to_owned()),
            ("dist/locales/en.json", "{}".to_owned()),
        ] {
            if built || !file.starts_with("dist") {
                write(root, file, &text);
            }
        }
        if built {
            write(root, "dist/index.html", INDEX);
            for sheet in hustings_render::FRAME_SHEETS {
                write(root, &format!("dist/embed/style/{sheet}"), "/* A sheet. */\n.poll-card {}\n");
            }
        }
        for (file, text) in files {
            write(root, file, text);
        }
        let sources = Sources {
            database: format!("sqlite:{}", root.join("votes.db").display()),
            content: root.join("content"),
            key_file: None,
        };
        let mut settings = Settings { dist: root.join("dist"), ..Settings::for_tests(sources) };
        set(&mut settings);
        let clock = Clock::standing_at("2026-05-10T12:00:00Z".parse().unwrap());
        let state = AppState::open(settings, clock.clone()).await.unwrap();
        Self { folder, clock, content: state.routes.content.clone(), app: app(state.clone()), state }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Takes the tables away from under the server.
    pub(crate) async fn break_database(&self) {
        use sqlx::{Connection as _, SqliteConnection};
        let url = format!("sqlite:{}", self.folder.path().join("votes.db").display());
        let mut database = SqliteConnection::connect(&url).await.unwrap();
        for table in ["vote", "poll_tally", "option_tally", "rating", "rating_tally"] {
            let rename = sqlx::AssertSqlSafe(format!("ALTER TABLE {table} RENAME TO gone_{table}"));
            sqlx::query(rename).execute(&mut database).await.unwrap();
        }
    }

    /// `GET`, with headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Sends a form, with the cookies given, and once more where a browser without a cookie is asked to. The answer has
    /// the cookie that came before it.
    pub(crate) async fn post(&self, path: &str, form: &str, cookie: &str) -> Answer {
        let first = self.post_once(path, form, cookie).await;
        if first.status != StatusCode::TEMPORARY_REDIRECT {
            return first;
        }
        let mut last = self.post_once(first.header("location"), form, &cookie_of(&first)).await;
        assert_eq!(last.header("set-cookie"), "", "a reader is given one cookie");
        let given = first.headers[header::SET_COOKIE].clone();
        last.headers.insert(header::SET_COOKIE, given);
        last
    }

    /// Sends a form, with the cookies given.
    pub(crate) async fn post_once(&self, path: &str, form: &str, cookie: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Body::from(form.to_owned()));
        self.send(request.unwrap()).await
    }
}

/// The cookie that an answer sets, as a browser sends it back.
pub(crate) fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

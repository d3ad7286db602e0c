//! A small publication in a folder of its own, and a backend on it.

use std::{fs, path::Path, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use hustings_data_files::sources::Sources;
use hustings_domain::Clock;
use hustings_server::{app, settings::Settings, state::AppState};
use hustings_wire::{ErrorCode, Problem, Timestamp};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// The most that any test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The moment at which tests begin.
pub(crate) fn noon() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().expect("an instant")
}

/// The names of the polls say what they are; each has the options a, b, c and d.
const POLLS: [(&str, &str); 10] = [
    ("single", "kind = \"single\"\nresults = \"always\"\nchangeable = true\n"),
    ("multiple", "kind = \"multiple\"\nmin_choices = 2\nmax_choices = 3\nresults = \"always\"\nchangeable = true\n"),
    ("final", "kind = \"single\"\nresults = \"always\"\nchangeable = false\n"),
    ("after-vote", "kind = \"single\"\nresults = \"after_vote\"\nchangeable = true\n"),
    (
        "after-close",
        "kind = \"single\"\nresults = \"after_close\"\nchangeable = true\ncloses_at = 2026-06-01T13:00:00Z\n",
    ),
    ("closed", "kind = \"single\"\nresults = \"always\"\nchangeable = true\ncloses_at = 2026-06-01T11:00:00Z\n"),
    ("scheduled", "kind = \"single\"\nresults = \"always\"\nchangeable = true\nopens_at = 2026-06-01T13:00:00Z\n"),
    ("restricted", "kind = \"single\"\nallowed_origins = [\"https://partner.example\"]\n"),
    ("signed", "kind = \"single\"\nresults = \"after_vote\"\nsigned_by = [\"siding\"]\n"),
    ("untouched", "kind = \"single\"\nresults = \"always\"\nchangeable = true\n"),
];

const DEMO: &str = "
[polls.single]
votes = { a = 33, b = 30, c = 24, d = 21 }
[polls.multiple]
ballots = [ { options = [\"a\", \"b\"], readers = 2 }, { options = [\"b\", \"c\", \"d\"], readers = 1 } ]
[polls.closed]
votes = { a = 1, b = 2 }
[ratings.trains]
stars = [0, 0, 0, 0, 4]
";

/// Writes the publication.
pub(crate) fn write_content(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "publication.toml",
        "default_language = \"en\"\n\
         [[languages]]\nlang = \"en\"\nname = \"English\"\nswitch_label = \"Read in English\"\n\
         [[languages]]\nlang = \"ru\"\nname = \"Русский\"\nswitch_label = \"Читать на русском\"\n\
         [[languages]]\nlang = \"ar\"\nname = \"العربية\"\nswitch_label = \"اقرأ بالعربية\"\n\
         [name]\nen = \"The Test\"\nru = \"Проверка\"\nar = \"اختبار\"\n\
         [tagline]\nen = \"t\"\nru = \"т\"\nar = \"ت\"\n\
         [[audiences]]\nid = \"business\"\n[audiences.label]\nen = \"For business\"\nru = \"Для бизнеса\"\nar = \"ل\"\n",
    );
    let head = |title: &str, day: u32, more: &str| {
        format!(
            "+++\ntitle = \"{title}\"\ndek = \"Dek.\"\nauthor = \"Desk\"\nrole = \"Editors\"\n\
             published = 2026-05-{day:02}T09:00:00Z\n{more}+++\n\nWords.\n\n## A heading\n\nMore words.\n"
        )
    };
    let translated = "+++\ntitle = \"Поезда\"\ndek = \"Подзаголовок.\"\nauthor = \"Редакция\"\nrole = \"Редакторы\"\n+++\n\nСлова.\n\n## Заголовок\n\nЕщё слова.\n";
    write(
        "articles/trains/en.md",
        &head("Trains", 20, "audiences = [\"business\"]\npolls = [\"single\"]\nrelated = [\"clocks\"]\n"),
    );
    write("articles/trains/ru.md", translated);
    write("articles/clocks/en.md", &head("Clocks", 10, ""));
    write("articles/bread/en.md", &head("Bread", 15, ""));
    for (id, head) in POLLS {
        let mut text = format!("{head}\n[question]\nen = \"Which, {id}?\"\nru = \"Что?\"\n");
        for option in ["a", "b", "c", "d"] {
            text += &format!(
                "\n[[options]]\nid = \"{option}\"\n[options.label]\nen = \"Option {option}\"\nru = \"Вариант {option}\"\n"
            );
        }
        write(&format!("polls/{id}.toml"), &text);
    }
    write("demo.toml", DEMO);
}

/// A backend on a publication and a fresh database.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    pub(crate) clock: Clock,
    pub(crate) router: Router,
    pub(crate) folder: TempDir,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With more in the content folder, which `write` gets.
    pub(crate) async fn start_on(write: impl FnOnce(&Path)) -> Self {
        Self::start_as(write, |_| {}).await
    }

    pub(crate) async fn start_with(set: impl FnOnce(&mut Settings)) -> Self {
        Self::start_as(|_| {}, set).await
    }

    /// With more in the content folder, and other settings.
    pub(crate) async fn start_as(write: impl FnOnce(&Path), set: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_content(&folder.path().join("content"));
        write(&folder.path().join("content"));
        let mut settings = Settings::for_tests(sources(folder.path()));
        set(&mut settings);
        let clock = Clock::standing_at(noon());
        let state = AppState::open(settings, clock.clone()).await.expect("the backend opens");
        Self { router: app(state.clone()), state, clock, folder }
    }

    /// The backend after a restart, on the same files.
    pub(crate) async fn reopened(self) -> Self {
        self.state.routes.store.close().await;
        let settings = Settings::for_tests(sources(self.folder.path()));
        let state = AppState::open(settings, self.clock.clone()).await.expect("the backend opens");
        Self { router: app(state.clone()), state, ..self }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answer { status, headers, body: String::from_utf8(body.to_vec()).expect("UTF-8") }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, None, None)).await
    }

    pub(crate) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.send(request(Method::GET, path, Some(cookie), None)).await
    }

    pub(crate) async fn put(&self, cookie: Option<&str>, path: &str, body: &Value) -> Answer {
        self.send(request(Method::PUT, path, cookie, Some(body.to_string()))).await
    }

    pub(crate) async fn delete(&self, cookie: Option<&str>, path: &str) -> Answer {
        self.send(request(Method::DELETE, path, cookie, None)).await
    }

    /// Sends a request with these headers, and with a JSON body where there is one.
    pub(crate) async fn send_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut request = request(method, path, None, body.map(|body| body.to_string()));
        for (name, value) in headers {
            let name = axum::http::HeaderName::try_from(*name).expect("a name");
            request.headers_mut().append(name, value.parse().expect("a value"));
        }
        self.send(request).await
    }

    /// Votes in a poll and returns the answer.
    pub(crate) async fn vote(&self, cookie: Option<&str>, poll: &str, options: &[&str]) -> Answer {
        let body = serde_json::json!({ "options": options });
        self.put(cookie, &format!("/api/v1/polls/{poll}/vote?lang=en"), &body).await
    }
}

/// Where the publication and the database of a test are.
pub(crate) fn sources(folder: &Path) -> Sources {
    let database = format!("sqlite:{}", folder.join("votes.db").display());
    Sources { database, content: folder.join("content"), key_file: None }
}

pub(crate) fn request(method: Method, path: &str, cookie: Option<&str>, json: Option<String>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if json.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    request.body(Body::from(json.unwrap_or_default())).expect("a request")
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self
    }

    /// Checks that this is a whole problem of this status and code, and returns it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: ErrorCode) -> Problem {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Problem = serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!((problem.code, problem.status), (code, status), "{}", self.body);
        assert!(!problem.title.is_empty() && !problem.detail.is_empty() && !problem.kind.is_empty());
        problem
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The reader's cookie that this answer sets, in the form that a request sends.
    pub(crate) fn cookie(&self) -> Option<String> {
        Some(self.header("set-cookie").split(';').next()?.to_owned()).filter(|cookie| !cookie.is_empty())
    }
}

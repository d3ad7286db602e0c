//! Closed polls as files, of a database in a file and of one on a server.

use std::fs;

use hustings_cluster::shared;
use hustings_data_files::sources::Sources;
use hustings_domain::{Clock, Forced, Schedule};
use hustings_store::Mutation;
use serde_json::Value;

use super::{Compress, Export, ExportSummary, NOON, Press, export};

/// After the poll of the publication has closed.
const LATER: &str = "2026-06-02T12:00:00Z";
const RESTRICTED: &str = "kind = \"single\"
closes_at = 2026-06-01T00:00:00Z
results = \"after_close\"
allowed_origins = [\"https://partner.example\"]
guarding = \"guarded\"
[question]
en = \"Where?\"
ar = \"أين؟\"
[[options]]
id = \"here\"
[options.label]
en = \"Here\"
ar = \"هنا\"
[[options]]
id = \"there\"
[options.label]
en = \"There\"
ar = \"هناك\"
";

impl Press {
    /// The publication with a second poll, in two languages.
    fn with_two_polls() -> Self {
        let press = Self::new();
        press.write("content/polls/where.toml", RESTRICTED);
        press
    }

    async fn act(&self, mutations: Vec<Mutation>) {
        let url = self.options().sources.database;
        let opened = hustings_store::open(&url, Clock::system()).await.unwrap();
        for mutation in mutations {
            opened.store.apply(mutation).await.unwrap();
        }
        opened.store.close().await;
    }

    async fn votes(&self, poll: &str, options: &[&str]) {
        self.act(options.iter().map(|option| Mutation::seeded_vote(poll, vec![(*option).to_owned()])).collect()).await;
    }

    async fn forces(&self, poll: &str, forced: Option<Forced>) {
        self.act(vec![Mutation::ForcePoll { poll: poll.to_owned(), forced, schedule: Schedule::default() }]).await;
    }

    fn is_there(&self, file: &str) -> bool {
        self.path("site").join(file).exists()
    }

    /// The frame of a poll, which neither asks a backend for anything nor can send anything.
    fn frame(&self, place: &str) -> String {
        let frame = self.read(&format!("embed/polls/{place}index.html"));
        for wrong in ["page-data", "poll_embed", "frame.js", "https://polls.example"] {
            assert!(!frame.contains(wrong), "{wrong} in {frame}");
        }
        assert!(frame.contains("poll-card__actions\" hidden"), "{frame}");
        frame
    }
}

/// Whether each of these is in the text.
fn has(text: &str, all: &[&str]) {
    for part in all {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_closed_poll_shows_its_pictures_from_the_site() {
    let press = Press::with_pictures();
    press.votes("which", &["a"]).await;
    assert_eq!(press.export_at(LATER).await.unwrap().frozen, ["which"]);
    has(&press.frame("which/"), &["src=\"/sub/path/media/polls/which/a.svg?v=", "alt=\"Picture b\""]);
    has(
        &press.read("_headers"),
        &["default-src 'none'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"],
    );
}

#[tokio::test]
async fn a_closed_poll_shows_how_each_language_voted_from_the_site() {
    let press = Press::with_two_polls();
    press.write("content/polls/where.toml", &format!("breakdown = [\"language\"]\n{RESTRICTED}"));
    let votes = |lang, option: &str, readers| {
        let vote = || Mutation::seeded_vote_in(Some(lang), "where", vec![option.to_owned()]);
        std::iter::repeat_with(vote).take(readers).collect::<Vec<_>>()
    };
    press.act([votes("en", "here", 12), votes("ar", "there", 10)].concat()).await;
    assert_eq!(press.export_at(LATER).await.unwrap().frozen, ["where"]);
    let page = press.read("en/polls/where/passport/index.html");
    has(&page, &["By language", "<td>12 (100%)</td>", "<td>10 (100%)</td>", "style/passport_groups.css"]);
}

#[tokio::test]
async fn a_closed_poll_shows_how_readers_moved_from_the_site() {
    let press = Press::with_two_polls();
    press.write("content/polls/where.toml", &format!("ask = \"before_and_after\"\n{RESTRICTED}"));
    let [here, there] = ["here", "there"].map(|option| vec![option.to_owned()]);
    let moved = (0..10).flat_map(|_| Mutation::seeded_answers("where", here.clone(), there.clone()));
    press.act(moved.collect()).await;
    assert_eq!(press.export_at(LATER).await.unwrap().frozen, ["where"]);
    for folder in ["", "en/", "ar/"] {
        has(&press.read(&format!("api/v1/polls/where/{folder}flow.svg")), &[">10</text>", "<path"]);
    }
    let picture = "src=\"/sub/path/api/v1/polls/where/ar/flow.svg\"";
    has(&press.frame("where/ar/"), &[picture]);
    has(&press.read("ar/polls/where/index.html"), &[picture]);
    has(&press.read("en/polls/where/passport/index.html"), &["id=\"passport-flow\"", "<td>10</td>"]);
    let headers = press.read("_headers");
    let of_pictures = |line: &str| {
        line.contains("default-src 'none'; img-src data:; style-src") && line.matches("'sha256-").count() == 2
    };
    assert!(headers.lines().any(of_pictures), "{headers}");
}

#[tokio::test]
async fn a_closed_poll_is_read_without_a_backend() {
    let press = Press::with_two_polls();
    press.votes("which", &["a", "a", "b"]).await;
    press.votes("where", &["here", "there", "here", "here"]).await;
    let report = press.export_at(LATER).await.unwrap();
    assert_eq!((report.frozen.as_slice(), report.dead_links.len()), (&["where".to_owned(), "which".to_owned()][..], 0));
    assert!(report.to_string().contains("frozen   the closed poll where: "), "{report}");

    let frame = press.frame("where/");
    has(
        &frame,
        &[
            "<html lang=\"en\" dir=\"ltr\"><head>",
            "src=\"/sub/path/embed/frozen.js\" data-poll=\"where\" data-frames=\"/sub/path/embed/polls/where/\" data-languages=\"en ar\"",
            "<span class=\"poll-option__count\">3 (75%)</span>",
            "Closed on June",
            "href=\"https://news.example/sub/path/en/polls/where/\"",
            "href=\"/sub/path/en/polls/where/passport/\"",
            "href=\"/sub/path/embed/polls/where/ar/\" lang=\"ar\" hreflang=\"ar\" dir=\"rtl\">العربية</a>",
        ],
    );
    assert_eq!(press.frame("where/en/"), frame);
    has(&press.frame("where/ar/"), &["<html lang=\"ar\" dir=\"rtl\">", "أين؟", "/embed/polls/where/en/"]);
    has(&press.read("api/v1/polls/where/results.svg"), &["Where?", "75%"]);
    has(&press.read("api/v1/polls/where/ar/results.svg"), &["أين؟", "direction=\"rtl\""]);
    assert!(!press.is_there("embed/polls/which/ar/index.html"), "it is not translated");

    let page = press.read("en/polls/where/index.html");
    has(&page, &["3 (75%)", "<a class=\"poll-card__facts\" href=\"/sub/path/en/polls/where/passport/\">"]);
    let passport = press.read("en/polls/where/passport/index.html");
    has(
        &passport,
        &[
            "src=\"/sub/path/passport.js\"",
            "href=\"/sub/path/en/polls/where/\"",
            "href=\"/sub/path/ar/polls/where/passport/\"",
            "href=\"/sub/path/api/v1/polls/where/log/0.ndjson\"",
            "href=\"/sub/path/en/polls/where/passport/passport.json\"",
            "&quot;files&quot;:[&quot;/sub/path/api/v1/polls/where/log/0.ndjson&quot;]",
            "href=\"https://polls.example/en/me\"",
        ],
    );
    let json: Value = serde_json::from_str(&press.read("ar/polls/where/passport/passport.json")).unwrap();
    let log = press.read("api/v1/polls/where/log/0.ndjson");
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!((&json["log"]["hash"], &json["log"]["index"]), (&last["hash"], &last["index"]));
    assert_eq!(last["options"], serde_json::json!(["here"]));

    has(&press.read("_redirects"), &["/sub/path/embed/polls/* /sub/path/embed/404.html 404\n"]);
    assert!(!press.read("embed/404.html").contains("<script"), "the app has no place in a partner's page");
    let headers = press.read("_headers");
    has(
        &headers,
        &["/sub/path/embed/polls/where/*\n  Content-Security-Policy: frame-ancestors 'self' https://partner.example\n"],
    );
    assert!(!headers.contains("/embed/polls/which/*"), "any site may frame it");
    let style = frame.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let allowed = source_of(style);
    has(&headers, &[&format!("form-action 'none'; style-src {allowed}\n")]);
    assert_eq!(press.export_at("2026-06-03T12:00:00Z").await.unwrap().written, [""; 0], "nothing is new");
}

/// How a policy allows these styles.
fn source_of(css: &str) -> String {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(css.as_bytes())))
}

#[tokio::test]
async fn what_is_open_or_has_no_vote_is_no_file() {
    let press = Press::with_two_polls();
    let report = press.export_at(LATER).await.unwrap();
    assert_eq!(report.frozen, [""; 0], "nobody has voted");
    press.votes("where", &["here"]).await;
    let report = press.export_at(NOON).await.unwrap();
    assert_eq!(report.frozen, [""; 0], "both are open");
    for folder in ["embed/polls", "embed/404.html", "api"] {
        assert!(!press.is_there(folder), "{folder}");
    }
    let page = press.read("en/polls/where/index.html");
    assert!(!page.contains("1 (100%)") && page.contains("href=\"https://polls.example/en/polls/where/passport\""));
}

#[tokio::test]
async fn a_poll_that_is_opened_again_is_taken_back() {
    let press = Press::new();
    press.votes("which", &["a", "b"]).await;
    press.forces("which", Some(Forced::Closed)).await;
    assert_eq!(press.export().await.frozen, ["which"], "by the operator's word");
    has(&press.frame("which/"), &["The poll is closed", "1 (50%)"]);

    press.forces("which", None).await;
    press.votes("which", &["b"]).await;
    press.forces("which", Some(Forced::Closed)).await;
    let corrected = press.export().await;
    assert!(corrected.written.contains(&"embed/polls/which/index.html".to_owned()), "{corrected}");
    has(&press.frame("which/"), &["2 (67%)"]);

    press.forces("which", None).await;
    let opened = press.export().await;
    assert!(opened.removed.contains(&"api/v1/polls/which/log/0.ndjson".to_owned()), "{opened}");
    assert!(!press.is_there("embed/polls") && !press.is_there("api"));
    assert!(!press.is_there("en/polls/which/passport"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_a_server_gives_the_same_files() {
    let press = Press::with_two_polls();
    let url = shared().database();
    let votes = [("which", "a"), ("which", "b"), ("where", "there")];
    for database in [press.options().sources.database, url.clone()] {
        let opened = hustings_store::open(&database, Clock::standing_at(NOON.parse().unwrap())).await.unwrap();
        for (poll, option) in votes {
            opened.store.apply(Mutation::seeded_vote(poll, vec![option.to_owned()])).await.unwrap();
        }
        opened.store.close().await;
    }
    press.export_at(LATER).await.unwrap();
    let frozen = ["embed/polls/where/ar/index.html", "embed/polls/which/index.html", "api/v1/polls/which/results.svg"];
    let before = frozen.map(|file| press.read(file));
    let sources = Sources { database: url, ..press.options().sources };
    let options = Export { sources, compress: Compress::None, ..press.options() };
    let report: ExportSummary = export(&options, Clock::standing_at(LATER.parse().unwrap())).await.unwrap();
    assert_eq!(report.frozen, ["where", "which"]);
    assert_eq!(frozen.map(|file| press.read(file)), before);
}

#[tokio::test]
async fn a_database_that_cannot_be_read_leaves_the_files_as_they_are() {
    let press = Press::new();
    press.votes("which", &["a"]).await;
    press.export_at(LATER).await.unwrap();
    let before = press.saved();
    let other = press.path("other.db");
    fs::write(&other, "a text, and no database at all, which is longer than a header of one is").unwrap();
    for (database, expected) in [
        (format!("sqlite:{}", other.display()), "is no database; give another file with --database"),
        (format!("sqlite:{}/none/votes.db", press.path("").display()), "of the database does not exist"),
        ("postgres://nobody@127.0.0.1:1/votes".to_owned(), "the database 127.0.0.1:1/votes "),
        ("mysql://votes".to_owned(), "is of no known kind"),
    ] {
        let sources = Sources { database: database.clone(), ..press.options().sources };
        let refused = export(&Export { sources, ..press.options() }, Clock::standing_at(LATER.parse().unwrap())).await;
        let said = format!("{:#}", refused.unwrap_err());
        assert!(said.contains(expected), "{database}: {said}");
    }
    assert_eq!(press.saved(), before, "a file was touched");
}

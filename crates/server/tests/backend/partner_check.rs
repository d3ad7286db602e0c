//! `hustings partner-check` as a process, against pages and polls that a small server on this machine answers
//! with.

use std::{collections::BTreeMap, process::Stdio, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, process::Command};

/// Headers and a body; the status when it is not 200.
#[derive(Clone, Default)]
struct Canned {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

fn canned(media_type: &str, body: impl Into<String>) -> Canned {
    Canned { status: 200, headers: vec![("content-type", media_type.to_owned())], body: body.into() }
}

fn html(body: impl Into<String>) -> Canned {
    let body = format!("<meta name=viewport content='width=device-width'>{}", body.into());
    canned("text/html; charset=utf-8", body)
}

impl Canned {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// What a site answers, by path; its own address stands for `{site}`, that of the polls for `{polls}`.
async fn serve(answers: &[(&str, Canned)], polls: Option<&str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let site = format!("http://{}", listener.local_addr().expect("bound"));
    let fill = |text: &str| text.replace("{site}", &site).replace("{polls}", polls.unwrap_or(&site));
    let answers: BTreeMap<String, Canned> = answers
        .iter()
        .map(|(path, answer)| {
            let headers = answer.headers.iter().map(|(name, value)| (*name, fill(value))).collect();
            ((*path).to_owned(), Canned { headers, body: fill(&answer.body), ..answer.clone() })
        })
        .collect();
    let router = Router::new().fallback(answer).with_state(Arc::new(answers));
    // The server lives as long as the test's runtime.
    tokio::spawn(async move { axum::serve(listener, router).await });
    site
}

async fn answer(State(answers): State<Arc<BTreeMap<String, Canned>>>, request: Request) -> Response {
    let missing = Canned::default().status(404);
    let answer = answers.get(request.uri().path()).unwrap_or(&missing);
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = StatusCode::from_u16(answer.status).expect("a status");
    for (name, value) in &answer.headers {
        response.headers_mut().append(*name, value.parse().expect("a value"));
    }
    response
}

/// A publication with the poll "trains", in English and Arabic, which `ancestors` may frame.
async fn publication(ancestors: &str) -> String {
    let poll = json!({"id": "trains", "lang": "en", "question": "Which?", "state": "open"}).to_string();
    let missing = json!({"code": "not_found"}).to_string();
    let frame = html("a poll").with("content-security-policy", format!("frame-ancestors {ancestors}"));
    serve(
        &[
            ("/api/v1/polls/trains", canned("application/json", poll)),
            ("/api/v1/polls/none", canned("application/problem+json", missing).status(404)),
            ("/embed/polls/trains", frame),
            ("/embed/v1/embed.js", canned("text/javascript; charset=utf-8", "0")),
            ("/api/v1/polls/trains/results.svg", canned("image/svg+xml", "<svg/>")),
        ],
        None,
    )
    .await
}

const ELEMENT: &str =
    "<script async src='{polls}/embed/v1/embed.js'></script><hustings-poll poll=trains></hustings-poll>";

struct Said {
    code: i32,
    out: String,
    error: String,
}

impl Said {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.error))
    }

    /// The sentences of this level.
    #[track_caller]
    fn sentences(&self, level: &str) -> Vec<String> {
        let json = self.json();
        let groups = json["groups"].as_array().expect("groups").iter();
        let findings = groups.flat_map(|group| group["findings"].as_array().expect("findings"));
        let of_level = findings.filter(|finding| finding["level"] == level);
        of_level.map(|finding| finding["what"].as_str().expect("a sentence").to_owned()).collect()
    }
}

async fn check(arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hustings"));
    command.arg("partner-check").args(arguments).stdin(Stdio::null());
    // This machine is asked, whatever proxy the one who runs the tests goes through.
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
    let output = command.output().await.expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: output.status.code().expect("a code"), out: text(output.stdout), error: text(output.stderr) }
}

async fn check_page(page: Canned, polls: &str, more: &[&str]) -> Said {
    let site = serve(&[("/page", page)], Some(polls)).await;
    let mut arguments = vec![format!("{site}/page"), "--format".to_owned(), "json".to_owned()];
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
}

#[tokio::test]
async fn a_page_on_which_the_poll_works_is_told_so() {
    let polls = publication("*").await;
    for page in [
        html(ELEMENT),
        html(ELEMENT).with("content-security-policy", "script-src {polls}; frame-src {polls}"),
        html(format!("<meta http-equiv=content-security-policy content='default-src {{polls}}'>{ELEMENT}")),
        html("<a href='{polls}/en/polls/trains'><img alt=Which? src='{polls}/api/v1/polls/trains/results.svg'></a>"),
    ] {
        let said = check_page(page, &polls, &[]).await;
        assert_eq!(said.code, 0, "{}{}", said.out, said.error);
        assert_eq!((said.sentences("problem"), said.sentences("note")), (vec![], vec![]));
        assert_eq!((&said.json()["works"], said.json()["polls"].as_str()), (&json!(true), Some(polls.as_str())));
    }
}

#[tokio::test]
async fn what_blocks_the_poll_is_said_with_the_lines_to_add() {
    let polls = publication("*").await;
    let page = html(ELEMENT)
        .with("content-security-policy", "default-src 'self'")
        .with("content-security-policy", "frame-src {polls}, frame-src 'none'");
    let site = serve(&[("/page", page)], Some(&polls)).await;
    let said = check(&[&format!("{site}/page")]).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.error);
    let expected = [
        format!("    script-src {polls}\n    frame-src {polls}\n"),
        format!(
            "    Content-Security-Policy: default-src 'self'; script-src 'self' {polls}; frame-src 'self' {polls}\n"
        ),
        format!("    Content-Security-Policy: frame-src {polls}\n"),
        "Verdict: the poll does not work on this page: 3 problems.".to_owned(),
    ];
    for words in expected {
        assert!(said.out.contains(&words), "{words}\n{}", said.out);
    }
}

#[tokio::test]
async fn the_polls_server_is_asked() {
    let open = publication("*").await;
    let closed = publication("'self' https://other.example").await;
    let frame = "<iframe title=t loading=lazy height=480 src='{polls}/embed/polls/trains'></iframe>";
    for (polls, page, level, words) in [
        (&closed, html(ELEMENT), "problem", "does not let"),
        (&closed, html(frame), "problem", "does not let"),
        (&open, html(ELEMENT.replace("=trains", "=none")), "problem", "has no poll \"none\""),
        (&open, html(ELEMENT.replace("=trains", "=Not-An-Id")), "problem", "no id of a poll"),
        (&open, html(ELEMENT), "ok", "exists, in \"en\": \"Which?\""),
        (&open, html(format!("{ELEMENT}{frame}")), "ok", "lets http://127.0.0.1"),
        (
            &open,
            html(ELEMENT).with("cross-origin-embedder-policy", "require-corp"),
            "problem",
            "does not answer with what that asks for",
        ),
    ] {
        let said = check_page(page, polls, &[]).await;
        assert_eq!(said.code, i32::from(level == "problem"), "{words}: {}{}", said.out, said.error);
        assert!(said.sentences(level).iter().any(|sentence| sentence.contains(words)), "{words}: {}", said.out);
    }
}

#[tokio::test]
async fn whoever_does_not_let_the_page_frame_the_poll_is_named_with_the_remedy() {
    let polls = publication("https://other.example").await;
    let site = serve(&[("/", html(ELEMENT))], Some(&polls)).await;
    let said = check(&[&site]).await;
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let remedy = format!("add \"{site}\" to `allowed_origins` in `polls/trains.toml`");
    assert!(flat.contains(&remedy), "{}", said.out);
}

#[tokio::test]
async fn a_backend_without_an_embed_leaves_a_note() {
    let poll = json!({"lang": "en", "question": "Which?", "state": "closed"}).to_string();
    let scripts = ("/embed/v1/embed.js", canned("text/javascript", "0"));
    let polls = serve(&[("/api/v1/polls/trains", canned("application/json", poll)), scripts], None).await;
    let said = check_page(html(ELEMENT), &polls, &[]).await;
    let notes = said.sentences("note");
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(notes[0].contains("is closed") && notes[1].contains("answers with status 404"), "{notes:?}");
}

#[tokio::test]
async fn a_language_that_the_poll_does_not_have_is_answered_with_those_it_has() {
    let missing = json!({"code": "translation_missing", "available": ["ar", "en"]}).to_string();
    let poll = canned("application/problem+json", missing).status(404);
    let scripts = ("/embed/v1/embed.js", canned("text/javascript", "0"));
    let answers = [("/api/v1/polls/trains", poll), scripts, ("/embed/polls/trains", html("a poll"))];
    let polls = serve(&answers, None).await;
    let said = check_page(html(format!("<html lang=en-GB>{ELEMENT}")), &polls, &[]).await;
    assert_eq!(
        said.sentences("note"),
        ["The poll trains is not there in \"en-GB\"; it is in: ar, en."],
        "{}",
        said.out
    );
    assert!(said.out.contains("Ask for lang=\\\"en\\\""), "{}", said.out);
    // Where the frame has nothing else to show, that is no mere note.
    let polls = serve(&answers[..2], None).await;
    let said = check_page(html(format!("<html lang=de>{ELEMENT}")), &polls, &[]).await;
    assert_eq!(said.code, 1, "{}", said.out);
}

#[tokio::test]
async fn a_page_without_a_poll_is_told_what_to_paste() {
    let polls = publication("*").await;
    let page = html("<p>News").with("content-security-policy", "frame-src 'self'");
    let said = check_page(page.clone(), &polls, &["--polls", &polls, "--poll", "trains"]).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.error);
    let json = said.json();
    let expected = "<hustings-poll poll=\"trains\"></hustings-poll>";
    assert!(json["paste"][0]["text"].as_str().expect("a text").ends_with(expected), "{json}");
    assert_eq!(json["corrections"][0]["missing"], json!([format!("frame-src {polls}")]));
    for more in [&[][..], &["--polls", &polls], &["--poll", "trains"]] {
        let said = check_page(page.clone(), &polls, more).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{more:?}");
        assert!(said.error.contains("shows no poll yet") && said.error.contains("--polls"), "{}", said.error);
    }
    let lonely = check_page(html("<hustings-poll poll=trains>"), &polls, &[]).await;
    assert!(lonely.error.contains("no script embed.js"), "{}", lonely.error);
    let told = check_page(html("<hustings-poll poll=trains>"), &polls, &["--polls", &polls]).await;
    assert_eq!(told.code, 0, "{}{}", told.out, told.error);
}

#[tokio::test]
async fn redirects_are_followed_and_said() {
    let polls = publication("*").await;
    let to = |path: &str| Canned::default().status(302).with("location", path.to_owned());
    let site = serve(&[("/", to("/a")), ("/a", to("{site}/news/b")), ("/news/b", html(ELEMENT))], Some(&polls)).await;
    let said = check(&[&site, "--format", "json"]).await;
    let json = said.json();
    assert_eq!(json["page"], format!("{site}/news/b"));
    assert_eq!(json["redirected_from"], json!([format!("{site}/"), format!("{site}/a")]));
    let said = check(&[&site]).await;
    assert!(said.out.contains(&format!("where {site}/ leads, by 2 redirects")), "{}", said.out);
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_one_sentence() {
    let to = |path: &str| Canned::default().status(302).with("location", path.to_owned());
    let site = serve(
        &[
            ("/loop", to("/loop")),
            ("/ftp", to("ftp://127.0.0.1/a")),
            ("/gone", html("no").status(404)),
            ("/picture", canned("image/png", "no")),
            ("/large", html("x".repeat(2 * 1024 * 1024))),
        ],
        None,
    )
    .await;
    let dead = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
    let dead = format!("http://{dead}/");
    for (address, words) in [
        (format!("{site}/loop"), "redirects more than 5 times"),
        (format!("{site}/ftp"), "neither http nor https"),
        (format!("{site}/gone"), "status 404"),
        (format!("{site}/picture"), "no page but `image/png`"),
        (format!("{site}/large"), "larger than 2 MiB"),
        (dead, "cannot be fetched"),
        ("ftp://127.0.0.1/".to_owned(), "neither http nor https"),
        ("".to_owned(), "no address of a page"),
        (site.replace("http://", "http://me:secret@"), "leave them out"),
    ] {
        let said = check(&[&address]).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{address}: {}", said.error);
        assert!(said.error.contains(words), "{address}: {}", said.error);
        assert_eq!(said.error.lines().filter(|line| line.starts_with("hustings: ")).count(), 1, "{}", said.error);
    }
    let said = check(&[&site, "--polls", "nonsense nonsense"]).await;
    assert!(said.error.contains("--polls"), "{}", said.error);
}

#[tokio::test]
async fn the_reference_backend_answers_what_is_asked_of_it() {
    let app = crate::support::TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let polls = format!("http://{}", listener.local_addr().expect("bound"));
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let frame =
        "<html lang=en><iframe title=t loading=lazy height=480 src='{polls}/embed/polls/single?lang=ar'></iframe>";
    let said = check_page(html(frame), &polls, &[]).await;
    let sentences = said.sentences("note");
    let missing = sentences.iter().any(|one| one == "The poll single is not there in \"ar\"; it is in: en, ru.");
    assert!(missing, "{}", said.out);
    let frame = frame.replace("lang=ar", "lang=en");
    let said = check_page(html(frame), &polls, &[]).await;
    let exists = said.sentences("ok").iter().any(|one| one.contains("The poll single exists, in \"en\""));
    assert!(exists, "{}", said.out);
}

//! What `hustings partner-check` meets in tests: small sites on this machine that answer with what they are
//! told, and the command as a process.

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
pub(crate) struct Canned {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

pub(crate) fn canned(media_type: &str, body: impl Into<String>) -> Canned {
    Canned { status: 200, headers: vec![("content-type", media_type.to_owned())], body: body.into() }
}

pub(crate) fn html(body: impl Into<String>) -> Canned {
    let body = format!("<meta name=viewport content='width=device-width'>{}", body.into());
    canned("text/html; charset=utf-8", body)
}

impl Canned {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// What a site answers, by path; its own URL stands for `{site}`, that of the polls for `{polls}`.
pub(crate) async fn serve(answers: &[(&str, Canned)], polls: Option<&str>) -> String {
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
pub(crate) async fn publication(ancestors: &str) -> String {
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

pub(crate) const ELEMENT: &str =
    "<script async src='{polls}/embed/v1/embed.js'></script><hustings-poll poll=trains></hustings-poll>";

pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Said {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.error))
    }

    /// The sentences of this level.
    #[track_caller]
    pub(crate) fn sentences(&self, level: &str) -> Vec<String> {
        let json = self.json();
        let groups = json["groups"].as_array().expect("groups").iter();
        let findings = groups.flat_map(|group| group["findings"].as_array().expect("findings"));
        let of_level = findings.filter(|finding| finding["level"] == level);
        of_level.map(|finding| finding["what"].as_str().expect("a sentence").to_owned()).collect()
    }
}

pub(crate) async fn check(arguments: &[&str]) -> Said {
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

pub(crate) async fn check_page(page: Canned, polls: &str, more: &[&str]) -> Said {
    let site = serve(&[("/page", page)], Some(polls)).await;
    let mut arguments = vec![format!("{site}/page"), "--format".to_owned(), "json".to_owned()];
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    check(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
}

//! Requests to the polls' server: whether the poll exists, in which language, whether this page may frame it, and
//! whether script and picture are served.

use std::collections::BTreeSet;

use http::HeaderMap;
use hustings_wire::moment::poll_of;
use serde_json::Value;
use url::Url;

use super::{
    address::{Home, is_poll_id},
    delivery::isolation,
    fetch::{Client, Fetched, header},
    page::PartnerPage,
    policy::{Delivery, Policy},
    report::Finding,
};

/// The most polls of one page that are asked for.
const MOST: usize = 10;
/// The most characters of a language tag.
const LANG_LIMIT: usize = 35;

/// A poll as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Where it lives.
    pub(super) home: Home,
    /// Its id, as the page says.
    pub(super) poll: String,
    /// The language that the page asks for, by the embed or by its own.
    pub(super) lang: Option<String>,
    /// Whether it is framed; only its picture is on the page otherwise.
    pub(super) is_framed: bool,
}

/// What the server says of these polls for this page.
pub(super) fn ask(client: &Client, subjects: &[Subject], page: &PartnerPage, headers: &HeaderMap) -> Vec<Finding> {
    let mut findings = Vec::new();
    for subject in subjects.iter().take(MOST) {
        findings.extend(poll(client, subject, &page.address, headers));
    }
    if subjects.len() > MOST {
        let what = format!("The page has {} polls; the first {MOST} were asked for.", subjects.len());
        findings.push(Finding::note(what, "", "Check the others on a page of their own."));
    }
    let scripts: BTreeSet<&Url> = page.scripts.iter().map(|script| &script.url).collect();
    for url in scripts.into_iter().take(MOST) {
        let means = "No <hustings-poll> of this page becomes a poll.";
        match client.get(url, "*/*") {
            Ok(answer) if is_there(&answer, &["text/javascript", "application/javascript"]) => {
                findings.extend(isolation(headers, &answer.headers, "embed.js", false));
            }
            Ok(answer) => findings.push(absent(url, &answer, means)),
            Err(error) => findings.push(Finding::problem(format!("{error}."), means, "")),
        }
    }
    for picture in page.pictures.iter().take(MOST) {
        let means = "Readers see a broken picture.";
        match client.get(&picture.url, "image/*") {
            Ok(answer) if is_there(&answer, &["image/svg+xml"]) => {}
            Ok(answer) => findings.push(absent(&picture.url, &answer, means)),
            Err(error) => findings.push(Finding::problem(format!("{error}."), means, "")),
        }
    }
    findings
}

fn is_there(answer: &Fetched, types: &[&str]) -> bool {
    answer.status == 200 && types.contains(&answer.media_type().as_str())
}

fn absent(url: &Url, answer: &Fetched, means: &str) -> Finding {
    let what = match answer.status {
        200 => format!("{url} answers with `{}`.", answer.media_type()),
        status => format!("{url} answers with status {status}."),
    };
    Finding::problem(what, means, "Compare the URL with what the publication gives for pasting.")
}

fn poll(client: &Client, subject: &Subject, page: &Url, headers: &HeaderMap) -> Vec<Finding> {
    let Subject { home, poll, lang, .. } = subject;
    if !is_poll_id(poll) {
        let shown: String = poll.chars().take(70).collect();
        let what =
            if shown.is_empty() { "A poll has no id.".to_owned() } else { format!("\"{shown}\" is no id of a poll.") };
        return vec![Finding::problem(what, "Readers see no poll.", "Give its id, such as poll=\"night-trains\".")];
    }
    let lang = lang.as_deref().filter(|lang| lang.len() <= LANG_LIMIT);
    let answer = match client.get(&home.poll(poll, lang), "application/json") {
        Ok(answer) => answer,
        Err(error) => {
            let means = "Readers do not get it either, unless their network can reach what this one cannot.";
            return vec![Finding::problem(format!("{error}."), means, "")];
        }
    };
    let mut findings = Vec::new();
    let known = existence(subject, &answer, &mut findings);
    if known && subject.is_framed {
        let (frame_lang, is_translated) = (lang, answer.status == 200);
        match client.get(&home.frame(poll, &[("lang", frame_lang)]), "text/html") {
            Ok(frame) => framing(poll, &frame, page, headers, is_translated, &mut findings),
            Err(error) => findings.push(Finding::problem(format!("{error}."), "Readers see an empty box.", "")),
        }
    }
    findings
}

/// Whether there is such a poll, in whatever language.
fn existence(subject: &Subject, answer: &Fetched, findings: &mut Vec<Finding>) -> bool {
    let Subject { home, poll, lang, .. } = subject;
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().chars().take(200).collect::<String>();
    match (answer.status, text("code").as_str()) {
        (200, _) if body["question"].is_string() => {
            let (question, own) = (text("question"), text("lang"));
            match text("state").as_str() {
                "closed" => {
                    let what = format!("The poll {poll} is closed: \"{question}\".");
                    findings.push(Finding::note(what, "Readers see its results and cannot vote.", ""));
                }
                "scheduled" => {
                    let what = format!("The poll {poll} is not open yet: \"{question}\".");
                    findings.push(Finding::note(what, "Readers see it and cannot vote before it opens.", ""));
                }
                _ => findings.push(Finding::ok(format!("The poll {poll} exists, in \"{own}\": \"{question}\"."))),
            }
            true
        }
        (404, "translation_missing") => {
            let available: Vec<String> = serde_json::from_value(body["available"].clone()).unwrap_or_default();
            let asked = lang.as_deref().unwrap_or_default();
            let what = format!("The poll {poll} is not there in \"{asked}\"; it is in: {}.", available.join(", "));
            let remedy = match nearest(asked, &available) {
                Some(lang) => format!("Ask for lang=\"{lang}\", or ask the publication for a translation."),
                None => "Ask the publication for a translation.".to_owned(),
            };
            findings.push(Finding::note(what, "Readers do not get it in the page's language.", remedy));
            true
        }
        (404, "not_found") => {
            let what = format!("{} has no poll \"{poll}\".", home.text());
            findings.push(Finding::problem(what, "Readers see no poll.", "Compare its id with the publication's."));
            false
        }
        (status, _) => {
            let what = format!("{} answers with status {status}, and no poll.", home.poll(poll, None));
            let remedy = "See whether the polls live at this URL; --polls says otherwise.";
            findings.push(Finding::problem(what, "Readers see no poll.", remedy));
            false
        }
    }
}

/// That one of `available` which readers of `asked` read too.
fn nearest<'a>(asked: &str, available: &'a [String]) -> Option<&'a String> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    available.iter().find(|lang| primary(lang) == primary(asked))
}

/// Whether the page may frame the poll.
fn framing(
    poll: &str,
    frame: &Fetched,
    page: &Url,
    headers: &HeaderMap,
    is_translated: bool,
    findings: &mut Vec<Finding>,
) {
    if frame.status != 200 {
        let what = format!("{} answers with status {}.", frame.address, frame.status);
        let means = "Whether this page may frame the poll could not be checked.";
        findings.push(if is_translated {
            Finding::note(
                what,
                means,
                "If the publication's backend is older than its embed, it has to be brought up to date.",
            )
        } else {
            Finding::problem(what, "Readers see no poll.", "Ask for a language that it has.")
        });
        return;
    }
    let origin = page.origin().ascii_serialization();
    if may_frame(frame, page) {
        findings.push(Finding::ok(format!("The poll {poll} lets {origin} frame it.")));
        findings.extend(isolation(headers, &frame.headers, "the poll's frame", true));
    } else {
        let what = format!("The poll {poll} does not let {origin} frame it.");
        let remedy = format!(
            "Ask the publication's owner to add \"{origin}\" to `allowed_origins` in `polls/{}.toml`.",
            poll_of(poll)
        );
        findings.push(Finding::problem(what, "Readers see an empty box in the poll's place.", remedy));
    }
}

/// What `frame-ancestors` says, and `X-Frame-Options` where nothing else does (CSP Level 3, section 6.4.2.2).
fn may_frame(frame: &Fetched, page: &Url) -> bool {
    let lines = frame.headers.get_all("content-security-policy").into_iter().filter_map(|line| line.to_str().ok());
    let policies: Vec<Policy> = lines.flat_map(|line| Policy::of_header(line, Delivery::Header)).collect();
    let lists: Vec<&[String]> = policies.iter().filter_map(|policy| policy.values("frame-ancestors")).collect();
    if lists.is_empty() {
        return match header(&frame.headers, "x-frame-options").to_ascii_lowercase().as_str() {
            "deny" => false,
            "sameorigin" => frame.address.origin() == page.origin(),
            _ => true,
        };
    }
    lists.iter().all(|sources| Policy::may_frame(sources, page, &frame.address.origin()))
}

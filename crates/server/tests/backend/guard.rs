//! Guarded polls over HTTP: a new voter's proof, and what it is not asked for.

use std::net::SocketAddr;

use axum::http::Method;
use futures_util::{StreamExt as _, stream};
use hustings_guard::{token::LENGTH, work};
use hustings_limits::network::Peer;
use hustings_wire::{Challenge, ErrorCode, Timestamp};
use serde_json::json;

use crate::{
    commands::{hustings, refused, text},
    support::{Answer, TestApp, noon, request},
};

const HERE: [u8; 4] = [192, 0, 2, 1];

/// A backend with the polls `guarded`, `other`, `final` and `closed`, all guarded; a network has this share.
async fn backend(share: u32) -> TestApp {
    backend_with(share, |_| {}).await
}

async fn backend_with(share: u32, set: impl FnOnce(&mut hustings_server::settings::Settings)) -> TestApp {
    let write = |folder: &std::path::Path| {
        for (id, more) in [
            ("guarded", ""),
            ("other", ""),
            ("final", "changeable = false\n"),
            ("closed", "closes_at = 2026-05-01T00:00:00Z\n"),
        ] {
            let words = "[question]\nen = \"Which?\"\n[[options]]\nid = \"a\"\n[options.label]\nen = \"A\"\n\
                         [[options]]\nid = \"b\"\n[options.label]\nen = \"B\"\n";
            let text = format!("kind = \"single\"\nguarding = \"guarded\"\n{more}{words}");
            std::fs::write(folder.join(format!("polls/{id}.toml")), text).expect("a file");
        }
    };
    let set_all = |settings: &mut hustings_server::settings::Settings| {
        (settings.guarded_share, settings.guarded_work, settings.guarded_iterations) = (share, 1, 1);
        set(settings);
    };
    TestApp::start_as(write, set_all).await
}

/// Votes as a browser with its own id does, over a connection from `address`.
async fn vote(
    app: &TestApp,
    poll: &str,
    reader: u32,
    option: &str,
    headers: &[(&str, &str)],
    address: [u8; 4],
) -> Answer {
    let body = json!({ "options": [option] }).to_string();
    let mut request = request(Method::PUT, &format!("/api/v1/polls/{poll}/vote?lang=en"), None, Some(body));
    let id = format!("reader-{reader:020}");
    for (name, value) in headers.iter().copied().chain([("hustings-reader", id.as_str())]) {
        let name = axum::http::HeaderName::try_from(name).expect("a name");
        request.headers_mut().append(name, value.parse().expect("a value"));
    }
    request.extensions_mut().insert(Peer(SocketAddr::from((address, 4_000))));
    app.send(request).await
}

#[track_caller]
fn challenge(refused: &Answer) -> Challenge {
    refused.problem(428, ErrorCode::ProofRequired);
    serde_json::from_value(refused.json()["challenge"].clone()).expect("a challenge")
}

/// What `proof.js` makes of a challenge.
fn proof(challenge: &Challenge) -> String {
    let Challenge { token, iterations, bits, .. } = challenge;
    let is_done = |counter: &u64| work::is_done(token, *counter, *iterations, *bits);
    match bits {
        0 => token.clone(),
        _ => format!("{token}.{}", (0..).find(is_done).expect("there are many")),
    }
}

fn go_on(app: &TestApp, seconds: i64) {
    app.clock.set(Timestamp::from_unix(app.clock.now().unix() + seconds));
}

async fn voters(app: &TestApp, poll: &str) -> u64 {
    app.get(&format!("/api/v1/polls/{poll}?lang=en")).await.ok().json()["voters"].as_u64().expect("a number")
}

#[tokio::test]
async fn a_first_vote_without_a_proof_is_asked_for_one_and_not_stored() {
    let app = backend(100).await;
    let refused = vote(&app, "guarded", 1, "a", &[], HERE).await;
    let asked = challenge(&refused);
    assert_eq!((asked.token.len(), asked.bits, asked.wait_ms), (LENGTH, 0, 2_000));
    assert_eq!((refused.header("cache-control"), refused.header("set-cookie")), ("no-store", ""));
    assert_eq!(voters(&app, "guarded").await, 0);
    let log = app.get("/api/v1/polls/guarded/passport?lang=en").await.ok().json();
    assert_eq!((&log["guarding"], &log["log"]), (&json!("guarded"), &json!(null)));
    // A poll that is not guarded takes it as ever.
    vote(&app, "untouched", 1, "a", &[], HERE).await.ok();
    assert_eq!(app.get("/api/v1/polls/untouched/passport?lang=en").await.ok().json()["guarding"], "casual");
    assert_eq!(app.get("/api/v1/polls/signed/passport?lang=en").await.ok().json()["guarding"], "strict");
}

#[tokio::test]
async fn a_first_vote_with_its_proof_is_counted_once() {
    let app = backend(0).await;
    let asked = challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
    assert_eq!(asked.bits, 1);
    let proof = proof(&asked);
    challenge(&vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof)], HERE).await);
    go_on(&app, 2);
    let taken = vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof)], HERE).await.ok();
    assert_eq!((&taken.json()["voters"], &taken.json()["my_vote"]), (&json!(1), &json!(["a"])));
    // The answer was lost: the same vote again needs nothing.
    vote(&app, "guarded", 1, "a", &[], HERE).await.ok();
    vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof)], HERE).await.ok();
    challenge(&vote(&app, "guarded", 2, "a", &[("hustings-proof", &proof)], HERE).await);
    assert_eq!(voters(&app, "guarded").await, 1);
}

#[tokio::test]
async fn a_proof_is_good_for_nothing_else() {
    let app = backend(0).await;
    let asked = challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
    let good = proof(&asked);
    let forged = format!("{}{}", if good.starts_with('A') { 'B' } else { 'A' }, &good[1..]);
    let not_done = (0..).find(|counter| !work::is_done(&asked.token, *counter, 1, 1)).expect("there are many");
    let not_done = format!("{}.{not_done}", asked.token);
    go_on(&app, 2);
    for (name, poll, proof, address) in [
        ("forged", "guarded", forged.as_str(), HERE),
        ("of another poll", "other", &good, HERE),
        ("of another network", "guarded", &good, [192, 0, 2, 2]),
        ("without its work", "guarded", &asked.token, HERE),
        ("with other work", "guarded", &not_done, HERE),
        ("no proof", "guarded", "what", HERE),
        ("no text", "guarded", "\u{e9}", HERE),
    ] {
        let refused = vote(&app, poll, 1, "a", &[("hustings-proof", proof)], address).await;
        assert_eq!(refused.status.as_u16(), 428, "{name}: {}", refused.body);
    }
    let late = challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
    go_on(&app, 31 * 60);
    challenge(&vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof(&late))], HERE).await);
    assert_eq!([voters(&app, "guarded").await, voters(&app, "other").await], [0, 0]);
}

#[tokio::test]
async fn who_has_voted_changes_and_withdraws_without_a_proof() {
    let app = backend(0).await;
    let asked = challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
    go_on(&app, 2);
    vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof(&asked))], HERE).await.ok();
    let changed = vote(&app, "guarded", 1, "b", &[], [198, 51, 100, 7]).await.ok();
    assert_eq!((&changed.json()["voters"], &changed.json()["my_vote"]), (&json!(1), &json!(["b"])));
    let id = format!("reader-{:020}", 1);
    let path = "/api/v1/polls/guarded/vote?lang=en";
    app.send_with(Method::DELETE, path, &[("hustings-reader", &id)], None).await.ok();
    assert_eq!(voters(&app, "guarded").await, 0);
    challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
}

#[tokio::test]
async fn a_vote_that_can_never_be_counted_is_asked_for_no_proof() {
    let app = backend(0).await;
    vote(&app, "guarded", 1, "z", &[], HERE).await.problem(422, ErrorCode::UnknownOption);
    vote(&app, "closed", 1, "a", &[], HERE).await.problem(409, ErrorCode::PollClosed);
    vote(&app, "nowhere", 1, "a", &[], HERE).await.problem(404, ErrorCode::NotFound);
}

#[tokio::test]
async fn the_limit_of_all_votes_stays_for_those_who_have_voted() {
    let app = backend_with(0, |settings| (settings.rate_limit, settings.rate_burst) = (1, 2)).await;
    let mut asked = Vec::new();
    for reader in 1..=5 {
        asked.push(challenge(&vote(&app, "guarded", reader, "a", &[], HERE).await));
    }
    go_on(&app, 2);
    for (reader, asked) in (1..=5).zip(&asked) {
        vote(&app, "guarded", reader, "a", &[("hustings-proof", &proof(asked))], HERE).await.ok();
    }
    vote(&app, "guarded", 1, "b", &[], HERE).await.ok();
    vote(&app, "guarded", 1, "a", &[], HERE).await.ok();
    let refused = vote(&app, "guarded", 1, "b", &[], HERE).await;
    refused.problem(429, ErrorCode::RateLimited);
    assert!((1..=60).contains(&refused.header("retry-after").parse::<u64>().expect("a number")));
    vote(&app, "untouched", 1, "a", &[], HERE).await.problem(429, ErrorCode::RateLimited);
    challenge(&vote(&app, "guarded", 6, "a", &[], HERE).await);
}

/// A school or a hall, by the limits that are there when nobody changes them; only the work of each is smaller.
#[tokio::test]
async fn two_thousand_readers_behind_one_address_are_all_counted_within_ten_minutes() {
    let app = backend_with(100, |settings| (settings.rate_limit, settings.rate_burst) = (300, 300)).await;
    let mut works = [0, 0];
    // A hundred at a time, every half minute.
    for hundred in 0..20 {
        let readers = hundred * 100..(hundred + 1) * 100;
        let ask = |reader| vote(&app, "guarded", reader, "a", &[], HERE);
        let asked: Vec<Challenge> =
            stream::iter(readers.clone()).map(ask).buffered(50).map(|refused| challenge(&refused)).collect().await;
        asked.iter().for_each(|asked| works[usize::from(asked.bits.min(1))] += 1);
        assert!(asked.iter().all(|asked| asked.bits <= 1), "no more than the first work");
        go_on(&app, 10);
        let proofs: Vec<(u32, String)> = readers.zip(asked.iter().map(proof)).collect();
        let send = async |(reader, proof): (u32, String)| {
            vote(&app, "guarded", reader, "a", &[("hustings-proof", &proof)], HERE).await
        };
        let taken: Vec<Answer> = stream::iter(proofs).map(send).buffered(50).collect().await;
        taken.into_iter().for_each(|taken| drop(taken.ok()));
        go_on(&app, 19);
    }
    assert!(app.clock.now().unix() - noon().unix() <= 600);
    assert_eq!((voters(&app, "guarded").await, works), (2_000, [100, 1_900]));
}

#[tokio::test]
async fn behind_a_proxy_a_network_is_the_readers_in_every_form() {
    let trust = |settings: &mut hustings_server::settings::Settings| {
        settings.trusted_proxy = vec!["10.0.0.0/8".parse().expect("a network")];
    };
    let app = backend_with(100, trust).await;
    let proxy = [10, 0, 0, 1];
    for (asked_as, shown_as, is_same) in [
        ("203.0.113.9", "203.0.113.9:4711", true),
        ("203.0.113.9", "198.51.100.1, 203.0.113.9, 10.0.0.2", true),
        ("[2001:db8::1]:4711", "2001:db8::ffff", true),
        ("203.0.113.9", "203.0.113.8", false),
        ("2001:db8::1", "2001:db8:0:1::1", false),
        ("203.0.113.9", "203.0.113.9, unknown", false),
    ] {
        let asked = vote(&app, "guarded", 1, "a", &[("x-forwarded-for", asked_as)], proxy).await;
        let proof = challenge(&asked).token;
        go_on(&app, 2);
        let headers = [("x-forwarded-for", shown_as), ("hustings-proof", &proof)];
        let status = vote(&app, "guarded", 1, "a", &headers, proxy).await.status.as_u16();
        assert_eq!(status, if is_same { 200 } else { 428 }, "{asked_as}, then {shown_as}");
        let id = format!("reader-{:020}", 1);
        let path = "/api/v1/polls/guarded/vote?lang=en";
        app.send_with(Method::DELETE, path, &[("hustings-reader", &id)], None).await.ok();
    }
    // Whoever is not trusted cannot speak for others.
    let asked = challenge(&vote(&app, "guarded", 1, "a", &[("x-forwarded-for", "203.0.113.9")], HERE).await);
    go_on(&app, 2);
    let headers = [("x-forwarded-for", "203.0.113.77"), ("hustings-proof", &asked.token)];
    vote(&app, "guarded", 1, "a", &headers, HERE).await.ok();
}

#[tokio::test]
async fn what_is_set_aside_is_seen_by_its_reader_and_decided_on_by_the_owner() {
    let app = backend(0).await;
    let set_aside = async |reader: u32, option: &str| {
        let asked = challenge(&vote(&app, "guarded", reader, option, &[], HERE).await);
        go_on(&app, 2);
        let cannot = format!("{} cannot", asked.token);
        let answer = vote(&app, "guarded", reader, option, &[("hustings-proof", &cannot)], HERE).await;
        answer.problem(409, ErrorCode::SetAside);
        answer.cookie().expect("its reader is known again")
    };
    let cookie = set_aside(1, "a").await;
    set_aside(2, "b").await;
    let seen = app.get_as(&cookie, "/api/v1/polls/guarded?lang=en").await.ok().json();
    assert_eq!((&seen["voters"], &seen["my_vote"], &seen["set_aside"]), (&json!(0), &json!(null), &json!(true)));
    let held = app.get_as(&cookie, "/api/v1/me?lang=en").await.ok().json();
    assert_eq!((&held["votes"][0]["set_aside"], &held["votes"][0]["withdrawable"]), (&json!(true), &json!(true)));
    assert_eq!(app.get("/api/v1/polls/guarded/passport?lang=en").await.ok().json()["set_aside"], 2);
    // With a proof it counts, once.
    let asked = challenge(&vote(&app, "guarded", 1, "a", &[], HERE).await);
    go_on(&app, 2);
    vote(&app, "guarded", 1, "a", &[("hustings-proof", &proof(&asked))], HERE).await.ok();
    assert_eq!(voters(&app, "guarded").await, 1);
    set_aside(3, "a").await;

    let folder = app.folder.path();
    let listed = hustings(folder, &["results", "guarded", "--suspicious"]);
    let csv = text(&listed.stdout);
    assert!(csv.starts_with("entry,day,reason,lang,partner,options\r\n"), "{csv}");
    assert!(csv.contains("2026-06-01,no-work,\"en\",\"\",\"b\"") && csv.lines().count() == 3, "{csv}");
    refused(&hustings(folder, &["poll", "count-aside", "nowhere", "--reason", "x"]), &["there is no poll"]);
    for bad in ["", "two\nlines"] {
        assert!(!hustings(folder, &["poll", "count-aside", "guarded", "--reason", bad]).status.success());
    }
    let none = hustings(folder, &["poll", "strike-aside", "guarded", "--reason", "robots", "--day", "2026-05-31"]);
    assert_eq!(text(&none.stdout), "0 votes in the poll guarded are struck; 2 are set aside.\n");
    let counted = hustings(folder, &["poll", "count-aside", "guarded", "--reason", "a school without scripts"]);
    assert_eq!(text(&counted.stdout), "2 votes in the poll guarded are counted now; 0 are set aside.\n");
    assert_eq!(voters(&app, "guarded").await, 3);
    assert_eq!(app.get("/api/v1/polls/guarded/passport?lang=en").await.ok().json()["set_aside"], 0);
    let log = app.get("/api/v1/polls/guarded/log?from=0").await.ok().body;
    assert!(log.contains("a school without scripts"), "{log}");
    let recount = hustings(folder, &["recount"]);
    assert!(recount.status.success(), "{recount:?}");
}

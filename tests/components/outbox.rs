//! The outbox between a browser and its backend: what ends a vote and what does not, and the orders of events between two
//! tabs of one reader that must neither lose nor double nor undo one.

use std::cell::Cell;

use hustings::{
    api::{Api, events::Topics},
    state::{feedback_extension::FeedbackExtension, ratings::Ratings},
};
use hustings_core::model::{
    ballot::{Ballot, Delivery},
    lease::LEASE_MS,
    stars::Stars,
};
use hustings_wire::{ErrorCode, Poll, Rating, Seq};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fake_backend::{Backend, ballot, id, kept, poll, sign_in, signed_tab, tab, vote},
    screen::{forget_navigator, set_navigator, until},
};

const PROBLEM: &str = "application/problem+json";

fn problem(status: u16, code: &str) -> Value {
    json!([status, PROBLEM, json!({ "code": code, "status": status }).to_string(), {}])
}

/// What somebody on the way answers, or the backend for now.
fn passing() -> [(&'static str, Value); 12] {
    let page = "<!doctype html><title>Sign in to the network</title>";
    let closed = json!({ "code": "poll_closed" }).to_string();
    [
        ("a proxy's 429", json!([429, "text/plain", "slow down", {}])),
        ("a proxy's 408", json!([408, "text/html", "", {}])),
        ("a challenge", json!([403, "text/html", page, {}])),
        ("a captive portal", json!([200, "text/html", page, {}])),
        ("somebody else's JSON", json!([200, "application/json", "{\"ok\":true}", {}])),
        ("nothing", json!([200, "application/json", "", {}])),
        ("a page of a host of files", json!([404, "text/html", page, {}])),
        ("a problem in another form", json!([409, "application/json", closed, {}])),
        ("the backend's rate limit", problem(429, "rate_limited")),
        ("the backend's 503", problem(503, "unavailable")),
        ("a poll that opens later", problem(409, "poll_not_open")),
        ("a code of a later version", problem(409, "not_on_sundays")),
    ]
}

#[wasm_bindgen_test]
async fn only_the_contract_ends_a_vote() {
    for (name, answer) in passing() {
        let backend = Backend::new();
        backend.next(&answer);
        backend.next(&json!("held"));
        let tab = tab();
        vote(&tab, "coach");
        until(&format!("{name}: it is sent again"), || backend.asked().len() == 2).await;
        assert_eq!(ballot(&tab).delivery, Some(Delivery::NotSent), "{name}");
        assert_eq!(ballot(&tab).chosen, ["coach"], "{name}");
        assert_eq!(kept().len(), 1, "{name}");
        backend.release();
        until(&format!("{name}: it is counted"), || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
        assert_eq!(backend.vote_of("cookie"), json!(["coach"]), "{name}");
        assert!(kept().is_empty(), "{name}: {:?}", kept());
    }
}

#[wasm_bindgen_test]
async fn that_a_reader_only_looks_waits_like_a_vote() {
    let backend = Backend::new();
    backend.next(&json!("lost"));
    let first = tab();
    first.withdraw_vote(&id(&first));
    until("it is kept", || ballot(&first).delivery == Some(Delivery::NotSent)).await;
    assert_eq!(kept().len(), 1);
    until("it is counted", || ballot(&first).delivery == Some(Delivery::Delivered)).await;
    assert!(ballot(&first).poll.has_abstained && kept().is_empty(), "{:?}", kept());
    assert_eq!(backend.vote_of("cookie"), json!([]));
    vote(&first, "coach");
    until("the vote takes its place", || ballot(&first).poll.my_vote == Some(vec!["coach".to_owned()])).await;
    assert!(!ballot(&first).poll.has_abstained);
}

#[wasm_bindgen_test]
async fn a_final_code_ends_a_vote() {
    for (status, text, code) in [
        (409, "poll_closed", ErrorCode::PollClosed),
        (409, "vote_not_changeable", ErrorCode::VoteNotChangeable),
        (422, "unknown_option", ErrorCode::UnknownOption),
        (422, "too_many_options", ErrorCode::TooManyOptions),
        (403, "origin_not_allowed", ErrorCode::OriginNotAllowed),
        (404, "not_found", ErrorCode::NotFound),
        (422, "invalid_request", ErrorCode::InvalidRequest),
        (415, "unsupported_media_type", ErrorCode::UnsupportedMediaType),
        (413, "payload_too_large", ErrorCode::PayloadTooLarge),
    ] {
        let backend = Backend::new();
        backend.next(&problem(status, text));
        let tab = tab();
        vote(&tab, "coach");
        until(&format!("{text}: it is refused"), || ballot(&tab).delivery == Some(Delivery::Refused(code))).await;
        assert!(kept().is_empty() && backend.asked().len() == 1, "{text}: {:?}", kept());
    }
}

#[wasm_bindgen_test]
async fn a_wait_that_is_asked_for_is_kept() {
    let in_two_seconds = js_sys::Date::new(&JsValue::from_f64(js_sys::Date::now() + 2_000.0)).to_utc_string();
    for answer in [
        json!([503, "text/plain", "", { "retry-after": String::from(in_two_seconds) }]),
        json!([429, "text/plain", "", { "retry-after": "1" }]),
        json!([429, PROBLEM, "{\"code\":\"rate_limited\"}", { "retry-after": "1" }]),
    ] {
        let backend = Backend::new();
        backend.next(&answer);
        let tab = tab();
        vote(&tab, "coach");
        until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
        assert!(backend.pause() >= 990.0, "it came again after {} ms", backend.pause());
    }
}

#[wasm_bindgen_test]
async fn a_clock_that_is_set_back_makes_no_wait_longer() {
    let backend = Backend::new();
    backend.next(&json!([503, "text/plain", "", { "retry-after": "1" }]));
    let tab = tab();
    vote(&tab, "coach");
    until("the vote waits", || ballot(&tab).delivery == Some(Delivery::NotSent)).await;
    backend.set_clock(-3_600_000.0);
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert!(backend.pause() >= 990.0, "it came again after {} ms", backend.pause());
}

/// The reader has voted and opens the page again on a network that is slow at first: what the device kept is from before.
#[wasm_bindgen_test]
async fn what_the_device_kept_is_not_the_backends_last_word() {
    for way in ["kept", "lost"] {
        let backend = Backend::new();
        backend.count("cookie", &json!(["coach"]));
        backend.next_read(&json!(way));
        let tab = tab();
        tab.refetch(&id(&tab));
        until(&format!("{way}: the vote is shown"), || ballot(&tab).poll.my_vote == Some(vec!["coach".to_owned()]))
            .await;
        assert_eq!(backend.reads(), 2.0, "{way}");
    }
}

/// A portal's page comes for a rating that the reader has changed meanwhile.
#[wasm_bindgen_test]
fn an_answer_about_a_rating_is_read_though_there_is_a_newer_one() {
    for is_pending in [true, false] {
        let read = Ratings::default().acknowledge("night-trains", "<!doctype html>", is_pending);
        assert!(read.is_err(), "{is_pending}");
    }
}

/// A: sleeper, which waits. B: coach, which is counted. A's waiting is over.
#[wasm_bindgen_test]
async fn what_was_asked_for_before_a_vote_takes_its_mark_from_nobody() {
    let backend = Backend::new();
    let tab = tab();
    // In the name of nobody, since the first vote is what makes a reader known.
    backend.next_read(&json!(Poll { seq: Seq::new("e", 2), ..poll() }));
    tab.refetch(&id(&tab));
    until("the poll is asked for", || backend.reads() == 1.0).await;
    vote(&tab, "coach");
    until("the vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    backend.release();
    until("the poll is asked for once more", || backend.reads() == 2.0).await;
    assert_eq!(ballot(&tab).poll.my_vote, Some(vec!["coach".to_owned()]));
}

#[wasm_bindgen_test]
async fn what_was_asked_for_before_stars_takes_them_from_nobody() {
    let backend = Backend::new();
    let (ratings, slug) = (Ratings::default(), poll().id);
    let rating = |fours, mine, seq| Rating::from_histogram([0, 0, 0, fours, 0], mine, Seq::new("e", seq));
    ratings.insert(&slug, Stars::new(rating(0, None, 1)));
    backend.next_read(&json!(rating(1, None, 2)));
    ratings.ask(&Api::new("", "/"), &Topics { polls: Vec::new(), articles: vec![slug.clone()] });
    until("the rating is asked for", || backend.reads() == 1.0).await;
    let answer = json!(rating(1, Some(4), 2)).to_string();
    ratings.acknowledge(&slug, &answer, true).expect("it is a rating");
    backend.release();
    until("the rating is asked for once more", || backend.reads() == 2.0).await;
    assert_eq!(ratings.get(&slug).expect("it is known").get_untracked().mine(), Some(4));
}

#[wasm_bindgen_test]
async fn an_older_choice_never_undoes_another_tabs_newer_one() {
    let backend = Backend::new();
    backend.next(&json!([503, "text/html", "", { "retry-after": "1" }]));
    let (a, b) = (tab(), tab());
    vote(&a, "sleeper");
    until("A's vote waits", || ballot(&a).delivery == Some(Delivery::NotSent)).await;
    vote(&b, "coach");
    until("B's vote is counted", || ballot(&b).delivery == Some(Delivery::Delivered)).await;
    until("A shows the vote that counts", || ballot(&a).poll.my_vote == Some(vec!["coach".to_owned()])).await;
    assert_ne!(ballot(&a).delivery, Some(Delivery::NotSent));
    assert_eq!(ballot(&a).chosen, ["coach"]);
    assert_eq!(backend.vote_of("cookie"), json!(["coach"]));
    assert_eq!(backend.asked().len(), 2, "{:?}", backend.asked());
    assert!(kept().is_empty(), "{:?}", kept());
}

/// A: sleeper, on its way. B: coach. A's answer comes. B's tab is closed before its vote is sent.
#[wasm_bindgen_test]
async fn an_answer_deletes_nothing_that_another_tab_has_not_sent() {
    let backend = Backend::new();
    backend.next(&json!("held"));
    for _ in 0..3 {
        backend.next(&json!([503, "text/html", "", { "retry-after": "60" }]));
    }
    let (a, b) = (tab(), tab());
    vote(&a, "sleeper");
    until("A's vote is on its way", || backend.asked().len() == 1).await;
    vote(&b, "coach");
    backend.release();
    until("A's vote is counted", || backend.vote_of("cookie") == json!(["sleeper"])).await;
    until("B's vote is not sent", || ballot(&b).delivery == Some(Delivery::NotSent)).await;
    assert!(kept().len() == 1 && kept()[0].contains("coach"), "{:?}", kept());
    let c = tab();
    c.restore_outbox();
    assert_eq!(ballot(&c).chosen, ["coach"], "the next visit has it");
}

/// Lets whatever has been begun go on.
async fn next_frame() {
    let is_over = Cell::new(false);
    until("the next frame", || is_over.replace(true)).await;
}

/// A: sleeper, on its way and slow. B: coach, which waits for A's answer. What was wanted last counts.
async fn b_waits_for_a(backend: &Backend, b_waits: impl AsyncFn() -> bool) {
    backend.next(&json!("held"));
    let (a, b) = (tab(), tab());
    vote(&a, "sleeper");
    until("A's vote is on its way", || backend.asked().len() == 1).await;
    vote(&b, "coach");
    while !b_waits().await {
        next_frame().await;
    }
    assert_eq!(backend.asked().len(), 1, "{:?}", backend.asked());
    backend.release();
    for tab in [&a, &b] {
        until("both show what counts", || ballot(tab).poll.my_vote == Some(vec!["coach".to_owned()])).await;
    }
    assert_eq!(backend.vote_of("cookie"), json!(["coach"]));
    assert!(kept().is_empty(), "{:?}", kept());
}

#[wasm_bindgen_test]
async fn two_tabs_never_send_at_once() {
    let backend = Backend::new();
    b_waits_for_a(&backend, || backend.has_a_tab_waiting()).await;
}

#[wasm_bindgen_test]
async fn two_tabs_never_send_at_once_without_locks() {
    let backend = Backend::new();
    set_navigator("locks", &JsValue::UNDEFINED);
    b_waits_for_a(&backend, async || backend.looks() > 6.0).await;
    forget_navigator("locks");
}

/// A's vote is on its way. B has waited for the lock as long as one may, perhaps behind others: A has had it since just now.
#[wasm_bindgen_test]
async fn whoever_has_just_got_the_lock_is_waited_for() {
    let backend = Backend::new();
    backend.hurry(LEASE_MS);
    b_waits_for_a(&backend, async || backend.looks() > 6.0).await;
}

/// A tab has the lock, and was frozen before it could send anything.
#[wasm_bindgen_test]
async fn a_lock_that_nobody_uses_keeps_nobody() {
    let backend = Backend::new();
    backend.hurry(LEASE_MS);
    let tab = tab();
    backend.take_lock(&format!("hustings.outbox / poll.{}", id(&tab)));
    vote(&tab, "coach");
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    backend.release();
}

/// A tab in the background, without locks, comes back to its lease a minute later.
#[wasm_bindgen_test]
async fn a_lease_that_ended_meanwhile_is_written_anew() {
    let backend = Backend::new();
    set_navigator("locks", &JsValue::UNDEFINED);
    backend.delay_next_lease(60_000.0);
    backend.next(&json!("held"));
    let tab = tab();
    vote(&tab, "coach");
    // The tests' patience goes by the clock that jumps meanwhile.
    next_frame().await;
    until("it is on its way", || backend.asked().len() == 1).await;
    assert!(backend.has_lease_for(15_000.0), "a request may last so long");
    backend.release();
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    forget_navigator("locks");
}

/// A tab took its turn, without locks, and was closed within it: others go on when its lease has ended.
#[wasm_bindgen_test]
async fn a_lease_that_has_ended_keeps_nobody() {
    let _backend = Backend::new();
    set_navigator("locks", &JsValue::UNDEFINED);
    let tab = tab();
    let key = format!("hustings.outbox / poll.{} turn", tab.topics().polls[0]);
    hustings::dom::storage::set(&key, "1700000000000123");
    vote(&tab, "coach");
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert!(kept().is_empty(), "{:?}", kept());
    forget_navigator("locks");
}

#[wasm_bindgen_test]
async fn what_an_earlier_version_kept_is_sent_and_removed() {
    let _backend = Backend::new();
    let tab = tab();
    let poll = tab.topics().polls.remove(0);
    let mutation = json!({
        "id": 3, "target": { "poll": poll }, "wish": { "vote": ["day"] }, "made_at": "2026-05-01T06:30:00Z",
    });
    hustings::dom::storage::set(&format!("hustings.outbox / poll.{poll}"), &mutation.to_string());
    tab.restore_outbox();
    assert_eq!(ballot(&tab).delivery, Some(Delivery::NotSent));
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert!(kept().is_empty(), "{:?}", kept());
}

/// Ada's token runs out while her vote waits. Ben signs in on the same device and votes. Ada comes back.
#[wasm_bindgen_test]
async fn a_kept_vote_never_goes_out_under_another_name() {
    let backend = Backend::new();
    backend.next(&problem(403, "identity_required"));
    let tab = signed_tab();
    sign_in(&tab, "ada-1", "ada");
    vote(&tab, "sleeper");
    until("Ada's vote waits for a token", || ballot(&tab).delivery == Some(Delivery::SignedOut)).await;
    sign_in(&tab, "ben-1", "ben");
    assert_eq!((ballot(&tab).delivery, ballot(&tab).chosen), (None, Vec::new()), "Ben sees nothing of it");
    vote(&tab, "coach");
    until("Ben's vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert_eq!(kept().len(), 1, "{:?}", kept());
    sign_in(&tab, "ada-2", "ada");
    assert_eq!(ballot(&tab).chosen, ["sleeper"], "Ada sees it again");
    until("Ada's vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert_eq!(backend.vote_of("ben-1"), json!(["coach"]));
    assert_eq!(backend.vote_of("ada-2"), json!(["sleeper"]));
    assert_eq!(backend.asked().len(), 3, "{:?}", backend.asked());
    assert!(kept().is_empty(), "{:?}", kept());
}

/// Ada's vote is on its way; Ben signs in; the answer comes.
#[wasm_bindgen_test]
async fn an_answer_to_another_reader_is_not_shown() {
    let backend = Backend::new();
    backend.next(&json!("held"));
    let tab = signed_tab();
    sign_in(&tab, "ada-1", "ada");
    vote(&tab, "sleeper");
    until("Ada's vote is on its way", || backend.asked().len() == 1).await;
    sign_in(&tab, "ben-1", "ben");
    backend.release();
    until("Ada's vote is counted", || kept().is_empty()).await;
    assert_eq!(backend.vote_of("ada-1"), json!(["sleeper"]));
    assert_eq!((ballot(&tab).delivery, ballot(&tab).poll.my_vote), (None, None), "Ben sees nothing of it");
}

/// The page renews the token before anybody else signs in.
#[wasm_bindgen_test]
async fn a_renewed_token_sends_what_waited_for_it() {
    let backend = Backend::new();
    backend.next(&problem(403, "identity_required"));
    let tab = signed_tab();
    sign_in(&tab, "ada-1", "ada");
    vote(&tab, "sleeper");
    until("the vote waits for a token", || ballot(&tab).delivery == Some(Delivery::SignedOut)).await;
    sign_in(&tab, "ada-2", "ada");
    until("the vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert_eq!(backend.vote_of("ada-2"), json!(["sleeper"]));
}

/// Ada's vote is counted. The network goes, and Ben signs in.
#[wasm_bindgen_test]
async fn the_last_readers_vote_is_not_shown_to_the_next() {
    let backend = Backend::new();
    let tab = signed_tab();
    sign_in(&tab, "ada-1", "ada");
    vote(&tab, "sleeper");
    until("Ada's vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    backend.cut();
    sign_in(&tab, "ben-1", "ben");
    let Ballot { poll, chosen, delivery, .. } = ballot(&tab);
    assert_eq!((poll.my_vote, chosen, delivery), (None, Vec::new(), None));
}

/// Ada's vote is counted, and her frame asks for the poll. Ben signs in, and the answer comes.
#[wasm_bindgen_test]
async fn what_the_last_reader_asked_for_is_not_shown_to_the_next() {
    let backend = Backend::new();
    let tab = signed_tab();
    sign_in(&tab, "ada-1", "ada");
    vote(&tab, "sleeper");
    until("Ada's vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    backend.hold_reads();
    let before = backend.reads();
    tab.refetch(&id(&tab));
    until("Ada's frame asks for the poll", || backend.reads() > before).await;
    sign_in(&tab, "ben-1", "ben");
    backend.cut();
    backend.release();
    until("Ben's frame asks for it", || backend.reads() > before + 1.0).await;
    let Ballot { poll, chosen, delivery, .. } = ballot(&tab);
    assert_eq!((poll.my_vote, chosen, delivery), (None, Vec::new(), None));
}

/// A frame stands while its poll begins to ask for signed readers. Somebody's vote is refused for that, and Ben signs in.
#[wasm_bindgen_test]
async fn a_vote_of_nobody_never_goes_out_under_a_name() {
    let backend = Backend::new();
    backend.next(&problem(403, "identity_required"));
    let tab = tab();
    vote(&tab, "sleeper");
    until("the vote waits for a token", || ballot(&tab).delivery == Some(Delivery::SignedOut)).await;
    sign_in(&tab, "ben-1", "ben");
    assert_eq!((ballot(&tab).delivery, ballot(&tab).chosen), (None, Vec::new()), "Ben sees nothing of it");
    vote(&tab, "coach");
    until("Ben's vote is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert_eq!(backend.vote_of("ben-1"), json!(["coach"]));
    assert_eq!(backend.asked().len(), 2, "{:?}", backend.asked());
    assert!(kept().len() == 1 && kept()[0].contains("sleeper"), "{:?}", kept());
}

/// A poll asks for no signed readers: there the browser is the reader, whoever is signed in.
#[wasm_bindgen_test]
async fn a_vote_in_an_unsigned_poll_is_the_browsers() {
    let backend = Backend::new();
    backend.next(&json!([503, "text/html", "", { "retry-after": "1" }]));
    let tab = tab();
    vote(&tab, "sleeper");
    until("the vote waits", || ballot(&tab).delivery == Some(Delivery::NotSent)).await;
    sign_in(&tab, "ben-1", "ben");
    assert_eq!(ballot(&tab).chosen, ["sleeper"]);
    until("it is counted", || ballot(&tab).delivery == Some(Delivery::Delivered)).await;
    assert!(kept().is_empty(), "{:?}", kept());
}

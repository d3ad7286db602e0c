//! The readers of this module and the ones that serde derives read the same.

use std::fmt::Debug;

use hustings_wire::{
    Article, ArticleList, Heartbeat, Poll, PollList, PollSnapshot, Problem, Publication, Rating, RatingSnapshot,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Decode, Unreadable,
    cases::{CHANGES, POLL},
    decode,
    node::Node,
};
use crate::{
    config::Config,
    model::{
        outbox::Mutation,
        page::{AskedPoll, PageData},
        tally::Tally,
    },
};

/// A snapshot of the stream, read by serde as the contract's type and by this module as the app's.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(from = "PollSnapshot")]
struct Snapshot(Tally);

impl From<PollSnapshot> for Snapshot {
    fn from(snapshot: PollSnapshot) -> Self {
        Self(snapshot.into())
    }
}

impl Decode for Snapshot {
    fn read(node: &Node<'_>) -> Self {
        Self(Tally::read(node))
    }
}

/// Both readers read `sample`, and the same from it; and each single member that serde cannot do
/// without, or that it refuses when it is of another type, this module's reader cannot either.
fn both_read<T: Decode + DeserializeOwned + PartialEq + Debug>(sample: &Value) -> T {
    let text = sample.to_string();
    let derived: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("serde reads {text}: {e}"));
    assert_eq!(decode::<T>(&text).as_ref(), Ok(&derived), "{text}");
    for place in places(sample, "") {
        for other in [None, Some(json!({ "unexpected": true })), Some(json!(-1.5)), Some(json!("?"))] {
            let mut damaged = sample.clone();
            let (parent, name) = place.rsplit_once('/').expect("a pointer has a slash");
            let Some(members) = damaged.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
            match other {
                None => members.remove(name),
                Some(other) => members.insert(name.to_owned(), other),
            };
            let text = damaged.to_string();
            assert_eq!(decode::<T>(&text).ok(), serde_json::from_str(&text).ok(), "at {place}: {text}");
        }
    }
    derived
}

/// JSON pointers to all members of objects in `value`.
fn places(value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let place = format!("{at}/{name}");
                found.extend(places(member, &place));
                found.push(place);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                found.extend(places(item, &format!("{at}/{index}")));
            }
        }
        _ => {}
    }
    found
}

fn card() -> Value {
    json!({
        "slug": "night-trains", "lang": "en", "dir": "ltr", "title": "Night trains", "dek": "They are back",
        "author": { "name": "Transport desk", "role": "Desk" }, "published_at": "2026-05-01T06:30:00Z",
        "reading_minutes": 4, "audiences": ["business"], "languages": ["en", "ar"],
        "rating": { "votes": 3, "mean": 4.33 }, "outdated": true,
        "image": { "src": "/media/a.webp", "width": 1200, "height": 800, "alt": "A train", "caption": "By night" },
    })
}

fn rating() -> Value {
    json!({ "votes": 4, "mean": 5, "histogram": [0, 0, 0, 0, 4], "my_stars": null, "seq": "k3v9.17" })
}

fn article() -> Value {
    let mut article = card();
    for (name, value) in [
        ("updated_at", json!("2026-05-02T06:30:00Z")),
        ("original_change", json!({ "lang": "en", "changed_at": "2026-05-03T06:30:00Z" })),
        ("body_html", json!("<p id=\"a\">Text</p>")),
        ("toc", json!([{ "id": "h", "level": 2, "text": "A heading" }])),
        ("polls", json!(["sleeper"])),
        ("rating", rating()),
        ("related", json!([card()])),
        (
            "translations",
            json!([{ "lang": "ar", "dir": "rtl", "name": "العربية", "switch_label": "اقرأ", "title": "قطار", "url": "/ar/" }]),
        ),
    ] {
        article[name] = value;
    }
    article
}

fn poll() -> Value {
    json!({
        "id": "sleeper", "lang": "ar", "dir": "rtl", "question": "Which?", "kind": "multiple", "min_choices": 1,
        "max_choices": 2, "options": [
            { "id": "a", "label": "A", "votes": 33, "percent": 100 },
            { "id": "b", "label": "B", "votes": 0, "percent": 0,
              "image": { "src": "/media/polls/sleeper/b.webp?v=1", "width": 400, "height": 300, "alt": "A bunk" } },
        ], "voters": 33,
        "total_votes": 33, "state": "open", "opens_at": "2026-05-01T06:30:00Z", "closes_at": "2027-05-01T06:30:00Z",
        "results": "after_vote", "results_visible": true, "changeable": false, "identity_required": true,
        "allowed_origins": ["https://partner.example"], "rounds": [
            { "votes": { "a": 20, "b": 12 }, "exhausted": 1, "eliminated": "b" },
            { "votes": { "a": 32 }, "exhausted": 1, "elected": "a" },
        ], "abstain": true, "abstained": 4, "has_abstained": true, "my_vote": ["a"], "seq": "k3v9.17",
    })
}

fn asking() -> Value {
    json!([{ "slug": "night-trains", "title": "Night trains", "url": "/en/articles/night-trains" }])
}

fn poll_card() -> Value {
    json!({
        "id": "sleeper", "lang": "ar", "dir": "rtl", "question": "Which?", "kind": "multiple", "state": "scheduled",
        "opens_at": "2026-05-01T06:30:00Z", "closes_at": null, "voters": 33, "results_visible": true,
        "articles": asking(),
    })
}

fn publication() -> Value {
    json!({
        "name": "The Hustings", "tagline": "", "audiences": [{ "id": "business", "label": "For business" }],
        "languages": [{ "lang": "en", "dir": "ltr", "name": "English", "switch_label": "Read in English" }],
    })
}

#[test]
fn both_readers_read_the_resources_alike() {
    let read: Article = both_read(&article());
    assert_eq!(read.related.len(), 1);
    both_read::<ArticleList>(&json!({ "items": [card(), card()], "next_cursor": "c" }));
    both_read::<Rating>(&rating());
    both_read::<Publication>(&publication());
    let read: Poll = both_read(&poll());
    assert_eq!(read.my_vote, Some(vec!["a".to_owned()]));
    both_read::<PollList>(&json!({ "items": [poll_card(), poll_card()], "next_cursor": null }));
    let mut asked = poll();
    assert_eq!(both_read::<AskedPoll>(&asked).articles, []);
    asked["articles"] = asking();
    assert_eq!(both_read::<AskedPoll>(&asked).articles.len(), 1);
    for (name, value) in [("kind", "ranked"), ("state", "paused"), ("results", "never")] {
        let mut newer = poll();
        newer[name] = json!(value);
        both_read::<Poll>(&newer);
    }
}

#[test]
fn both_readers_read_the_live_stream_and_errors_alike() {
    let hidden = json!({ "id": "p", "seq": "e.1", "state": "closed", "voters": 2, "total_votes": 3, "votes": null });
    both_read::<Snapshot>(&hidden);
    let mut counted = hidden;
    counted["votes"] = json!({ "a": 1, "b": 2 });
    both_read::<Snapshot>(&counted);
    counted["rounds"] = json!([{ "votes": { "a": 1, "b": 2 }, "exhausted": 0, "elected": "b" }]);
    both_read::<Snapshot>(&counted);
    both_read::<RatingSnapshot>(
        &json!({ "slug": "s", "seq": "e.1", "votes": 1, "mean": 2.5, "histogram": [1, 2, 3, 4, 5] }),
    );
    both_read::<Heartbeat>(&json!({ "at": "2026-05-01T09:30:00+03:00" }));
    both_read::<Heartbeat>(&json!({ "at": "2026-05-01T09:30:00+03:00", "interval": 3 }));
    for code in ["poll_closed", "not_found", "something_new"] {
        both_read::<Problem>(&json!({
            "type": "about:blank", "title": "T", "status": 409, "detail": "D", "code": code, "field": "f",
            "available": ["en"],
        }));
    }
}

#[test]
fn both_readers_read_every_kind_of_page_alike() {
    for view in [
        json!({ "list": { "audience": "business", "items": [card()], "next_cursor": "c" } }),
        json!({ "article": { "article": article(), "polls": [poll()] } }),
        json!({ "poll": { "poll": poll() } }),
        json!({ "poll": { "poll": poll(), "articles": asking() } }),
        json!({ "polls": { "items": [poll_card()], "next_cursor": "c" } }),
        json!({ "search": { "query": "night" } }),
        json!({ "search": { "query": "night", "found": {
            "total": 1, "hits": [{ "slug": "a", "title": "A", "dek": "", "text": "…" }],
        } } }),
        json!({ "translation_missing": { "available": ["en"], "path": "/{lang}/" } }),
        json!({ "failed": { "code": "unavailable" } }),
        json!("loading"),
        json!("not_found"),
    ] {
        both_read::<PageData>(&json!({
            "publication": publication(), "lang": "en", "origin": "https://news.example",
            "now": "2026-05-01T06:30:00Z", "notice": { "code": "poll_closed", "on": "rating" }, "view": view,
        }));
    }
}

#[test]
fn both_readers_read_the_configuration_and_kept_mutations_alike() {
    both_read::<Config>(&json!({}));
    both_read::<Config>(&json!({
        "api_base": "https://api.example", "brand": { "name": "N", "home": "/", "logo": "/l.svg", "alt": "L" }, "languages": ["en"],
        "share": ["copy"], "live": false, "offline": false, "content": "static",
        "comforts": { "progress": false, "continue": false },
    }));
    let renamed = json!({ "reading_features": { "progress": false } });
    both_read::<Config>(&renamed);
    let features = decode::<Config>(&renamed.to_string()).unwrap().reading_features;
    assert_eq!((features.progress, features.print), (false, true), "the other name of `comforts`");
    for broken in [json!({ "comforts": { "sepia": true } }), json!({ "comforts": { "print": "no" } })] {
        assert!(decode::<Config>(&broken.to_string()).is_err(), "{broken}");
    }
    for (target, intent) in [
        (json!({ "poll": "p" }), json!({ "vote": ["a", "b"] })),
        (json!({ "rating": "s" }), json!({ "stars": 5 })),
        (json!({ "rating": "s" }), json!("withdraw")),
    ] {
        both_read::<Mutation>(&json!({ "id": 3, "target": target, "wish": intent, "sub": "reader-7" }));
        both_read::<Mutation>(&json!({ "id": 3, "target": target, "wish": intent, "made_at": "2026-05-01T06:30:00Z" }));
    }
}

#[test]
fn a_poll_is_read_as_serde_reads_it_and_a_fault_is_named() {
    for (name, part, other, fault) in CHANGES {
        let text = POLL.replacen(part, other, 1);
        match (decode::<Poll>(&text), fault) {
            (Ok(poll), None) => assert_eq!(Some(poll), serde_json::from_str(&text).ok(), "{name}"),
            (read, fault) => assert_eq!(read.err(), fault.map(Unreadable), "{name}"),
        }
    }
}

#[test]
fn a_fault_names_its_place() {
    assert_eq!(decode::<Heartbeat>("{"), Err(Unreadable("")));
    assert_eq!(decode::<Heartbeat>("{}"), Err(Unreadable("at")));
    let mut broken = article();
    broken["related"][0]["reading_minutes"] = json!("four");
    assert_eq!(decode::<Article>(&broken.to_string()), Err(Unreadable("reading_minutes")));
}

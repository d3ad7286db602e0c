//! The browser's JSON parser under the readers of `hustings_core::json`: what they read and refuse here
//! is what serde reads and refuses. Natively `crates/core/src/json/tests.rs` says the same of serde_json's.

use std::fmt::Debug;

use hustings_core::{
    json::{Decode, Unreadable, decode, texts_by_name},
    kinds::know_every_kind,
};
use hustings_wire::{Article, ArticleList, Heartbeat, Poll, PollList, Publication, Rating};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    json_cases::{CHANGES, POLL},
    samples,
};

/// Reads `sample` both ways, and then with each member of its outermost object spoilt in many ways.
fn both_read<T: Decode + DeserializeOwned + Serialize + PartialEq + Debug>(sample: &T) {
    let whole = serde_json::to_value(sample).expect("a sample can be written");
    assert_eq!(decode::<T>(&whole.to_string()).as_ref(), Ok(sample));
    let names: Vec<String> = whole.as_object().expect("a sample is an object").keys().cloned().collect();
    for name in names {
        let spoilt = [Value::Null, json!(-1.5), json!("?"), json!([]), json!({}), json!(true), json!([null])];
        for other in spoilt.into_iter().map(Some).chain([None]) {
            let mut damaged = whole.clone();
            let members = damaged.as_object_mut().expect("a sample is an object");
            match other {
                Some(other) => members.insert(name.clone(), other),
                None => members.remove(&name),
            };
            let text = damaged.to_string();
            assert_eq!(decode::<T>(&text).ok(), serde_json::from_str(&text).ok(), "{name}: {text}");
        }
    }
}

#[wasm_bindgen_test]
fn the_browser_reads_what_serde_reads() {
    know_every_kind();
    both_read::<Poll>(&samples::voted(samples::poll(), &["day"]).poll);
    both_read::<Rating>(&samples::rating());
    both_read::<Article>(&Article {
        related: vec![samples::card()], ..samples::article("<p id=\"b1\">٣ — 𝄞</p>")
    });
    both_read::<ArticleList>(&ArticleList { items: vec![samples::card()], next_cursor: Some("c".into()) });
    both_read::<PollList>(&PollList { items: vec![samples::poll_card()], next_cursor: Some("c".into()) });
    both_read::<Publication>(&Publication {
        name: "The Hustings".into(),
        tagline: String::new(),
        languages: Vec::new(),
        audiences: Vec::new(),
    });
}

#[wasm_bindgen_test]
fn a_poll_is_read_as_serde_reads_it_and_a_fault_is_named() {
    know_every_kind();
    for (name, part, other, fault) in CHANGES {
        let text = POLL.replacen(part, other, 1);
        match (decode::<Poll>(&text), fault) {
            (Ok(poll), None) => assert_eq!(Some(poll), serde_json::from_str(&text).ok(), "{name}"),
            (read, fault) => assert_eq!(read.err(), fault.map(Unreadable), "{name}"),
        }
    }
}

#[wasm_bindgen_test]
fn a_fault_names_its_place() {
    let cases = [
        ("", ""),
        ("{", ""),
        ("null", "at"),
        ("[]", "at"),
        ("\"at\"", "at"),
        ("{}", "at"),
        ("{\"at\": 5}", "at"),
        ("{\"at\": \"yesterday\"}", "at"),
    ];
    for (text, place) in cases {
        assert_eq!(decode::<Heartbeat>(text), Err(Unreadable(place)), "{text}");
    }
}

#[wasm_bindgen_test]
fn a_catalogue_is_a_flat_object_of_texts() {
    let two = texts_by_name("{\"b\": \"Б\", \"a\": \"\"}").expect("two texts");
    assert_eq!(two, [("b".to_owned(), "Б".to_owned()), ("a".to_owned(), String::new())]);
    for text in ["", "null", "[]", "[\"a\"]", "\"a\"", "{\"a\": 1}", "{\"a\": {\"b\": \"c\"}}"] {
        assert!(texts_by_name(text).is_err(), "{text}");
    }
}

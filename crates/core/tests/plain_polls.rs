//! What a program for plain polls alone makes of polls. In a process of its own, which is one from its start.

use hustings_core::{
    json::decode,
    kinds::{is_plain, know_plain_polls_alone},
    model::tally::Tally,
};
use hustings_wire::Poll;
use serde_json::{Value, json};

/// What is changed in a plain poll: the pointer of a member, and what it says then.
type Change = (&'static str, &'static str, Value);

fn plain_poll() -> Value {
    json!({
        "id": "night-trains", "lang": "en", "dir": "ltr", "question": "Would you?", "kind": "single", "min_choices": 1,
        "max_choices": 1, "options": [{ "id": "a", "label": "A", "votes": 3, "percent": 100 }], "voters": 3,
        "total_votes": 3, "state": "open", "opens_at": null, "closes_at": null, "results": "always",
        "results_visible": true, "changeable": true, "my_vote": ["a"], "seq": "e.7",
    })
}

/// The plain poll with one member changed.
fn changed(pointer: &str, value: Value) -> Value {
    let mut poll = plain_poll();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    poll.pointer_mut(parent).expect("the parent is there")[name] = value;
    poll
}

#[test]
fn a_poll_is_read_where_it_is_plain_and_is_of_another_kind_where_it_is_not() {
    know_plain_polls_alone();
    let picture = json!({ "src": "/media/a.svg", "width": 4, "height": 3, "alt": "A" });
    let words = json!({ "max": 0, "count": null, "percent": null });
    let plain: [Change; 5] = [
        ("as it is", "/voters", json!(3)),
        ("several choices", "/kind", json!("multiple")),
        ("nobody may abstain, in as many words", "/abstain", json!(false)),
        ("no quiz, in as many words", "/quiz", Value::Null),
        ("a member that nobody knows", "/colour", json!("red")),
    ];
    let other: [Change; 11] = [
        ("a scale", "/kind", json!("scale")),
        ("a ranking", "/kind", json!("ranking")),
        ("a kind that nobody knows", "/kind", json!("quadratic")),
        ("after reading", "/flow", json!("/flow.svg")),
        ("what its reader said before", "/my_before", json!(["a"])),
        ("one may abstain", "/abstain", json!(true)),
        ("some have abstained", "/abstained", json!(0)),
        ("its reader has abstained", "/has_abstained", json!(true)),
        ("a quiz", "/quiz", json!({ "correct": null, "explanation": null })),
        ("answers in own words", "/write_in", words),
        ("pictures", "/options/0/image", picture),
    ];
    for (is_known, changes) in [(true, &plain[..]), (false, &other[..])] {
        for (name, pointer, value) in changes {
            let json = changed(pointer, value.clone());
            let poll: Poll = serde_json::from_value(json.clone()).expect("a poll");
            assert_eq!(is_plain(&poll), is_known, "{name}");
            match decode::<Poll>(&json.to_string()) {
                Ok(read) => assert_eq!((is_known, read), (true, poll), "{name}"),
                Err(fault) => assert_eq!((is_known, fault.is_of_other_kind()), (false, true), "{name}: {fault}"),
            }
        }
    }
}

#[test]
fn a_poll_is_not_plain_where_it_is_asked_before_reading() {
    let poll: Poll = serde_json::from_value(changed("/id", json!("night-trains_before"))).expect("a poll");
    assert!(!is_plain(&poll), "its page names the other program from the start");
}

#[test]
fn so_is_what_the_stream_says() {
    know_plain_polls_alone();
    let snapshot = |more: Value| {
        let mut snapshot = json!({
            "id": "p", "seq": "e.8", "state": "open", "voters": 1, "total_votes": 1, "votes": { "a": 1 },
        });
        snapshot.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        decode::<Tally>(&snapshot.to_string()).map_err(|fault| fault.is_of_other_kind())
    };
    assert!(snapshot(json!({})).is_ok());
    for more in [json!({ "rounds": [] }), json!({ "abstained": 2 }), json!({ "write_in": 0 })] {
        assert_eq!(snapshot(more.clone()), Err(true), "{more}");
    }
    assert_eq!(snapshot(json!({ "voters": "many" })), Err(false), "what nobody can read is no other kind of poll");
}

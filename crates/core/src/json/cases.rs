//! Cases of valid and invalid JSON, for serde_json's parser here and for the browser's in `tests/components/json.rs`,
//! so that both decode alike.

/// A poll with all that a poll may have.
pub(crate) const POLL: &str = r#"{"id":"sleeper","lang":"ar","dir":"rtl","question":"أي؟ 𝄞","kind":"multiple","min_choices":1,"max_choices":2,"options":[{"id":"a","label":"A","votes":33,"percent":100}],"voters":33,"total_votes":33,"state":"open","opens_at":"2026-05-01T09:30:00+03:00","closes_at":null,"results":"after_vote","results_visible":true,"changeable":false,"identity_required":true,"allowed_origins":["https://partner.example"],"abstain":true,"abstained":4,"write_in":{"max":80,"count":2,"percent":6,"mine":"أخرى"},"rounds":[{"votes":{"a":33},"exhausted":0,"elected":"a"}],"my_vote":["a"],"seq":"k3v9.17"}"#;

/// What is meant, a part of [`POLL`], what stands in its place, and the member that is found at fault, if any is.
pub(crate) const CHANGES: [(&str, &str, &str, Option<&str>); 24] = [
    ("nothing is changed", "", "", None),
    ("a member that is needed is missing", r#""question":"أي؟ 𝄞","#, "", Some("question")),
    ("a member of an item is missing", r#""label":"A","#, "", Some("label")),
    ("a member that may be left out is", r#""identity_required":true,"#, "", None),
    ("a list that may be left out is", r#""allowed_origins":["https://partner.example"],"#, "", None),
    ("null is no list", r#"["https://partner.example"]"#, "null", Some("allowed_origins")),
    ("what may be null is left out", r#""closes_at":null,"#, "", None),
    ("what may be null is null", r#"["a"]"#, "null", None),
    ("a member that nobody knows", r#"{"id":"sleeper""#, r#"{"color":{"red":1},"id":"sleeper""#, None),
    ("a word that nobody knows", r#""multiple""#, r#""ranked""#, None),
    ("a word that must be known", r#""rtl""#, r#""up""#, Some("dir")),
    ("a text for a number", r#""voters":33"#, r#""voters":"33""#, Some("voters")),
    ("a number below its range", r#""min_choices":1"#, r#""min_choices":-1"#, Some("min_choices")),
    ("a number above its range", r#""percent":100"#, r#""percent":256"#, Some("percent")),
    ("how many abstained is left out", r#""abstained":4,"#, "", None),
    ("a text for how many abstained", r#""abstained":4"#, r#""abstained":"4""#, Some("abstained")),
    ("no answers in own words", r#""write_in":{"max":80,"count":2,"percent":6,"mine":"أخرى"},"#, "", None),
    ("nothing of one's own", r#","mine":"أخرى""#, "", None),
    ("no longest answer", r#""max":80,"#, "", Some("max")),
    ("a round lacks a number", r#""exhausted":0,"#, "", Some("exhausted")),
    ("what ends a round is left out", r#","elected":"a""#, "", None),
    ("no instant", "2026-05-01T09:30:00+03:00", "yesterday", Some("opens_at")),
    ("no version", "k3v9.17", "17", Some("seq")),
    ("the first of two faults is named", r#""id":"sleeper","lang":"ar""#, r#""id":1,"lang":2"#, Some("id")),
];

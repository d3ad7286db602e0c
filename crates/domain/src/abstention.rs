//! Readers who only want to see the results. What is stored and logged for them is a vote for an id that no option has, so
//! that whatever counts, keeps and checks votes does the same with theirs.

/// Stands in the place of options. Ids of options are made of letters, digits and hyphens.
pub const ABSTENTION: &str = "_abstain";

/// What is stored for a reader who only looks.
pub fn abstention() -> Vec<String> {
    vec![ABSTENTION.to_owned()]
}

/// Whether these stored options are of a reader who only looks.
pub fn is_abstention(options: &[String]) -> bool {
    matches!(options, [id] if id == ABSTENTION)
}

//! Pairs of foreground and background colours in the style sheets, and the contrast that each needs.

/// What text needs against what it stands on (WCAG 2.2, success criterion 1.4.3).
pub(crate) const TEXT: f64 = 4.5;
/// What large text (24 px, or 18.7 px in bold: the same criterion) and what shows a control, its state or a diagram
/// needs (success criterion 1.4.11).
pub(crate) const GRAPHICS: f64 = 3.0;

/// Two colours that are used together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// The custom property of what is seen.
    pub(super) front: &'static str,
    /// The custom property of what it stands on.
    pub(super) back: &'static str,
    /// The least ratio.
    pub(super) needed: f64,
    /// Where it is met.
    pub(super) place: &'static str,
}

const fn pair(front: &'static str, back: &'static str, needed: f64, place: &'static str) -> Pair {
    Pair { front, back, needed, place }
}

/// All of them. Lines that only set apart what is apart anyway (`--line`) need none.
pub(super) const PAIRS: [Pair; 22] = [
    pair("--ink", "--paper", TEXT, "text of a page"),
    pair("--ink", "--surface", TEXT, "text of a poll"),
    pair("--ink", "--accent-soft", TEXT, "a quiet button under the pointer, the passage of a link"),
    pair("--ink", "--bar-track", TEXT, "code"),
    pair("--ink-soft", "--paper", TEXT, "dates, captions, quotes"),
    pair("--ink-soft", "--surface", TEXT, "the small print of a poll"),
    pair("--accent", "--paper", TEXT, "links"),
    pair("--accent", "--surface", TEXT, "links and totals of a poll, the ring of focus"),
    pair("--accent", "--accent-soft", TEXT, "the mark of one's own choice"),
    pair("--accent-ink", "--accent", TEXT, "buttons"),
    pair("--warn", "--paper", TEXT, "what went wrong"),
    pair("--warn", "--surface", TEXT, "what went wrong in a poll"),
    pair("--warn", "--warn-soft", TEXT, "the notice that the app has stopped"),
    pair("--line-strong", "--paper", GRAPHICS, "borders of fields and quiet buttons"),
    pair("--line-strong", "--surface", GRAPHICS, "borders of a poll's controls"),
    pair("--bar", "--surface", GRAPHICS, "the bars of a poll"),
    pair("--bar", "--paper", GRAPHICS, "the bars of ratings, the sign of a live page"),
    pair("--bar", "--bar-track", GRAPHICS, "the length of a bar"),
    pair("--bar-mine", "--surface", GRAPHICS, "the bar of one's own choice"),
    pair("--bar-mine", "--bar-track", GRAPHICS, "the length of one's own bar"),
    pair("--star", "--paper", GRAPHICS, "stars"),
    pair("--star", "--surface", GRAPHICS, "stars on a card"),
];

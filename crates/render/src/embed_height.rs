//! An estimate of the height of a poll's frame before it is drawn, for pages that reserve a fixed height. Rather too
//! large than too small.

use hustings_wire::{Direction, OptionImage, Poll, PollKind, PollOption, PollState, ResultsRule};

use crate::text::Face;

/// Letters of the question, of a label, and of what stands around them (`style/tokens.css`).
const QUESTION: Face = Face::bold(24);
const LABEL: Face = Face::plain(17);
const SMALL: Face = Face::plain(15);

/// The kicker above the question, and the question's own margins.
const HEAD: u32 = 22 + 4 + 8;
/// "Choose one answer".
const HINT: u32 = 25;
/// Above and below the options.
const AROUND_OPTIONS: u32 = 24;
/// A control and the gap after it.
const CONTROL: u32 = 24 + 12;
/// "123 (100%)" and the gap before it.
const FIGURES: u32 = 80 + 16;
/// How much wider the list of places of an option of a ranking is.
const PLACE: u32 = 36;
/// The button that puts an option of a ranking in order, and the gap before it.
const TOGGLE: u32 = TARGET + 8;
/// The widest frame in which the figures of a ranking stand below their label.
const NARROW: u32 = 576;
/// Least height of an option that can be chosen, which is a finger's.
const TARGET: u32 = 44;
/// A bar, the gap above it, and an option's padding.
const AROUND_LABEL: u32 = 8 + 4 + 16;
/// The least width of an option with a picture, and the gap around it.
const WITH_PICTURE: u32 = 144;
const PICTURE_GAP: u32 = 16;
/// Between a picture and its label, of which the figures are below.
const BELOW_PICTURE: u32 = 12;
/// The greatest height of a picture.
const PICTURE: u32 = 352;
/// Numbered steps, side by side: a bar, a control, a number, and two lines of figures.
const STEPS: u32 = 96 + 16 + 24 + 4 + 24 + 16 + 36;
/// Below what the first and the last step mean.
const BELOW_ENDS: u32 = 12;
/// Where a reader writes an answer of their own, and the gap above it.
const FIELD: u32 = TARGET + 12;
/// The buttons with their margins.
const ACTIONS: u32 = 16 + 46 + 8;
/// What became of the vote.
const STATUS: u32 = 24;
/// Where the poll comes from, with its padding.
const ORIGIN: u32 = 25 + 8;
/// A column that has room for voters and times in one line, and for both buttons in one row.
const ROOMY: u32 = 340;
/// A column that has room for "Vote" and "Only show me the results" in one row, in every language.
const WIDE_BUTTONS: u32 = 460;
/// About as long as what the votes on a scale add up to, which may show later.
const SUMMARY: &str = "Median 10, mean 10.55; half of the votes are between 10 and 11, and more in some languages";
/// A verdict and an explanation of usual length, and the gap below.
const EXPLANATION_LINES: u32 = 4;
const BELOW_EXPLANATION: u32 = 12;
/// What fonts may differ by.
const SPARE: u32 = 24;
/// A second row of buttons.
const SECOND_ROW: u32 = 46 + 12;

/// The height in CSS pixels that the frame of `poll` needs when it is `width` wide, whatever the reader does
/// in it: a poll that can still open keeps the room of its buttons, and hidden results that of their bars. Only the list in which the
/// options of a ranking are moved comes on top, once its reader has put one there.
///
/// Exact as far as the estimated widths of its texts are (see `render::text`); the constants are those
/// of the poll card's sheet.
pub fn frame_height(poll: &Poll, width: u32) -> u32 {
    let is_mirrored = poll.dir == Direction::Rtl;
    let can_be_answered = poll.state != PollState::Closed;
    let padding = (width / 25).clamp(12, 24);
    let column = width.saturating_sub(2 * padding + 2);
    // The estimated widths are those of the widest fonts; most are a fifth narrower.
    let lines = |face: Face, text: &str, room: u32| {
        u32::try_from(face.wrap(text, room.saturating_mul(5) / 4).len()).unwrap_or(u32::MAX)
    };

    let question = lines(QUESTION, &poll.question, column) * if is_mirrored { 34 } else { 28 };
    let line = if is_mirrored { 28 } else { 24 };
    let is_ranking = poll.kind == PollKind::Ranking;
    let are_below = is_ranking && width <= NARROW;
    let figures = if are_below { 0 } else { FIGURES };
    let control = if can_be_answered { CONTROL } else { 0 };
    // A list of places is wider than a radio, and a button may stand at the end.
    let places = if !is_ranking { 0 } else { PLACE + if can_be_answered { TOGGLE } else { 0 } };
    let label_room = column.saturating_sub(figures + control + places);
    let option = |label: &str| {
        let label = lines(LABEL, label, label_room) * line;
        let label = if can_be_answered { (label + 16).max(TARGET) } else { label + 8 };
        AROUND_LABEL + label + if are_below { line + 4 } else { 0 }
    };
    let options: u32 = match (poll.has_numbered_steps(), poll.options.first(), poll.options.last()) {
        (true, Some(low), Some(high)) => {
            let room = column.saturating_sub(24) / 2;
            let ends = lines(SMALL, &low.label, room).max(lines(SMALL, &high.label, room)) * line;
            STEPS.saturating_add(ends).saturating_add(BELOW_ENDS)
        }
        _ => match poll.options.iter().find_map(|option| option.image.as_ref()) {
            Some(image) => {
                let rows = PictureRows::of(image, poll.options.len(), column);
                let control = if is_ranking { CONTROL + PLACE } else { CONTROL };
                let room = rows.width.saturating_sub(control);
                let label = |option: &PollOption| lines(LABEL, &option.label, room) * line + 16;
                let row = |row: &[PollOption]| {
                    let label = row.iter().map(label).max().unwrap_or(0).max(TARGET);
                    // The figures have a line of their own below the label.
                    rows.picture + BELOW_PICTURE + label + line + AROUND_LABEL + PICTURE_GAP
                };
                poll.options.chunks(rows.columns).map(row).fold(0, u32::saturating_add)
            }
            None => poll.options.iter().map(|option_| option(&option_.label)).fold(0, u32::saturating_add),
        },
    };
    // Its words are short in every language.
    let own = if poll.write_in.is_some() { option("") + FIELD } else { 0 };
    // What a quiz tells after the answer is not known before.
    let explanation = if poll.quiz.is_some() { EXPLANATION_LINES * line + BELOW_EXPLANATION } else { 0 };
    let summary = match poll.kind {
        PollKind::Scale | PollKind::Ranking => lines(SMALL, SUMMARY, column) * line,
        _ => 0,
    };
    // Voters always, when it closes, and what is hidden or final.
    let rules = u32::from(poll.results != ResultsRule::Always || !poll.changeable);
    let times = u32::from(poll.opens_at.is_some() || poll.closes_at.is_some());
    // How many only looked may stand in a line of its own.
    let fact_lines = 1 + rules + u32::from(poll.abstain) + if column < ROOMY { times } else { 0 };
    let facts = fact_lines * (SMALL.size * 165).div_ceil(100) + 8;
    let has_two = poll.changeable || poll.abstain;
    let second_row = if has_two && column < if poll.abstain { WIDE_BUTTONS } else { ROOMY } { SECOND_ROW } else { 0 };
    let answering = if can_be_answered { HINT + ACTIONS + second_row + STATUS } else { 0 };
    [HEAD, question, AROUND_OPTIONS, options, own, explanation, summary, answering, facts, ORIGIN, 2 * padding + SPARE]
        .into_iter()
        .fold(0, u32::saturating_add)
}

/// Options with pictures, side by side.
struct PictureRows {
    columns: usize,
    /// Width of an option.
    width: u32,
    /// Height of its picture.
    picture: u32,
}

impl PictureRows {
    /// As many of `count` as have room, of pictures of the shape of `image`.
    fn of(image: &OptionImage, count: usize, column: u32) -> Self {
        let share = if count == 4 { 40 } else { 28 };
        let least = WITH_PICTURE.max(column / 100 * share) + PICTURE_GAP;
        let most = u32::try_from(count).unwrap_or(u32::MAX);
        let columns = (column.saturating_add(PICTURE_GAP) / least).min(most).max(1);
        let width = (column.saturating_add(PICTURE_GAP) / columns).saturating_sub(PICTURE_GAP);
        let picture = u64::from(width) * u64::from(image.height) / u64::from(image.width.max(1));
        let picture = u32::try_from(picture).unwrap_or(PICTURE).min(PICTURE);
        Self { columns: columns as usize, width, picture }
    }
}

#[cfg(test)]
mod tests {
    use hustings_wire::Seq;

    use super::*;

    fn poll(question: &str, labels: &[&str]) -> Poll {
        let option = |label: &&str| PollOption {
            id: "x".into(),
            label: (*label).into(),
            image: None,
            votes: None,
            percent: None,
        };
        Poll {
            id: "x".into(),
            lang: "en".into(),
            dir: Direction::Ltr,
            question: question.into(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: labels.iter().map(option).collect(),
            voters: 0,
            total_votes: 0,
            state: PollState::Open,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            results_visible: true,
            changeable: true,
            abstain: false,
            abstained: None,
            has_abstained: false,
            identity_required: false,
            allowed_origins: Vec::new(),
            write_in: None,
            quiz: None,
            rounds: None,
            my_vote: None,
            flow: None,
            my_before: None,
            seq: Seq::new("e", 1),
        }
    }

    #[test]
    fn a_frame_grows_with_what_is_in_it_and_shrinks_with_its_width() {
        let long = "A direct line that runs every night of the week, with no change of trains at midnight";
        let base = frame_height(&poll("Which?", &["One", "Two"]), 600);
        assert!((350..600).contains(&base), "{base}");
        assert!(frame_height(&poll("Which?", &["One", "Two", "Three"]), 600) > base);
        assert!(frame_height(&poll(long, &["One", "Two"]), 600) > base);
        assert!(frame_height(&poll("Which?", &["One", long]), 600) > base);
        let closed = Poll { state: PollState::Closed, ..poll("Which?", &["One", "Two"]) };
        assert!(frame_height(&closed, 600) < base);
        let looked_at = Poll { abstain: true, ..poll("Which?", &["One", "Two"]) };
        assert!(frame_height(&looked_at, 400) >= frame_height(&poll("Which?", &["One", "Two"]), 400) + SECOND_ROW);
        assert!(frame_height(&looked_at, 600) > base, "how many only looked");
        let own = hustings_wire::WriteIn { max: 80, count: None, percent: None, mine: None };
        let worded = Poll { write_in: Some(own), ..poll("Which?", &["One", "Two"]) };
        assert!(frame_height(&worded, 600) > frame_height(&poll("Which?", &["One", "Two", "Three"]), 600));
        let ranking = Poll { kind: PollKind::Ranking, ..poll("Which?", &["One", long]) };
        assert!(
            frame_height(&ranking, 600) > frame_height(&poll("Which?", &["One", long]), 600),
            "words have less room"
        );
        let ranking = Poll { kind: PollKind::Ranking, ..poll("Which?", &["One", "Two"]) };
        let below = frame_height(&ranking, NARROW) - frame_height(&ranking, NARROW + 1);
        assert_eq!(below, 2 * 28, "each option's figures have a line of their own");
        let steps = |count: u32| {
            let labels: Vec<String> = (1..=count).map(|step| step.to_string()).collect();
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            Poll { kind: PollKind::Scale, ..poll("How much?", &labels) }
        };
        assert_eq!(frame_height(&steps(5), 600), frame_height(&steps(11), 600), "steps stand side by side");
        assert!(frame_height(&steps(11), 600) < frame_height(&Poll { kind: PollKind::Single, ..steps(11) }, 600));
        let pictured = |height| {
            let mut poll = poll("Which?", &["One", "Two", "Three", "Four"]);
            for option in &mut poll.options {
                option.image = Some(OptionImage { src: "/x".into(), width: 400, height, alt: "X".into() });
            }
            poll
        };
        assert!(frame_height(&pictured(300), 320) > frame_height(&pictured(200), 320));
        assert_eq!(frame_height(&pictured(40_000), 600), frame_height(&pictured(20_000), 600), "pictures are cut off");
        let wordy = poll(long, &[long, long]);
        let heights: Vec<u32> = [240, 320, 480, 600, 1200].iter().map(|width| frame_height(&wordy, *width)).collect();
        assert!(heights.is_sorted_by(|narrow, wide| narrow >= wide), "{heights:?}");
    }

    #[test]
    fn no_width_is_too_odd() {
        for width in [0, 1, 40, u32::MAX] {
            let mut poll = poll("Which?", &["One", "Two"]);
            assert!(frame_height(&poll, width) > 0);
            poll.options[0].image = Some(OptionImage { src: "/x".into(), width: 0, height: u32::MAX, alt: "X".into() });
            assert!(frame_height(&poll, width) > 0);
        }
    }
}

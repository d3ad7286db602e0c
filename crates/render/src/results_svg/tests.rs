//! The picture as others read it: well formed, within its bounds, in every script.

use std::{collections::BTreeMap, sync::Arc};

use hustings_core::i18n::{Catalogue, Locale};
use hustings_wire::{OptionImage, Poll, PollKind, PollOption, PollState, ResultsRule, Seq, Timestamp};
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::{
    sizes::{MAX_WIDTH, MIN_WIDTH},
    *,
};
use crate::text::Face;

fn locale(lang: &str) -> Locale {
    let json = match lang {
        "ru" => include_str!("../../../../public/locales/ru.json"),
        "ar" => include_str!("../../../../public/locales/ar.json"),
        _ => include_str!("../../../../public/locales/en.json"),
    };
    Locale::new(Catalogue::from_json(lang, json).unwrap())
}

fn noon() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// An open poll with these labels; without votes its results are hidden.
fn poll(lang: &str, labels: &[&str], votes: Option<&[u64]>) -> Poll {
    let option = |label: &&str| PollOption {
        id: "x".into(),
        label: (*label).to_owned(),
        image: None,
        votes: None,
        percent: None,
    };
    let voters = votes.map_or(7, |votes| votes.iter().fold(0, |sum, n| n.saturating_add(sum)));
    let mut poll = Poll {
        id: "night-trains".into(),
        lang: lang.into(),
        dir: Direction::of(lang),
        question: "What matters most to you on a night train?".into(),
        kind: PollKind::Single,
        min_choices: 1,
        max_choices: 1,
        options: labels.iter().map(option).collect(),
        voters,
        total_votes: voters,
        state: PollState::Open,
        opens_at: None,
        closes_at: None,
        results: ResultsRule::AfterVote,
        results_visible: votes.is_some(),
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
    };
    poll.set_votes(votes);
    poll
}

fn picture(poll: &Poll, width: u32) -> String {
    draw(&Words::new(poll, &locale(&poll.lang), "The <Open> Question", noon()), ColorScheme::Auto, width)
}

fn number(node: Node<'_, '_>, name: &str) -> u32 {
    node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

/// Where a line of text begins and ends, by the estimate of its width.
fn span(node: Node<'_, '_>, is_mirrored: bool) -> (u32, u32) {
    let class = node.attribute("class").unwrap();
    let is_bold = class.split(' ').any(|class| class == "q" || class == "k");
    let face = Face { size: number(node, "font-size"), bold: is_bold };
    let (x, width) = (number(node, "x"), face.width(node.text().unwrap_or_default()));
    let goes_left = is_mirrored != (node.attribute("text-anchor") == Some("end"));
    if goes_left { (x.checked_sub(width).unwrap(), x) } else { (x, x + width) }
}

/// Fails unless everything is drawn between the paddings, and nothing on anything else.
fn check(svg: &str, poll: &Poll, width: u32) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let root = document.root_element();
    let is_mirrored = poll.dir == Direction::Rtl;
    let width = width.clamp(MIN_WIDTH, MAX_WIDTH);
    let padding = Sizes::of(width, poll.dir).padding;
    assert_eq!(number(root, "width"), width);
    let mut lines: Vec<(u32, u32, u32)> = Vec::new();
    for node in root.descendants().filter(|node| node.has_tag_name("text")) {
        let ((from, to), y) = (span(node, is_mirrored), number(node, "y"));
        assert!(from >= padding && to <= width - padding && y < number(root, "height") - padding, "{node:?} in {svg}");
        let meets = |(other_y, other_from, other_to): &(u32, u32, u32)| {
            y.abs_diff(*other_y) < 10 && from < *other_to && *other_from < to
        };
        assert!(!lines.iter().any(meets), "{node:?} stands on another line of {svg}");
        lines.push((y, from, to));
    }
    for bar in root.descendants().filter(|node| node.has_tag_name("rect") && node.attribute("class") != Some("card")) {
        let (x, length) = (number(bar, "x"), number(bar, "width"));
        assert!(x >= padding && x + length <= width - padding, "{bar:?} in {svg}");
    }
}

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::to_owned)).collect()
}

#[test]
fn the_figures_of_the_contract_are_drawn() {
    let poll = poll("en", &["A cabin", "A fare", "A direct line", "On time"], Some(&[33, 30, 24, 21]));
    let svg = picture(&poll, 480);
    check(&svg, &poll, 480);
    let texts = texts(&svg);
    for text in ["Poll", "A cabin", "33 (31%)", "21 (19%)", "108 readers have voted", "The <Open> Question"] {
        assert!(texts.iter().any(|line| line == text), "{text} is not among {texts:?}");
    }
    let document = Document::parse(&svg).unwrap();
    let bars: Vec<u32> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("bar"))
        .map(|node| number(node, "width"))
        .collect();
    // A column of 432 pixels.
    assert_eq!(bars, [134, 121, 95, 82]);
}

#[test]
fn a_scale_says_what_its_votes_add_up_to() {
    let scale = |votes: Option<&[u64]>| {
        let mut scale = Poll { kind: PollKind::Scale, ..poll("en", &["nothing", "2", "3", "4", "all"], votes) };
        scale.set_votes(votes);
        scale
    };
    let counted = scale(Some(&[1, 2, 3, 4, 2]));
    let svg = picture(&counted, 480);
    check(&svg, &counted, 480);
    for step in ["1, nothing", "2", "5, all"] {
        assert!(texts(&svg).iter().any(|text| text == step), "{step} is not among {:?}", texts(&svg));
    }
    let said = "Median 3, mean 3.33; half of the votes are between 2 and 4";
    assert!(texts(&svg).join(" ").contains(said), "{said} is not among {:?}", texts(&svg));
    assert!(!picture(&scale(None), 480).contains("Median"));
}

#[test]
fn those_who_do_not_see_it_are_told_the_same() {
    let poll = poll("en", &["Yes & no", "Never"], Some(&[3, 1]));
    let svg = picture(&poll, 480);
    let document = Document::parse(&svg).unwrap();
    let root = document.root_element();
    let text_of = |tag: &str| root.children().find(|node| node.has_tag_name(tag)).unwrap();
    let (title, desc) = (text_of("title"), text_of("desc"));
    assert_eq!(title.text(), Some(poll.question.as_str()));
    assert_eq!(desc.text(), Some("Yes & no: 3 (75%); Never: 1 (25%). 4 readers have voted. The <Open> Question"));
    let ids = format!("{} {}", title.attribute("id").unwrap(), desc.attribute("id").unwrap());
    assert_eq!(root.attribute("aria-labelledby"), Some(ids.as_str()));
    assert_eq!((root.attribute("role"), root.attribute("lang")), (Some("img"), Some("en")));
    assert_eq!(root.attribute(("http://www.w3.org/XML/1998/namespace", "lang")), Some("en"));
}

#[test]
fn hidden_results_leave_no_bar_and_say_why() {
    for (results, why) in [
        (ResultsRule::AfterVote, "Results are shown once you have voted"),
        (ResultsRule::AfterClose, "Results are shown once the poll has closed"),
    ] {
        let poll = Poll { results, ..poll("en", &["One", "Two"], None) };
        let svg = picture(&poll, 480);
        check(&svg, &poll, 480);
        assert!(!svg.contains("class=\"bar\"") && !svg.contains("class=\"track\"") && !svg.contains('%'), "{svg}");
        assert!(texts(&svg).iter().any(|line| line == why), "{svg}");
    }
}

#[test]
fn times_are_told_unless_the_operator_has_overruled_them() {
    let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
    let (before, after) = (at("2026-05-01T00:00:00Z"), at("2026-11-02T00:00:00Z"));
    let cases = [
        (PollState::Open, None, None, None),
        (PollState::Open, None, after, Some("Closes on November 2, 2026")),
        (PollState::Open, None, before, None),
        (PollState::Closed, None, before, Some("Closed on May 1, 2026")),
        (PollState::Closed, None, after, Some("The poll is closed")),
        (PollState::Scheduled, after, None, Some("Opens on November 2, 2026")),
        (PollState::Scheduled, before, None, Some("The poll has not opened yet")),
    ];
    for (state, opens_at, closes_at, expected) in cases {
        let poll = Poll { state, opens_at, closes_at, ..poll("en", &["One", "Two"], Some(&[1, 1])) };
        let words = Words::new(&poll, &locale("en"), "Us", noon());
        let said = words.facts.get(1).map(|fact| fact.replace('\u{a0}', " "));
        assert_eq!(said.as_deref(), expected, "{state:?} {opens_at:?} {closes_at:?}");
    }
}

#[test]
fn a_script_that_runs_from_the_right_is_mirrored() {
    let poll = poll("ar", &["مقصورة خاصة بي", "تذكرة"], Some(&[33, 11]));
    let svg = picture(&poll, 480);
    check(&svg, &poll, 480);
    let document = Document::parse(&svg).unwrap();
    assert_eq!(document.root_element().attribute("direction"), Some("rtl"));
    for bar in document.descendants().filter(|node| node.attribute("class") == Some("bar")) {
        assert_eq!(number(bar, "x") + number(bar, "width"), 480 - 24, "bars begin on the right");
    }
}

/// The poll with pictures of 4 by 3, of which copies are there for so many options.
fn pictured(lang: &str, labels: &[&str], votes: Option<&[u64]>, copies: usize) -> (Poll, Words) {
    let mut poll = poll(lang, labels, votes);
    for (option, number) in poll.options.iter_mut().zip(0..) {
        option.id = format!("o{number}");
        let alt = format!("A picture of {number}");
        option.image = Some(OptionImage { src: "/x".into(), width: 1200, height: 900, alt });
    }
    let made = |option: &PollOption| (option.id.clone(), Arc::from("data:image/jpeg;base64,AAAA"));
    let copies: BTreeMap<String, Arc<str>> = poll.options.iter().take(copies).map(made).collect();
    let words = Words::new(&poll, &locale(lang), "Us", noon()).with_pictures(&poll, &copies);
    (poll, words)
}

#[test]
fn pictures_stand_at_one_size_before_their_options_and_on_nothing() {
    let long = "A direct line that runs every night of the week, with no change of trains at midnight";
    for lang in ["en", "ar"] {
        for votes in [None, Some(&[33, 11, 4][..]), Some(&[u64::MAX, 1, 0])] {
            for width in [240, 480, 1200] {
                let (poll, words) = pictured(lang, &["Yes", long, "Never"], votes, 3);
                let svg = draw(&words, ColorScheme::Auto, width);
                check(&svg, &poll, width);
                let document = Document::parse(&svg).unwrap();
                let images: Vec<_> = document.descendants().filter(|node| node.has_tag_name("image")).collect();
                assert_eq!(images.len(), 3);
                let mut below = 0;
                for image in images {
                    let [x, y, w, h] = ["x", "y", "width", "height"].map(|name| number(image, name));
                    assert_eq!((w, h), (64, 48));
                    assert!(y >= below, "{svg}");
                    below = y + h;
                    let lines = document.descendants().filter(|node| node.has_tag_name("text"));
                    let beside = lines.filter(|line| (y..y + h).contains(&number(*line, "y")));
                    for (from, to) in beside.map(|line| span(line, lang == "ar")) {
                        assert!(to <= x || from >= x + w, "{from} to {to} is on the picture at {x}: {svg}");
                    }
                }
            }
        }
    }
}

#[test]
fn of_pictures_all_are_drawn_or_none_and_their_words_are_said() {
    let (_, words) = pictured("en", &["Yes", "No"], Some(&[3, 1]), 2);
    assert!(words.description().starts_with("Yes (A picture of 0): 3 (75%); No (A picture of 1)"), "{words:?}");
    let (poll, words) = pictured("en", &["Yes", "No"], Some(&[3, 1]), 1);
    assert_eq!(words, Words::new(&poll, &locale("en"), "Us", noon()));
}

#[test]
fn the_policy_allows_the_style_that_is_in_it_and_nothing_else() {
    let svg = picture(&poll("en", &["<style>x{}</style>", "Two"], Some(&[1, 1])), 480);
    let policy = policy(&svg);
    assert!(policy.starts_with("default-src 'none'; img-src data:; style-src 'sha256-"), "{policy}");
    assert_eq!(policy.matches("sha256-").count(), 1, "{policy}");
    assert!(!svg.contains("style=\""), "the policy would block it");
}

#[test]
fn large_figures_wrap_below_their_labels() {
    let poll = poll("ru", &["Отдельное купе", "Билет"], Some(&[u64::MAX, u64::MAX]));
    for width in [240, 300, 480, 1200] {
        check(&picture(&poll, width), &poll, width);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_the_words_the_picture_is_well_formed_and_holds_them(
        question in any::<String>(),
        labels in prop::collection::vec(prop_oneof![any::<String>(), "\\PC{0,200}", "[a-zа-я]{0,200}"], 2..6),
        votes in prop::collection::vec(any::<u64>(), 6),
        visible: bool,
        lang in prop_oneof![Just("en"), Just("ru"), Just("ar")],
        width in prop_oneof![0u32..1300, any::<u32>()],
    ) {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut poll = poll(lang, &labels, visible.then_some(&votes[..labels.len()]));
        poll.question = question;
        check(&picture(&poll, width), &poll, width);
    }
}

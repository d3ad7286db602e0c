//! Hashes of words and pictures, and what readers have voted on.

use super::*;
use crate::OptionPicture;

fn poll(question: &str, options: &[(&str, &str)]) -> PollDefinition {
    let words = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
    let option =
        |(id, label): &(&str, &str)| OptionDefinition { id: (*id).to_owned(), label: words(label), picture: None };
    let options = options.iter().map(option).collect();
    PollDefinition { options, question: words(question), ..PollDefinition::new("tea") }
}

fn detail(question: &str, options: &[(&str, &str)]) -> String {
    Wording::of(&poll(question, options)).detail().to_owned()
}

#[test]
fn other_words_or_another_order_is_another_hash_and_white_space_is_not() {
    let first = detail("Which tea?", &[("a", "Green"), ("b", "Black")]);
    assert_eq!(detail(" Which\n tea? ", &[("a", "Green"), ("b", "Black")]), first);
    for other in [
        detail("What tea?", &[("a", "Green"), ("b", "Black")]),
        detail("Which tea?", &[("a", "Black"), ("b", "Green")]),
        detail("Which tea?", &[("b", "Black"), ("a", "Green")]),
        detail("Which tea?", &[("a", "Green")]),
    ] {
        assert_ne!(other, first);
    }
    let text = "hustings wording 1\ntea\nen\nWhich tea?\na\nGreen\nb\nBlack";
    assert_eq!(first, format!("1 single en={}", LogHash::of(text).text()));
}

#[test]
fn what_was_logged_is_read_with_its_texts_alone() {
    let wording = Wording::of(&poll("Which tea?", &[("a", "Green"), ("b", "Black")]));
    let (_, words) = wording.by_language().next().expect("a language");
    let options = [("a", "Green"), ("b", "Black")].map(|(id, label)| OptionWords { id, label, picture: None });
    assert_eq!((words.question, words.options), ("Which tea?", options.to_vec()));
    let known = |text: &'static str| Wording::parse(wording.detail(), move |_| Some(text.to_owned()));
    assert_eq!(known("hustings wording 1\ntea\nen\nWhich tea?\na\nGreen\nb\nBlack"), Some(wording.clone()));
    assert_eq!(known("hustings wording 1\ntea\nen\nWhich tea?\na\nBlack\nb\nGreen"), None);
    assert_eq!(Wording::parse(wording.detail(), |_| None), None);
    assert_eq!(Wording::parse("", |_| None), None);

    let text = "hustings wording 1\ntea\nen\nWhich tea?\na\nGreen\nb\nBlack";
    let parse = |detail: &str| Wording::parse(detail, |_| Some(text.to_owned()));
    let older = format!("1 en={}", LogHash::of(text).text());
    let read = parse(&older).expect("a log from before kinds were said");
    assert_eq!((read.detail(), read.kind), (&*older, None));
    assert!(read.says_the_same_as(&wording) && read != wording);
    assert_eq!(parse(&older.replace("1 en", "1 mixed en")), None);
}

#[test]
fn words_that_were_voted_on_stay_unless_the_owner_says_otherwise() {
    let voted = [Arc::new(Wording::of(&poll("Which tea?", &[("a", "Green"), ("b", "Black")])))];
    let kept = |mut now: PollDefinition| {
        let kept = keep_words(&mut now, &voted).languages;
        let labels: Vec<String> = now.options.iter().map(|option| option.label["en"].clone()).collect();
        (kept.len(), now.question["en"].clone(), labels.join(" "))
    };
    let said = |kept, question: &str, labels: &str| (kept, question.to_owned(), labels.to_owned());
    let cases = [
        ("the same", poll("Which tea?", &[("a", "Green"), ("b", "Black")]), said(0, "Which tea?", "Green Black")),
        ("exchanged", poll("Which tea?", &[("a", "Black"), ("b", "Green")]), said(1, "Which tea?", "Green Black")),
        ("asked otherwise", poll("Why?", &[("a", "Green"), ("b", "Black")]), said(1, "Which tea?", "Green Black")),
        ("moved", poll("Which tea?", &[("b", "Black"), ("a", "Green")]), said(0, "Which tea?", "Black Green")),
        ("added", poll("Which tea?", &[("a", "Green"), ("c", "Mint")]), said(0, "Which tea?", "Green Mint")),
    ];
    for (name, now, expected) in cases {
        assert_eq!(kept(now), expected, "{name}");
    }
    let meant = PollDefinition { wording_revision: 2, ..poll("Why?", &[("a", "Tea"), ("b", "Coffee")]) };
    assert_eq!(kept(meant), said(0, "Why?", "Tea Coffee"));
}

/// Else the line could be taken out and put in again to change words twice, and an option to give it another label.
#[test]
fn what_was_voted_on_is_not_forgotten_by_going_back_or_taking_out() {
    let second = |poll: PollDefinition| PollDefinition { wording_revision: 2, ..poll };
    let voted = [
        poll("Which?", &[("a", "Old")]),
        second(poll("Why?", &[("a", "Tea"), ("b", "Milk")])),
        second(poll("Why?", &[("b", "Milk")])),
    ];
    let voted = voted.map(|poll| Arc::new(Wording::of(&poll)));
    let mut now = poll("Why?", &[("a", "Coffee"), ("b", "Milk")]);
    assert_eq!(keep_words(&mut now, &voted).languages.len(), 1);
    assert_eq!(now, second(poll("Why?", &[("a", "Tea"), ("b", "Milk")])));
}

/// The poll with a picture of these bytes for each option.
fn pictured(files: [&str; 2], alts: [&str; 2]) -> PollDefinition {
    let mut poll = poll("Which tea?", &[("a", "Green"), ("b", "Black")]);
    for (option, (file, alt)) in poll.options.iter_mut().zip(files.into_iter().zip(alts)) {
        let alt = BTreeMap::from([("en".to_owned(), alt.to_owned())]);
        let url = String::new();
        option.picture = Some(OptionPicture { url, width: 4, height: 3, hash: LogHash::of(file), alt });
    }
    poll
}

fn has_pictures(poll: &PollDefinition) -> bool {
    poll.options.iter().any(|option| option.picture.is_some())
}

#[test]
fn another_picture_or_other_words_for_it_is_another_hash() {
    let alts = ["A green cup", "A black cup"];
    let wording = Wording::of(&pictured(["1", "2"], alts));
    let [one, two] = ["1", "2"].map(|file| LogHash::of(file).text());
    let text =
        format!("hustings wording 2\ntea\nen\nWhich tea?\na\nGreen\n{one}\nA green cup\nb\nBlack\n{two}\nA black cup");
    let (_, words) = wording.by_language().next().expect("a language");
    assert_eq!(words.text, text);
    assert_eq!(words.options[1], OptionWords { id: "b", label: "Black", picture: Some((&two, "A black cup")) });
    assert_eq!(Wording::parse(wording.detail(), |_| Some(text.clone())), Some(wording.clone()));
    for other in [pictured(["1", "3"], alts), pictured(["2", "1"], alts), pictured(["1", "2"], ["A cup", alts[1]])] {
        assert_ne!(Wording::of(&other).detail(), wording.detail());
    }
}

#[test]
fn a_picture_that_was_voted_on_is_exchanged_for_none_until_its_owner_says_so() {
    let alts = ["A green cup", "A black cup"];
    let of = |poll: &PollDefinition| Arc::new(Wording::of(poll));
    let (first, bare) = (pictured(["1", "2"], alts), poll("Which tea?", &[("a", "Green"), ("b", "Black")]));
    let exchanged = || pictured(["1", "3"], alts);
    let cases = [
        ("the same", vec![of(&first)], pictured(["1", "2"], alts), vec![], true),
        ("exchanged", vec![of(&first)], exchanged(), vec!["b"], false),
        ("added later", vec![of(&bare)], exchanged(), vec!["a", "b"], false),
        ("put back", vec![of(&first), of(&bare)], pictured(["1", "2"], alts), vec![], true),
        ("taken away", vec![of(&first)], bare.clone(), vec![], false),
        ("meant", vec![of(&first)], PollDefinition { wording_revision: 2, ..exchanged() }, vec![], true),
    ];
    for (name, voted, mut now, others, shown) in cases {
        let kept = keep_words(&mut now, &voted);
        assert_eq!(
            (kept.pictures, has_pictures(&now)),
            (others.iter().map(|id| (*id).to_owned()).collect(), shown),
            "{name}"
        );
        assert_eq!(kept.languages.len(), 0, "{name}");
    }
    let mut now = pictured(["1", "2"], ["Another cup", alts[1]]);
    assert_eq!(keep_words(&mut now, &[of(&first)]).languages.len(), 1);
    assert_eq!(now, first);
}

#[test]
fn a_poll_that_was_voted_in_reads_its_votes_as_they_were_cast() {
    use PollKind::{Multiple, Ranking, Scale, Single};
    let of = |kind, options: &[&str]| {
        let options: Vec<_> = options.iter().map(|id| (*id, *id)).collect();
        PollDefinition { kind, ..poll("Which?", &options) }
    };
    let voted = |kind| [Arc::new(Wording::of(&of(kind, &["1", "2", "3"])))];
    let cases = [
        ("as it was", Ranking, Ranking, &["1", "2", "3"][..], Ok(())),
        ("one choice becomes several", Single, Multiple, &["1", "2", "3"], Ok(())),
        ("several become one", Multiple, Single, &["1", "2", "3"], Err(Misread::Kind(Multiple))),
        ("a choice becomes an order", Multiple, Ranking, &["1", "2", "3"], Err(Misread::Kind(Multiple))),
        ("an order becomes a choice", Ranking, Multiple, &["1", "2", "3"], Err(Misread::Kind(Ranking))),
        ("steps become options", Scale, Single, &["1", "2", "3"], Err(Misread::Kind(Scale))),
        ("an option goes", Single, Single, &["1", "3"], Ok(())),
        ("a step comes at the end", Scale, Scale, &["1", "2", "3", "4"], Ok(())),
        ("the last step goes", Scale, Scale, &["1", "2"], Err(Misread::Steps)),
        ("a step comes between", Scale, Scale, &["1", "new", "2", "3"], Err(Misread::Steps)),
        ("steps are turned round", Scale, Scale, &["3", "2", "1"], Err(Misread::Steps)),
    ];
    for (name, before, now, options, expected) in cases {
        assert_eq!(check_votes_are_readable(&of(now, options), &voted(before)), expected, "{name}");
        assert_eq!(check_votes_are_readable(&of(now, options), &[]), Ok(()), "{name}, without votes");
    }
    let unsaid = Wording { kind: None, ..Wording::of(&of(Single, &["1"])) };
    assert_eq!(check_votes_are_readable(&of(Scale, &["2"]), &[Arc::new(unsaid)]), Ok(()));
    let both = [voted(Single), voted(Multiple)].concat();
    assert_eq!(check_votes_are_readable(&of(Single, &["1"]), &both), Err(Misread::Kind(Multiple)));
}

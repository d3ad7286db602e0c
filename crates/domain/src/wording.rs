//! The words of a poll as one text and one hash for each language, by which the log says under which words votes were
//! cast, and of which kind the poll was; and the rules that neither changes under its votes.
//!
//! Deliberately absent: where words are kept, and what editors are told.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use hustings_wire::PollKind;

use crate::{LogHash, OptionDefinition, PollDefinition};

const WORDING_RULE: &str = "hustings wording 1";
/// The same where options have pictures.
const PICTURES_RULE: &str = "hustings wording 2";
const KINDS: [(&str, PollKind); 4] = [
    ("single", PollKind::Single),
    ("multiple", PollKind::Multiple),
    ("scale", PollKind::Scale),
    ("ranking", PollKind::Ranking),
];

/// The words of a poll in all its languages. None of them where nobody knows, as [`Default`] has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    revision: u32,
    kind: Option<PollKind>,
    texts: BTreeMap<String, String>,
    detail: String,
}

/// The words of a poll in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    /// Their hash: the SHA-256 of their text in UTF-8.
    pub hash: LogHash,
    /// What is hashed: a line for the rule, the poll, the language and the question, and two for each option in the
    /// poll's order, its id and its label; where options have pictures, two more, the hash of the file and what is to be seen.
    pub text: &'a str,
    /// The question.
    pub question: &'a str,
    /// The options, in the poll's order.
    pub options: Vec<OptionWords<'a>>,
}

/// The words of an option in one language, with its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionWords<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// The hash of its picture's file, as [`LogHash::text`], and what is to be seen there.
    pub picture: Option<(&'a str, &'a str)>,
}

/// What [`keep_words`] has kept from being changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptWords {
    /// Languages in which words were given back.
    pub languages: BTreeSet<String>,
    /// Options whose pictures are others than those that were voted on, for which all pictures were taken away.
    pub pictures: Vec<String>,
}

impl Wording {
    /// The words of this poll.
    pub fn of(poll: &PollDefinition) -> Self {
        let has_pictures = poll.options.iter().any(|option| option.picture.is_some());
        let rule = if has_pictures { PICTURES_RULE } else { WORDING_RULE };
        let text = |lang: &String, question: &str| {
            let in_language =
                |words: &BTreeMap<String, String>| words.get(lang).map(|it| one_line(it)).unwrap_or_default();
            let mut text = format!("{rule}\n{}\n{lang}\n{}", poll.id, one_line(question));
            for OptionDefinition { id, label, picture } in &poll.options {
                text.push_str(&format!("\n{id}\n{}", in_language(label)));
                if has_pictures {
                    let hash = picture.as_ref().map(|picture| picture.hash.text()).unwrap_or_default();
                    let alt = picture.as_ref().map(|picture| in_language(&picture.alt)).unwrap_or_default();
                    text.push_str(&format!("\n{hash}\n{alt}"));
                }
            }
            text
        };
        let texts = poll.question.iter().map(|(lang, question)| (lang.clone(), text(lang, question)));
        Self::new(poll.wording_revision, Some(poll.kind), texts.collect())
    }

    fn new(revision: u32, kind: Option<PollKind>, texts: BTreeMap<String, String>) -> Self {
        let mut detail = revision.to_string();
        if let Some(kind) = kind {
            detail.push_str(&format!(" {}", kind_word(kind)));
        }
        for (lang, text) in &texts {
            detail.push_str(&format!(" {lang}={}", LogHash::of(text).text()));
        }
        Self { revision, kind, texts, detail }
    }

    /// What the log said with [`Self::detail`], with the texts that `known` has of hashes. `None` where it has not all of
    /// them, or one with another hash.
    pub fn parse(detail: &str, known: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let (revision, rest) = detail.split_once(' ')?;
        // Older logs do not say the kind.
        let said = rest.split_once(' ').filter(|(word, _)| !word.contains('='));
        let (kind, hashes) = said.map_or((None, rest), |(word, hashes)| (Some(word), hashes));
        let kind = match kind {
            Some(word) => Some(KINDS.iter().find(|(known, _)| *known == word)?.1),
            None => None,
        };
        let text = |part: &str| {
            let (lang, hash) = part.split_once('=')?;
            Some((lang.to_owned(), known(hash)?))
        };
        let texts = hashes.split(' ').map(text).collect::<Option<_>>()?;
        Some(Self::new(revision.parse().ok()?, kind, texts)).filter(|wording| wording.detail == detail)
    }

    /// The revision, the kind of the poll and the hash of each language in one line, by tag: `1 single ar=… en=…`. Empty where
    /// nobody knows the words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What the poll's file says with `wording_revision`.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether the words are those of `other`, whatever the kind of the poll.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        (self.revision, &self.texts) == (other.revision, &other.texts)
    }

    /// The words by language.
    pub fn by_language(&self) -> impl Iterator<Item = (&str, Words<'_>)> {
        self.texts.iter().map(|(lang, text)| (lang.as_str(), words(text)))
    }
}

/// Gives `poll` the words again under which readers have voted, `voted` in the order of the log, wherever its own would
/// change what a vote meant: another question, another label of an option, or other words for its picture. A picture itself
/// cannot be given back: where one is another than that which was voted on first, or there was none, the poll shows none at
/// all. A higher `wording_revision` in the poll's file says that its owner means that; it never goes back. Options and languages
/// may come and go.
pub fn keep_words(poll: &mut PollDefinition, voted: &[Arc<Wording>]) -> KeptWords {
    let reached = voted.iter().map(|wording| wording.revision).max().unwrap_or(1);
    poll.wording_revision = poll.wording_revision.max(reached);
    let voted: Vec<&Arc<Wording>> = voted.iter().filter(|wording| wording.revision == poll.wording_revision).collect();
    let mut kept = KeptWords { pictures: other_pictures(poll, &voted), ..KeptWords::default() };
    if !kept.pictures.is_empty() {
        poll.options.iter_mut().for_each(|option| option.picture = None);
    }
    for (lang, Words { question, options, .. }) in voted.iter().flat_map(|wording| wording.by_language()) {
        let Some(now) = poll.question.get_mut(lang) else { continue };
        let mut changes = vec![(now, question)];
        for OptionDefinition { id, label, picture } in &mut poll.options {
            let Some(voted) = options.iter().find(|voted| voted.id == *id) else { continue };
            changes.extend(label.get_mut(lang).map(|label| (label, voted.label)));
            let alt = picture.as_mut().and_then(|picture| picture.alt.get_mut(lang));
            changes.extend(alt.zip(voted.picture.map(|(_, alt)| alt)));
        }
        for (now, voted) in changes {
            if one_line(now) != voted {
                voted.clone_into(now);
                kept.languages.insert(lang.to_owned());
            }
        }
    }
    kept
}

/// Options of `poll` that have another picture than when they were first voted on.
fn other_pictures(poll: &PollDefinition, voted: &[&Arc<Wording>]) -> Vec<String> {
    let is_other = |id: &str, hash: LogHash| {
        let words = voted.iter().flat_map(|wording| wording.by_language()).flat_map(|(_, words)| words.options);
        let first = words.into_iter().find(|words| words.id == id);
        first.is_some_and(|first| first.picture.map(|(hash, _)| hash) != Some(&hash.text()))
    };
    let with_pictures = poll.options.iter().filter_map(|option| Some((&option.id, option.picture.as_ref()?.hash)));
    with_pictures.filter(|(id, hash)| is_other(id, *hash)).map(|(id, _)| id.clone()).collect()
}

/// Why the votes that readers have cast in a poll would say something else in what has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// They were cast in a poll of this kind.
    Kind(PollKind),
    /// They are for steps of a scale that are no longer in their places.
    Steps,
}

/// Whether `poll` reads the votes as they were cast, `voted` in the order of the log: as a poll of the kind in which readers
/// have voted. A choice of one is the same among several, so that a single-choice poll may become a multiple-choice one. A step
/// means its place among the others, so that a scale keeps its steps and gets others at its end alone. Votes of older logs,
/// which do not say their kind, are passed over.
///
/// # Errors
/// The reason, of the kind rather than of the steps.
pub fn check_votes_are_readable(poll: &PollDefinition, voted: &[Arc<Wording>]) -> Result<(), Misread> {
    let kind = voted.iter().rev().find_map(|wording| wording.kind);
    let may_become = |kind| kind == poll.kind || (kind == PollKind::Single && poll.kind == PollKind::Multiple);
    if let Some(kind) = kind.filter(|kind| !may_become(*kind)) {
        return Err(Misread::Kind(kind));
    }
    let scales = voted.iter().filter(|wording| wording.kind == Some(PollKind::Scale));
    let has_steps = |wording: &Arc<Wording>| {
        let first = wording.by_language().next();
        let mut steps = first.iter().flat_map(|(_, words)| &words.options).map(|words| words.id);
        let mut now = poll.options.iter().map(|option| option.id.as_str());
        steps.all(|step| now.next() == Some(step))
    };
    if scales.into_iter().all(has_steps) { Ok(()) } else { Err(Misread::Steps) }
}

/// The kind as polls' files and the log say it.
pub fn kind_word(kind: PollKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("other", |(word, _)| word)
}

/// The parts of a text, which begins with the lines of rule, poll and language.
fn words(text: &str) -> Words<'_> {
    let mut lines = text.split('\n');
    let has_pictures = lines.next() == Some(PICTURES_RULE);
    let mut lines = lines.skip(2);
    let question = lines.next().unwrap_or_default();
    let mut options = Vec::new();
    while let (Some(id), Some(label)) = (lines.next(), lines.next()) {
        let picture = if has_pictures { lines.next().zip(lines.next()) } else { None };
        options.push(OptionWords { id, label, picture: picture.filter(|(hash, _)| !hash.is_empty()) });
    }
    Words { hash: LogHash::of(text), text, question, options }
}

/// Words with every run of white space as one space, which is how they show.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use hustings_wire::ResultsRule;

    use super::*;
    use crate::OptionPicture;

    fn poll(question: &str, options: &[(&str, &str)]) -> PollDefinition {
        let words = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
        PollDefinition {
            id: "tea".to_owned(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: options
                .iter()
                .map(|(id, label)| OptionDefinition { id: (*id).to_owned(), label: words(label), picture: None })
                .collect(),
            question: words(question),
            wording_revision: 1,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            changeable: true,
            abstain: false,
            write_in: false,
            allowed_origins: Vec::new(),
            quiz: None,
            order: crate::OptionOrder::File,
            signed_by: Vec::new(),
            guarding: crate::Guarding::Casual,
        }
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
        let text = format!(
            "hustings wording 2\ntea\nen\nWhich tea?\na\nGreen\n{one}\nA green cup\nb\nBlack\n{two}\nA black cup"
        );
        let (_, words) = wording.by_language().next().expect("a language");
        assert_eq!(words.text, text);
        assert_eq!(words.options[1], OptionWords { id: "b", label: "Black", picture: Some((&two, "A black cup")) });
        assert_eq!(Wording::parse(wording.detail(), |_| Some(text.clone())), Some(wording.clone()));
        for other in [pictured(["1", "3"], alts), pictured(["2", "1"], alts), pictured(["1", "2"], ["A cup", alts[1]])]
        {
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
}

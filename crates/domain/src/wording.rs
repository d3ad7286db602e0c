//! The words of a poll as one text and one hash for each language, by which the log says under which words votes were
//! cast; and the rule that words which were voted on do not change under their votes.
//!
//! Deliberately absent: where words are kept, and what editors are told.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{LogHash, PollDefinition};

const WORDING_RULE: &str = "hustings wording 1";

/// The words of a poll in all its languages. None of them where nobody knows, as [`Default`] has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    revision: u32,
    texts: BTreeMap<String, String>,
    detail: String,
}

/// The words of a poll in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    /// Their hash: the SHA-256 of their text in UTF-8.
    pub hash: LogHash,
    /// What is hashed: a line for the rule, the poll, the language and the question, and two for each option in the
    /// poll's order, its id and its label.
    pub text: &'a str,
    /// The question.
    pub question: &'a str,
    /// Ids of the options with their labels, in the poll's order.
    pub options: Vec<(&'a str, &'a str)>,
}

impl Wording {
    /// The words of this poll.
    pub fn of(poll: &PollDefinition) -> Self {
        let text = |lang: &String, question: &str| {
            let mut text = format!("{WORDING_RULE}\n{}\n{lang}\n{}", poll.id, one_line(question));
            for option in &poll.options {
                let label = option.label.get(lang).map(|label| one_line(label)).unwrap_or_default();
                text.push_str(&format!("\n{}\n{label}", option.id));
            }
            text
        };
        let texts = poll.question.iter().map(|(lang, question)| (lang.clone(), text(lang, question)));
        Self::new(poll.wording_revision, texts.collect())
    }

    fn new(revision: u32, texts: BTreeMap<String, String>) -> Self {
        let mut detail = revision.to_string();
        for (lang, text) in &texts {
            detail.push_str(&format!(" {lang}={}", LogHash::of(text).text()));
        }
        Self { revision, texts, detail }
    }

    /// What the log said with [`Self::detail`], with the texts that `known` has of hashes. `None` where it has not all of
    /// them, or one with another hash.
    pub fn parse(detail: &str, known: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let (revision, hashes) = detail.split_once(' ')?;
        let text = |part: &str| {
            let (lang, hash) = part.split_once('=')?;
            Some((lang.to_owned(), known(hash)?))
        };
        let texts = hashes.split(' ').map(text).collect::<Option<_>>()?;
        Some(Self::new(revision.parse().ok()?, texts)).filter(|wording| wording.detail == detail)
    }

    /// The revision and the hash of each language in one line, by tag: `1 ar=… en=…`. Empty where nobody knows the words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What the poll's file says with `wording_revision`.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The words by language.
    pub fn by_language(&self) -> impl Iterator<Item = (&str, Words<'_>)> {
        self.texts.iter().map(|(lang, text)| (lang.as_str(), words(text)))
    }
}

/// Gives `poll` the words again under which readers have voted, `voted` in the order of the log, wherever its own would
/// change what a vote meant: another question, or another label of an option. A higher `wording_revision` in the poll's file
/// says that its owner means that; it never goes back. Options and languages may come and go. Returns the languages in which
/// words were given back.
pub fn keep_words(poll: &mut PollDefinition, voted: &[Arc<Wording>]) -> BTreeSet<String> {
    let reached = voted.iter().map(|wording| wording.revision).max().unwrap_or(1);
    poll.wording_revision = poll.wording_revision.max(reached);
    let mut kept = BTreeSet::new();
    for wording in voted.iter().filter(|wording| wording.revision == poll.wording_revision) {
        for (lang, Words { question, options, .. }) in wording.by_language() {
            let Some(now) = poll.question.get_mut(lang) else { continue };
            let mut changes = vec![(now, question)];
            for option in &mut poll.options {
                let label = options.iter().find(|(id, _)| *id == option.id).map(|(_, label)| *label);
                changes.extend(option.label.get_mut(lang).zip(label));
            }
            for (now, voted) in changes {
                if one_line(now) != voted {
                    voted.clone_into(now);
                    kept.insert(lang.to_owned());
                }
            }
        }
    }
    kept
}

/// The parts of a text, which begins with the lines of rule, poll and language.
fn words(text: &str) -> Words<'_> {
    let mut lines = text.split('\n').skip(3);
    let question = lines.next().unwrap_or_default();
    let mut options = Vec::new();
    while let (Some(id), Some(label)) = (lines.next(), lines.next()) {
        options.push((id, label));
    }
    Words { hash: LogHash::of(text), text, question, options }
}

/// Words with every run of white space as one space, which is how they show.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use hustings_wire::{PollKind, ResultsRule};

    use super::*;
    use crate::OptionDefinition;

    fn poll(question: &str, options: &[(&str, &str)]) -> PollDefinition {
        let words = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
        PollDefinition {
            id: "tea".to_owned(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: options
                .iter()
                .map(|(id, label)| OptionDefinition { id: (*id).to_owned(), label: words(label) })
                .collect(),
            question: words(question),
            wording_revision: 1,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            changeable: true,
            abstain: false,
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
        assert_eq!(first, format!("1 en={}", LogHash::of(text).text()));
    }

    #[test]
    fn what_was_logged_is_read_with_its_texts_alone() {
        let wording = Wording::of(&poll("Which tea?", &[("a", "Green"), ("b", "Black")]));
        let (_, words) = wording.by_language().next().expect("a language");
        assert_eq!((words.question, words.options), ("Which tea?", vec![("a", "Green"), ("b", "Black")]));
        let known = |text: &'static str| Wording::parse(wording.detail(), move |_| Some(text.to_owned()));
        assert_eq!(known("hustings wording 1\ntea\nen\nWhich tea?\na\nGreen\nb\nBlack"), Some(wording.clone()));
        assert_eq!(known("hustings wording 1\ntea\nen\nWhich tea?\na\nBlack\nb\nGreen"), None);
        assert_eq!(Wording::parse(wording.detail(), |_| None), None);
        assert_eq!(Wording::parse("", |_| None), None);
    }

    #[test]
    fn words_that_were_voted_on_stay_unless_the_owner_says_otherwise() {
        let voted = [Arc::new(Wording::of(&poll("Which tea?", &[("a", "Green"), ("b", "Black")])))];
        let kept = |mut now: PollDefinition| {
            let kept = keep_words(&mut now, &voted);
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
        assert_eq!(keep_words(&mut now, &voted).len(), 1);
        assert_eq!(now, second(poll("Why?", &[("a", "Tea"), ("b", "Milk")])));
    }
}

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
mod tests;

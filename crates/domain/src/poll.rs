//! A poll as its editors define it: the question, the options and the rules. Votes are kept elsewhere.

use std::collections::BTreeMap;

use hustings_wire::{PollKind, ResultsRule, Timestamp};

use crate::{Breakdown, Guarding, LogHash};

/// A poll as defined in its file, without votes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PollDefinition {
    /// Its name in URLs: the name of its file.
    pub id: String,
    /// One choice or several, or their order.
    pub kind: PollKind,
    /// Fewest options of a vote; 1 for a single-choice poll.
    pub min_choices: u32,
    /// Most options of a vote; 1 for a single-choice poll.
    pub max_choices: u32,
    /// The options, in the order of the file.
    pub options: Vec<OptionDefinition>,
    /// In which order they are asked.
    pub order: OptionOrder,
    /// The question by language; exactly the languages in which every option has a label too.
    pub question: BTreeMap<String, String>,
    /// How often its owner has said that votes which were cast shall count for other words; 1 at first. See
    /// [`crate::keep_words`].
    pub wording_revision: u32,
    /// When it opens; absent when it always was open.
    pub opens_at: Option<Timestamp>,
    /// When it closes; absent when it stays open.
    pub closes_at: Option<Timestamp>,
    /// When results may be seen.
    pub results: ResultsRule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
    /// Whether a reader may say that they only want to see the results.
    pub abstain: bool,
    /// Whether a reader may answer in their own words.
    pub write_in: bool,
    /// Whether it asks before reading and after.
    pub asks_twice: bool,
    /// By what the results are told apart, in the order of the file; empty where only their sum shows.
    pub breakdown: Vec<Breakdown>,
    /// Origins that may frame it, such as `https://partner.example`; empty for any.
    pub allowed_origins: Vec<String>,
    /// The right answer, where there is one.
    pub quiz: Option<QuizDefinition>,
    /// Names of the partners' keys whose signed ids it asks of voters; empty where everybody may vote.
    pub signed_by: Vec<String>,
    /// How it is guarded; [`Guarding::Strict`] exactly where it asks for signed ids.
    pub guarding: Guarding,
}

impl PollDefinition {
    /// An open poll of one choice, for everybody and always, without a word and an option yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: Vec::new(),
            order: OptionOrder::File,
            question: BTreeMap::new(),
            wording_revision: 1,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            changeable: true,
            abstain: false,
            write_in: false,
            asks_twice: false,
            breakdown: Vec::new(),
            allowed_origins: Vec::new(),
            quiz: None,
            signed_by: Vec::new(),
            guarding: Guarding::Casual,
        }
    }

    /// The option of this id.
    pub fn option(&self, id: &str) -> Option<&OptionDefinition> {
        self.options.iter().find(|option| option.id == id)
    }
}

/// In which order the options of a poll are asked. Results name them in the order of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OptionOrder {
    /// As in the file, for everybody.
    #[default]
    File,
    /// Drawn anew, since what stands first is chosen more often than it would be elsewhere.
    Random,
}

impl OptionOrder {
    /// Its name in files and in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Random => "random",
        }
    }
}

/// What a quiz tells those who have answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuizDefinition {
    /// Ids of the right options, at least one.
    pub correct: Vec<String>,
    /// Why, by language; empty where no reason is given.
    pub explanation: BTreeMap<String, String>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OptionDefinition {
    /// Its id, unique within the poll.
    pub id: String,
    /// Its words by language, for at least the languages of the question.
    pub label: BTreeMap<String, String>,
    /// Its picture. All options of a poll have one, or none.
    pub picture: Option<OptionPicture>,
}

/// The picture of an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OptionPicture {
    /// Path and query of its URL, which is another one when the file is.
    pub url: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The hash of the file.
    pub hash: LogHash,
    /// What is to be seen, by language, for at least the languages of the question.
    pub alt: BTreeMap<String, String>,
}

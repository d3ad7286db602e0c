//! What a publication consists of once its files are read: plain values without behaviour beyond
//! looking things up.

use std::{
    collections::BTreeMap,
    hash::{Hash, Hasher},
    path::PathBuf,
    sync::Arc,
};

use hustings_domain::{AuthorKind, PollDefinition};
use hustings_wire::{Audience, Author, Heading, Language, Timestamp};

/// An article with all its translations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticleGroup {
    /// Its name in URLs: the name of its folder.
    pub slug: String,
    /// When it was first published.
    pub published_at: Timestamp,
    /// When the words of its original last changed; absent when they never did.
    pub updated_at: Option<Timestamp>,
    /// The language it was written in, one of the translations.
    pub original: String,
    /// Ids of audiences, in the publication's order.
    pub audiences: Vec<String>,
    /// Ids of its polls, in the order of the text; every one is a poll of the publication.
    pub polls: Vec<String>,
    /// Slugs of related articles, all of which exist; absent where editors named none, and a rule does.
    pub related: Option<Vec<String>>,
    /// What it is about, in words of the editors' own; never shown.
    pub subjects: Vec<String>,
    /// The picture that stands for it.
    pub image: Option<Picture>,
    /// What its author is.
    pub author_kind: AuthorKind,
    /// Its words by language; never empty.
    pub translations: BTreeMap<String, Arc<ArticleText>>,
    /// The pictures that it shows.
    pub(super) pictures: Vec<Arc<Picture>>,
}

impl ArticleGroup {
    /// When `text`, its words in one language, came to be as they are.
    pub fn changed_at(&self, text: &ArticleText) -> Timestamp {
        text.updated_at.unwrap_or(self.published_at)
    }
}

/// An article's words in one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticleText {
    /// The title, plain text.
    pub title: String,
    /// The sentence under the title, plain text; may be empty.
    pub dek: String,
    /// Who wrote it, with the role.
    pub author: Author,
    /// When these words last changed; absent when they never did.
    pub updated_at: Option<Timestamp>,
    /// Whether the original was changed later.
    pub outdated: bool,
    /// Estimated reading time in whole minutes, at least 1.
    pub reading_minutes: u32,
    /// The body: sanitised HTML whose blocks carry ids.
    pub body_html: String,
    /// The words of the body, with single spaces between them.
    pub words: String,
    /// Headings of levels 2 and 3, in order.
    pub toc: Vec<Heading>,
    /// What the picture shows, for those who do not see it; empty without one.
    pub image_alt: String,
    /// The words under the picture; may be empty.
    pub image_caption: String,
}

/// A picture file that an article or a poll shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name within the folder of the article or poll.
    pub file: String,
    /// Path of its URL: `/media/<slug>/<file>` of an article, `/media/polls/<id>/<file>` of a poll.
    pub url: String,
    /// Where it lies on this machine.
    pub path: PathBuf,
    /// Its media type, such as `image/webp`.
    pub media_type: &'static str,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
}

/// Without where it lies, which is nothing that a reader sees and not the same on every machine.
impl Hash for Picture {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { file, url, path: _, media_type, width, height } = self;
        (file, url, media_type, width, height).hash(state);
    }
}

/// Polls by id.
pub(super) type Polls = BTreeMap<String, Arc<PollDefinition>>;

/// The pictures that the options of polls show, by the poll's id; nothing of one that shows none.
pub(super) type PollPictures = BTreeMap<String, Vec<Arc<Picture>>>;

/// Votes and ratings that a fresh database begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demo {
    /// By poll, what readers chose.
    pub polls: BTreeMap<String, Vec<Ballots>>,
    /// By article, readers per number of stars, one star first.
    pub ratings: BTreeMap<String, [u64; 5]>,
}

/// So many readers who chose the same options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballots {
    /// Ids of the options, each once.
    pub options: Vec<String>,
    /// The option that they chose before reading, in a poll that asks twice.
    pub before: Option<String>,
    /// How many readers.
    pub readers: u64,
    /// In which language they saw the poll, where the file says so.
    pub lang: Option<String>,
}

/// `publication.toml`, in all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicationText {
    pub(super) default_language: String,
    /// The default language first.
    pub(super) languages: Vec<Language>,
    pub(super) name: BTreeMap<String, String>,
    pub(super) tagline: BTreeMap<String, String>,
    /// The audiences, in order.
    pub(super) audiences: Vec<AudienceText>,
}

/// An audience, in all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AudienceText {
    pub(super) id: String,
    pub(super) label: BTreeMap<String, String>,
    pub(super) intro: BTreeMap<String, String>,
}

impl PublicationText {
    /// Tags of the languages, in order.
    pub(super) fn tags(&self) -> Vec<String> {
        self.languages.iter().map(|language| language.lang.clone()).collect()
    }

    /// The text of `lang`, else of the default language.
    fn words(&self, texts: &BTreeMap<String, String>, lang: &str) -> String {
        texts.get(lang).or_else(|| texts.get(&self.default_language)).cloned().unwrap_or_default()
    }

    /// The form that the contract knows, in `lang` or, where it is none of ours, the default language.
    pub(super) fn in_language(&self, lang: &str) -> hustings_wire::Publication {
        let audience = |text: &AudienceText| Audience {
            id: text.id.clone(),
            label: self.words(&text.label, lang),
            // The default language's would be a foreign body on the page; a section does without.
            intro: text.intro.get(lang).cloned().unwrap_or_default(),
        };
        hustings_wire::Publication {
            name: self.words(&self.name, lang),
            tagline: self.words(&self.tagline, lang),
            languages: self.languages.clone(),
            audiences: self.audiences.iter().map(audience).collect(),
        }
    }
}

//! The publication as a reading of its folder left it: what there is, and what may be there although it could not be
//! read. How it is read is not here.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_domain::{PollDefinition, Wording};
use hustings_wire::{Language, Publication};

use super::{
    fault::Fault,
    types::{ArticleGroup, Demo, Picture, PollPictures, PublicationText},
    voted_words::SharedVotedWords,
};

/// The whole publication at one moment. Immutable; a saved change makes another one.
#[derive(Clone, Debug)]
pub struct Content {
    /// Changes whenever anything a reader could see does; a hash, in lower-case hex.
    pub version: String,
    /// Languages, in the order in which to offer them; the default one first.
    pub languages: Vec<Language>,
    /// The language of those who ask for none of ours.
    pub default_language: String,
    /// Articles, newest first; of the same moment, by slug.
    pub articles: Vec<Arc<ArticleGroup>>,
    /// Where each stands among them, by slug.
    pub(super) by_slug: BTreeMap<String, usize>,
    /// Where those that ask a poll stand among them, in their order, by the poll's id.
    pub(super) asking: BTreeMap<String, Vec<usize>>,
    /// Polls by id.
    pub polls: BTreeMap<String, Arc<PollDefinition>>,
    /// What their options show.
    pub(super) poll_pictures: PollPictures,
    /// What is wrong with the files, by file and line.
    pub faults: Vec<Fault>,
    /// Votes and ratings that a fresh database begins with.
    pub demo: Demo,
    pub(super) publication: PublicationText,
    /// The words of the polls.
    pub(super) wordings: BTreeMap<String, Arc<Wording>>,
    pub(super) voted: Arc<SharedVotedWords>,
    /// Files and folders that cannot be read, and of which no earlier reading is known.
    pub(super) unread: BTreeSet<PathBuf>,
    /// Those that the system refused to read.
    pub(super) refused: BTreeSet<PathBuf>,
}

impl Content {
    /// The publication in the words of `lang`, or of the default language where there are none.
    pub fn publication(&self, lang: &str) -> Publication {
        self.publication.in_language(lang)
    }

    /// The words of the poll `id`; none where it is not known.
    pub fn wording(&self, id: &str) -> Arc<Wording> {
        self.wordings.get(id).cloned().unwrap_or_default()
    }

    /// Notes that a reader has voted in the poll `id` as it is worded here: from now on saved files change that only where
    /// their owner says so.
    pub fn voted_on(&self, id: &str) {
        if let Some(wording) = self.wordings.get(id) {
            self.voted.add(id, wording);
        }
    }

    /// The article of this slug.
    pub fn article(&self, slug: &str) -> Option<&Arc<ArticleGroup>> {
        self.articles.get(*self.by_slug.get(slug)?)
    }

    /// The articles that ask the poll `id`, newest first.
    pub fn articles_asking(&self, id: &str) -> impl Iterator<Item = &Arc<ArticleGroup>> {
        self.asking.get(id).into_iter().flatten().filter_map(|at| self.articles.get(*at))
    }

    /// The picture of this name that the article `slug` shows; no other file is ever found here.
    pub fn picture(&self, slug: &str, file: &str) -> Option<&Arc<Picture>> {
        self.article(slug)?.pictures.iter().find(|picture| picture.file == file)
    }

    /// The picture of this name that an option of the poll `id` shows; no other file is ever found here.
    pub fn poll_picture(&self, id: &str, file: &str) -> Option<&Arc<Picture>> {
        self.poll_pictures.get(id)?.iter().find(|picture| picture.file == file)
    }

    /// Files and folders, from the content folder on, that cannot be read, and of which no earlier reading is known.
    pub fn unread(&self) -> impl Iterator<Item = &Path> {
        self.unread.iter().map(PathBuf::as_path)
    }

    /// Whether there may be a poll `id` although none is known, since something could not be read.
    pub fn may_be_poll(&self, id: &str) -> bool {
        let folder = Path::new("polls");
        self.unread.contains(folder) || self.unread.contains(&folder.join(format!("{id}.toml")))
    }

    /// The same of an article `slug`: of one in `lang`, or in any language.
    pub fn may_be_article(&self, slug: &str, lang: Option<&str>) -> bool {
        let (folder, article) = (Path::new("articles"), Path::new("articles").join(slug));
        let is_text = |file: &PathBuf| match lang {
            Some(lang) => file.ends_with(format!("{lang}.md")),
            None => file.extension().is_some_and(|ending| ending == "md"),
        };
        self.unread.contains(folder)
            || self.unread.contains(&article)
            || self.unread.iter().any(|file| file.starts_with(&article) && is_text(file))
    }

    /// The same of a picture of the article `slug`.
    pub fn may_be_picture(&self, slug: &str, file: &str) -> bool {
        self.may_be_article(slug, None) || self.unread.contains(&Path::new("articles").join(slug).join(file))
    }

    /// Whether `lang` is a language of the publication, spelt as the publication spells it.
    pub fn has_language(&self, lang: &str) -> bool {
        self.languages.iter().any(|language| language.lang == lang)
    }

    /// Those of `langs` that the publication has, in its own order.
    pub fn in_order<'a>(&self, langs: impl Iterator<Item = &'a String>) -> Vec<String> {
        let langs: Vec<&String> = langs.collect();
        let languages = self.languages.iter().map(|language| &language.lang);
        languages.filter(|lang| langs.contains(lang)).cloned().collect()
    }
}

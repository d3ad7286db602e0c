//! What the reading before came to, file by file, so that the next one reads only what was saved since.
//!
//! Only what was read without an error is here, and without anything from the reading before it: what is not here is read
//! again each time.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use hustings_domain::{PollDefinition, Wording};

use super::{
    digest::Digest,
    fault::Fault,
    references::Asked,
    stamp::Stamp,
    types::{ArticleGroup, Picture},
};

/// The articles and polls as they were read last.
#[derive(Debug, Default)]
pub(super) struct ReadingCache {
    pub(super) common: Common,
    pub(super) articles: BTreeMap<String, Arc<CachedArticle>>,
    pub(super) polls: BTreeMap<String, Arc<CachedPoll>>,
    /// Whether a file could have been saved again without looking otherwise.
    pub(super) is_unsettled: bool,
    /// Whether one of the files is a link, behind which something may change that nobody tells of.
    pub(super) has_link: bool,
}

/// On what every file hangs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Common {
    /// The folder's real path, which pictures are served from.
    pub(super) root: Option<PathBuf>,
    /// Languages, the default one first.
    pub(super) languages: Vec<String>,
    /// Ids of audiences, in order.
    pub(super) audiences: Vec<String>,
}

/// An article as it was read, with what that hung on.
#[derive(Debug)]
pub(super) struct CachedArticle {
    pub(super) stamp: Stamp,
    pub(super) asked: Asked,
    pub(super) article: Arc<ArticleGroup>,
    pub(super) digest: Digest,
    pub(super) faults: Vec<Fault>,
}

/// A poll as it was read, with what that hung on.
#[derive(Debug)]
pub(super) struct CachedPoll {
    pub(super) stamp: Stamp,
    pub(super) voted: Vec<Arc<Wording>>,
    pub(super) poll: Arc<PollDefinition>,
    pub(super) pictures: Vec<Arc<Picture>>,
    pub(super) faults: Vec<Fault>,
}

impl ReadingCache {
    /// Notes what a file looked like that was read.
    pub(super) fn note(&mut self, stamp: Stamp) {
        self.is_unsettled |= !stamp.is_settled;
        self.has_link |= stamp.has_link;
    }

    /// Itself, if this still holds for every file.
    pub(super) fn for_files_with(self, common: &Common) -> Self {
        if self.common == *common { self } else { Self::default() }
    }
}

#[cfg(test)]
impl ReadingCache {
    /// Makes all files in `root` look as they do now when they were read, which was long after they had changed or not.
    pub(super) fn pretend(&mut self, root: &std::path::Path, is_settled: bool) {
        for (slug, cached) in &mut self.articles {
            let path = root.join("articles").join(slug);
            let entries = super::reading::Reading::new(root, None).entries(&path).unwrap();
            let cached = Arc::get_mut(cached).unwrap();
            cached.stamp = super::article_folders::stamp_of(&path, &entries);
            cached.stamp.is_settled = is_settled;
        }
        for (id, cached) in &mut self.polls {
            let folder = std::path::Path::new("polls").join(id);
            let entries = if root.join(&folder).is_dir() {
                super::reading::Reading::new(root, None).entries(&folder).unwrap()
            } else {
                Vec::new()
            };
            let cached = Arc::get_mut(cached).unwrap();
            cached.stamp = super::polls::stamp_of(&root.join(format!("polls/{id}.toml")), &entries);
            cached.stamp.is_settled = is_settled;
        }
        self.is_unsettled = !is_settled;
    }
}

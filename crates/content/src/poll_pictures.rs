//! The pictures of one poll's options: each measured and hashed once. Where one of them cannot be shown, the whole poll stays
//! as it was read before, without pictures if their files are others by now.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_domain::{LogHash, PollDefinition};

use super::{
    picture::{self, PictureFolder, Unmeasured},
    reading::Reading,
    types::Picture,
};

/// Largest picture of an option, in bytes: a poll shows several of them, and small.
const MAX_BYTES: u64 = 2 << 20;

/// The pictures of a poll.
pub(super) struct PicturesOfPoll<'a> {
    folder: PictureFolder<'a>,
    found: RefCell<BTreeMap<String, (Arc<Picture>, LogHash)>>,
    refused: RefCell<BTreeSet<PathBuf>>,
}

impl<'a> PicturesOfPoll<'a> {
    /// Those of the poll `id` in the content folder `root`.
    pub(super) fn new(id: &str, root: &'a Path) -> Self {
        let folder = PictureFolder {
            root,
            folder: Path::new("polls").join(id),
            url: format!("/media/polls/{id}/"),
            place: format!("in the folder polls/{id}"),
            max_bytes: MAX_BYTES,
        };
        Self { folder, found: RefCell::default(), refused: RefCell::default() }
    }

    /// The picture in this file, and the hash of the file.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub(super) fn find(&self, file: &str) -> Result<(Arc<Picture>, LogHash), String> {
        if let Some((picture, hash)) = self.found.borrow().get(file) {
            return Ok((Arc::clone(picture), *hash));
        }
        let measured = picture::measure(&self.folder, file).map_err(|Unmeasured { message, refused, .. }| {
            if refused {
                self.refused.borrow_mut().insert(self.folder.folder.join(file));
            }
            message
        });
        let (picture, bytes) = measured?;
        let found = (Arc::new(picture), LogHash::of_file(&bytes));
        self.found.borrow_mut().insert(file.to_owned(), found.clone());
        Ok(found)
    }

    /// Moves into `reading` what it has to know of them. Returns those that were found.
    pub(super) fn hand_over(self, reading: &mut Reading<'_>) -> Vec<Arc<Picture>> {
        reading.refused.append(&mut self.refused.into_inner());
        self.found.into_inner().into_values().map(|(picture, _)| picture).collect()
    }
}

/// Whether the files of `known`, which the options of `poll` show, are still those of its hashes: what stays in force must not
/// show another picture under the hash of the first. One that cannot be read may come back.
pub(super) fn are_as_hashed(poll: &PollDefinition, known: &[Arc<Picture>]) -> bool {
    poll.options.iter().filter_map(|option| option.picture.as_ref()).all(|shown| {
        let file = known.iter().find(|picture| shown.url.split('?').next() == Some(&*picture.url));
        file.is_none_or(|picture| {
            let is_small = fs::metadata(&picture.path).map_or(true, |found| found.len() <= MAX_BYTES);
            is_small && fs::read(&picture.path).map_or(true, |bytes| LogHash::of_file(&bytes) == shown.hash)
        })
    })
}

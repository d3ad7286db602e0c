//! The pictures of one article, as its files ask for them: each measured once, and where it is half saved or cannot be
//! read, as it was known before.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Content, Fault, Severity,
    picture::{self, PictureFolder, Unmeasured},
    reading::{Reading, STAYS},
    types::Picture,
};

/// Largest picture file, in bytes.
const MAX_BYTES: u64 = 20 << 20;

/// The pictures of an article.
pub(super) struct ArticlePictures<'a> {
    slug: &'a str,
    folder: PictureFolder<'a>,
    last: Option<&'a Content>,
    found: RefCell<BTreeMap<String, Arc<Picture>>>,
    faults: RefCell<Vec<Fault>>,
    unread: RefCell<BTreeSet<PathBuf>>,
    refused: RefCell<BTreeSet<PathBuf>>,
    fell_back: Cell<bool>,
}

impl<'a> ArticlePictures<'a> {
    /// Those of the article `slug` in the content folder `root`, of which the reading before left `last` in force.
    pub(super) fn new(slug: &'a str, root: &'a Path, last: Option<&'a Content>) -> Self {
        let (found, faults, unread, refused, fell_back) = Default::default();
        let folder = PictureFolder {
            root,
            folder: Path::new("articles").join(slug),
            url: format!("/media/{slug}/"),
            place: "beside the article".to_owned(),
            max_bytes: MAX_BYTES,
        };
        Self { slug, folder, last, found, faults, unread, refused, fell_back }
    }

    /// The picture in this file.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub(super) fn find(&self, file: &str) -> Result<Arc<Picture>, String> {
        if let Some(picture) = self.found.borrow().get(file) {
            return Ok(Arc::clone(picture));
        }
        let picture = match picture::measure(&self.folder, file) {
            Ok((picture, _)) => Arc::new(picture),
            Err(unmeasured) => self.known(file, unmeasured)?,
        };
        self.found.borrow_mut().insert(file.to_owned(), Arc::clone(&picture));
        Ok(picture)
    }

    /// What is known of a picture that cannot be measured now.
    fn known(&self, file: &str, Unmeasured { message, may_be, refused }: Unmeasured) -> Result<Arc<Picture>, String> {
        let path = self.folder.folder.join(file);
        if refused {
            self.refused.borrow_mut().insert(path.clone());
        }
        let known = self.last.and_then(|last| last.picture(self.slug, file)).filter(|_| may_be);
        let Some(known) = known else {
            if may_be {
                self.unread.borrow_mut().insert(path);
            }
            return Err(message);
        };
        self.fell_back.set(true);
        self.faults.borrow_mut().push(Fault::whole(path, Severity::Warning, format!("{message}{STAYS}")));
        Ok(Arc::clone(known))
    }

    /// All that were found.
    pub(super) fn found(&self) -> Vec<Arc<Picture>> {
        self.found.borrow().values().cloned().collect()
    }

    /// Moves into `reading` what it has to know of them.
    pub(super) fn hand_over(self, reading: &mut Reading<'_>) {
        reading.faults.append(&mut self.faults.into_inner());
        reading.unread.append(&mut self.unread.into_inner());
        reading.refused.append(&mut self.refused.into_inner());
        reading.fell_back |= self.fell_back.get();
    }
}

//! Exports of the demo publication that journeys share: `hustings export` renders every page, and packs it where its host
//! sends what is packed, which takes longer than most journeys do.
//!
//! A site knows the address that it is at and that of its backend. So an export comes with two ports that are kept for
//! it, and is lent to one journey at a time, as it was when it was made: whatever the last one did to its files is gone.
//! Two journeys that want the same at once have one each.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result};

use crate::{ports::free_port, server::copy_folder, shared::shared_folder};

/// Exports that no journey has at this moment.
static RETURNED: Mutex<Vec<Export>> = Mutex::new(Vec::new());

/// An exported site, as files, and the ports that it was made for.
#[derive(Debug)]
pub(crate) struct Export {
    /// Scheme and host of the site, without a port: `http://localhost`.
    host: &'static str,
    /// The path below which it is to be served: empty, or with a slash at its beginning.
    path: String,
    site_port: u16,
    backend_port: u16,
    folder: PathBuf,
}

impl Export {
    /// The publication for this place: one that was made before, or what `make` writes into its folder.
    pub(crate) fn borrow(host: &'static str, path: &str, make: impl FnOnce(&Self) -> Result<()>) -> Result<Lent> {
        if let Some(export) = returned(host, path) {
            copy_anew(&export.pristine(), &export.folder)?;
            return Ok(Lent(Some(export)));
        }
        let (site_port, backend_port) = (free_port()?, free_port()?);
        let folder = shared_folder()?.join(format!("export-{site_port}"));
        let export = Self { host, path: path.to_owned(), site_port, backend_port, folder };
        make(&export)?;
        copy_anew(&export.folder, &export.pristine())?;
        Ok(Lent(Some(export)))
    }

    /// Scheme, host and port of the site.
    pub(crate) fn origin(&self) -> String {
        format!("{}:{}", self.host, self.site_port)
    }

    /// Scheme and host of the site, without a port.
    pub(crate) fn host(&self) -> &'static str {
        self.host
    }

    /// The path below which it is to be served.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Where its host is to listen.
    pub(crate) fn site_port(&self) -> u16 {
        self.site_port
    }

    /// Where its backend is to listen.
    pub(crate) fn backend_port(&self) -> u16 {
        self.backend_port
    }

    /// Where its files are: always the same folder, whose name is in the configuration for nginx.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A copy of its files that nobody is lent.
    fn pristine(&self) -> PathBuf {
        self.folder.with_extension("pristine")
    }
}

fn returned(host: &str, path: &str) -> Option<Export> {
    let mut exports = RETURNED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = exports.iter().position(|export| export.host == host && export.path == path)?;
    Some(exports.swap_remove(found))
}

/// Makes `to` a copy of `from`, whatever it was.
fn copy_anew(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot empty {}", to.display()))?;
    }
    copy_folder(from, to)
}

/// An export on loan. Dropping it gives it back, so it has to outlive whoever serves it.
#[derive(Debug)]
pub(crate) struct Lent(Option<Export>);

impl std::ops::Deref for Lent {
    type Target = Export;

    fn deref(&self) -> &Export {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        RETURNED.lock().unwrap_or_else(PoisonError::into_inner).extend(self.0.take());
    }
}

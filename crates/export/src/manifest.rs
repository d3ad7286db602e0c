//! The manifest of an export: the files it has written, with hashes, kept in the output folder. Only files that it
//! lists are ever changed or removed.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

use anyhow::{Context, ensure};
use hustings_wire::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Its name in the folder.
pub const NAME: &str = ".hustings-export.json";
/// The form of it that this program writes.
const VERSION: u32 = 1;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    /// Files by path.
    pub(super) files: BTreeMap<String, Entry>,
    /// What `config.json` says of the backend.
    #[serde(default)]
    pub(super) backend: Backend,
}

/// The backend of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Backend {
    /// Its origin; empty for the site's own.
    pub(super) api_base: String,
    /// Whether somebody wrote that into `config.json`, and it stays until an export is told another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_hand: bool,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// SHA-256 of what it holds, in hexadecimal digits; of all that it may hold while an export is under way.
    pub(super) sha256: Vec<String>,
    /// When it says that it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) as_of: Option<Timestamp>,
    /// What it was compressed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) packed_from: Option<String>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self { version: VERSION, files: BTreeMap::new(), backend: Backend::default() }
    }
}

impl Manifest {
    /// The list in `folder`; `None` when there is none.
    ///
    /// # Errors
    /// When it is broken, or of a later version of this program.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Self>> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        let broken = || {
            format!(
                "{} is broken, so that nobody can tell which files are of an export; empty the folder and export again",
                path.display()
            )
        };
        let manifest: Self = serde_json::from_str(&text).with_context(broken)?;
        ensure!(manifest.version <= VERSION, "{} was written by a newer version of this program", path.display());
        let is_inside = |path: &str| !path.is_empty() && !path.split('/').any(|part| matches!(part, "" | "." | ".."));
        ensure!(manifest.files.keys().all(|path| is_inside(path)), broken());
        Ok(Some(manifest))
    }

    /// The list as text.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a list of texts") + "\n"
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

//! Which keys belong to which database: the database knows the fingerprints of the keys that it was used with, so that
//! a wrong key file is refused before anybody votes a second time. Keys themselves are never in the database.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, bail};
use hustings_identity::keys::{KeyRing, Purpose};
use hustings_store::Store;

use super::key_file::KeyFile;

/// Name of the database's fact: fingerprints by purpose, as JSON; empty where a version before this one has used keys
/// of which nothing is known.
const FACT: &str = "keys";
/// Name of the fact with the fingerprints of the keys with which a server makes everything new since its start.
const SERVED: &str = "served_keys";

/// A database and the file of its keys.
pub struct KeyBinding<'a> {
    store: &'a dyn Store,
    database: &'a Path,
    file: KeyFile,
}

impl<'a> KeyBinding<'a> {
    /// The keys of the database in the file `database`.
    pub fn of(store: &'a dyn Store, database: &'a Path) -> Self {
        Self { store, database, file: KeyFile::beside(database) }
    }

    /// The file of keys.
    pub fn file(&self) -> &KeyFile {
        &self.file
    }

    /// The keys, if they are this database's.
    ///
    /// # Errors
    /// What to do when the file is missing, damaged, or another database's.
    pub async fn keys(&self) -> anyhow::Result<KeyRing> {
        let known = self.store.fact(FACT).await?;
        let (place, database) = (self.file.path().display(), self.database.display());
        let Some(keys) = self.file.read()? else {
            if known.is_none() {
                bail!("the database {database} has no keys yet; \"hustings serve\" makes them when it first starts");
            }
            bail!(
                "the key file {place} is missing, without which the readers of the database {database} are not recognised; \
                 {RESTORE}"
            );
        };
        let known = known.unwrap_or_default();
        if !known.is_empty() {
            let known = prints_of(&known)?;
            for purpose in Purpose::ALL {
                let name = purpose.as_str();
                let has = |print: &String| keys.of(purpose).all().any(|key| key.fingerprint() == *print);
                if let Some(print) = known.get(name).filter(|print| !has(print)) {
                    bail!(
                        "the key file {place} is not that of the database {database}: it lacks the key \"{name}\" with \
                         the fingerprint {print}; {RESTORE}"
                    );
                }
            }
        }
        // A key that was changed just before the process ended, or nothing is known yet.
        self.note(FACT, &keys).await?;
        Ok(keys)
    }

    /// The same for a server, which goes on with them until it ends: makes keys for a database that has never had any, and
    /// notes which ones are in use.
    ///
    /// # Errors
    /// As [`Self::keys`], and when the file cannot be made.
    pub async fn keys_to_serve(&self) -> anyhow::Result<KeyRing> {
        if self.store.fact(FACT).await?.is_none() && self.file.read()?.is_none() {
            self.file.create(&KeyRing::random())?;
        }
        let keys = self.keys().await?;
        self.note(SERVED, &keys).await?;
        Ok(keys)
    }

    /// Whether the server that was started last makes everything new with the present key of this purpose.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_served(&self, keys: &KeyRing, purpose: Purpose) -> anyhow::Result<bool> {
        let served = self.store.fact(SERVED).await?.map(|prints| prints_of(&prints)).transpose()?.unwrap_or_default();
        Ok(served.get(purpose.as_str()) == Some(&keys.of(purpose).present().fingerprint()))
    }

    /// Writes other keys, from which those that the database knows may be missing.
    ///
    /// # Errors
    /// When file or database cannot be written.
    pub async fn set(&self, keys: &KeyRing) -> anyhow::Result<()> {
        // In this order: a file with a key more than the database knows is taken, one with a key less is not.
        self.file.replace(keys)?;
        self.note(FACT, keys).await
    }

    /// Writes the fingerprints of the present keys as the fact of this name.
    async fn note(&self, fact: &str, keys: &KeyRing) -> anyhow::Result<()> {
        let prints: BTreeMap<&str, String> = Purpose::ALL
            .into_iter()
            .map(|purpose| (purpose.as_str(), keys.of(purpose).present().fingerprint()))
            .collect();
        let prints = serde_json::to_string(&prints)?;
        if self.store.fact(fact).await?.as_ref() != Some(&prints) {
            self.store.set_fact(fact, &prints).await?;
        }
        Ok(())
    }
}

/// Fingerprints by purpose, as a fact has them.
fn prints_of(fact: &str) -> anyhow::Result<BTreeMap<String, String>> {
    serde_json::from_str(fact).context("what the database says of its keys cannot be read")
}

const RESTORE: &str = "restore it from the backup that was made with the database, or, if it is lost, give up these \
                       readers with \"hustings key replace\"";

//! Which keys belong to which database: the database knows the fingerprints of the keys that it was used with, so that
//! a wrong key file is refused before anybody votes a second time. Keys themselves are never in the database.

use std::{collections::BTreeMap, env, path::Path};

use anyhow::{Context, bail, ensure};
use hustings_identity::keys::{KeyRing, Purpose};
use hustings_store::{Place, Store};

use super::key_file::KeyFile;

/// Name of the database's fact: fingerprints by purpose, as JSON; empty where a version before this one has used keys
/// of which nothing is known.
const FACT: &str = "keys";
/// Name of the fact with the fingerprints of the keys with which a server makes everything new since its start.
const SERVED: &str = "served_keys";

/// The environment variable with the words of a key file.
const WORDS: &str = "HUSTINGS_KEYS";

/// A database and the file of its keys.
pub struct KeyBinding<'a> {
    store: &'a dyn Store,
    database: &'a Place,
    file: KeyFile,
}

impl<'a> KeyBinding<'a> {
    /// The keys of the database at `database`: in the file `key_file`, which every server of the database has; without one
    /// beside the database where that is a file, else in the environment.
    ///
    /// # Errors
    /// When nobody says where they are.
    pub fn of(store: &'a dyn Store, database: &'a Place, key_file: Option<&Path>) -> anyhow::Result<Self> {
        let file = match (database, key_file) {
            (_, Some(file)) => KeyFile::at(file),
            (Place::File(file), None) => KeyFile::beside(file),
            (Place::Server(_), None) => {
                let words = env::var(WORDS).unwrap_or_default();
                ensure!(
                    !words.is_empty(),
                    "nobody says where the keys of the database {database} are: give --key-file FILE, with the same file for \
                     all of its servers, or the words of such a file in the environment variable {WORDS}"
                );
                KeyFile::of_words(WORDS, words)
            }
        };
        Ok(Self { store, database, file })
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
        let (place, database) = (self.file.path().display(), self.database);
        let Some(keys) = self.file.read()? else {
            if known.is_none() {
                bail!("the database {database} has no keys yet; \"hustings serve\" makes them when it first starts");
            }
            bail!(
                "the key file {place} is missing, without which the readers of the database {database} are not recognised; \
                 {RESTORE}"
            );
        };
        let known = match known {
            Some(known) => known,
            // Of several servers that start with a new database, the first one decides.
            None => {
                self.store.set_first_fact(FACT, &prints(&keys)?).await?;
                self.store.fact(FACT).await?.unwrap_or_default()
            }
        };
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
        let prints = prints(keys)?;
        if self.store.fact(fact).await?.as_ref() != Some(&prints) {
            self.store.set_fact(fact, &prints).await?;
        }
        Ok(())
    }
}

/// Fingerprints of the present keys by purpose, as a fact has them.
fn prints(keys: &KeyRing) -> anyhow::Result<String> {
    let print = |purpose: Purpose| (purpose.as_str(), keys.of(purpose).present().fingerprint());
    Ok(serde_json::to_string(&BTreeMap::from(Purpose::ALL.map(print)))?)
}

/// The same, read.
fn prints_of(fact: &str) -> anyhow::Result<BTreeMap<String, String>> {
    serde_json::from_str(fact).context("what the database says of its keys cannot be read")
}

const RESTORE: &str = "restore it from the backup that was made with the database, or, if it is lost, give up these \
                       readers with \"hustings key replace\"";

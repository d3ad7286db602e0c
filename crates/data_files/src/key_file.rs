//! The file of keys beside the database: one line a purpose, readable by its owner only. Files of earlier versions hold
//! one key, which is then the key of every purpose.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use hustings_identity::keys::{Key, KeyRing, Keys, Purpose};
use tempfile::{NamedTempFile, TempPath};

use crate::files::{beside, folder_of, give_to_owner_of, sync_folder};

const HEAD: &str = "\
# The keys of a Hustings database. Keep them with it, and show them to nobody.
# A line is a purpose and its keys, the present one first; what earlier ones made is still recognised.
";

/// The key file of a database.
#[derive(Clone)]
pub struct KeyFile {
    path: PathBuf,
    /// Its words where they are in the environment, under the name that is in the place of a path.
    words: Option<String>,
}

impl KeyFile {
    /// The file that belongs to the database file `database`: the same name with `.key` after it.
    pub fn beside(database: &Path) -> Self {
        Self::at(&beside(database, ".key"))
    }

    /// The file at `path`.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), words: None }
    }

    /// No file, but its words, lines of which a semicolon may end: they are in the environment under this name.
    pub fn of_words(name: &str, words: String) -> Self {
        Self { path: name.into(), words: Some(words.replace(';', "\n")) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The keys in it; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read or holds something else. It is left as it is.
    pub fn read(&self) -> anyhow::Result<Option<KeyRing>> {
        let place = self.path.display();
        let text = match self.words.clone().map_or_else(|| fs::read_to_string(&self.path), Ok) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("the key file {place} cannot be read")),
        };
        let keys = parse(&text).map_err(|fault| {
            anyhow::anyhow!(
                "the key file {place} {fault}; restore it from a backup: without it readers are not recognised"
            )
        })?;
        if self.words.is_none() {
            self.narrow_rights()?;
        }
        Ok(Some(keys))
    }

    /// Writes a new file.
    ///
    /// # Errors
    /// When there is one already, or none can be made.
    pub fn create(&self, keys: &KeyRing) -> anyhow::Result<()> {
        let written = self.write_beside(keys)?;
        written
            .persist_noclobber(&self.path)
            .map_err(|error| error.error)
            .and_then(|()| sync_folder(folder_of(&self.path)))
            .with_context(|| format!("the key file {} cannot be made", self.path.display()))
    }

    /// Writes other keys in its place, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn replace(&self, keys: &KeyRing) -> anyhow::Result<()> {
        let written = self.write_beside(keys)?;
        written
            .persist(&self.path)
            .map_err(|error| error.error)
            .and_then(|()| sync_folder(folder_of(&self.path)))
            .with_context(|| format!("the key file {} cannot be replaced", self.path.display()))
    }

    /// A file with these keys in the same folder, on the disk. Such files are their owner's alone, which is that of the file that
    /// is there, or else the folder's, where root makes one.
    fn write_beside(&self, keys: &KeyRing) -> anyhow::Result<TempPath> {
        ensure!(
            self.words.is_none(),
            "the keys are in the environment variable {}; change them there",
            self.path.display()
        );
        let folder = folder_of(&self.path);
        let write = || -> std::io::Result<TempPath> {
            let mut file = NamedTempFile::new_in(folder)?;
            if let Ok(present) = fs::metadata(&self.path) {
                give_to_owner_of(&present, file.as_file())?;
            }
            give_to_owner_of(&fs::metadata(folder)?, file.as_file())?;
            file.write_all(text(keys).as_bytes())?;
            file.as_file().sync_all()?;
            Ok(file.into_temp_path())
        };
        write().with_context(|| format!("no key file can be written to {}", folder.display()))
    }

    /// Copying a key often widens its permissions; they are set to owner-only again. What somebody else gives to the group of
    /// this process alone, as systemd gives credentials, stays as it is.
    fn narrow_rights(&self) -> anyhow::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, PermissionsExt};
            let (file, own) = (fs::metadata(&self.path)?, fs::metadata("/proc/self").map(|process| process.uid()));
            let is_anothers = own.is_ok_and(|own| own != file.uid());
            if is_too_open(file.permissions().mode(), is_anothers) {
                fs::set_permissions(&self.path, fs::Permissions::from_mode(0o600)).with_context(|| {
                    format!(
                        "the key file {} is open to others; give it to the user who runs this program, or take the rights \
                         of others away (chmod 600)",
                        self.path.display()
                    )
                })?;
                tracing::warn!(file = %self.path.display(), "the key file was open to others; it is owner-only now");
            }
        }
        Ok(())
    }
}

/// Whether more than those whose file it is may read a file of this mode: its owner, and where the owner is another user than
/// this process, its group.
#[cfg(unix)]
fn is_too_open(mode: u32, is_anothers: bool) -> bool {
    let others = if is_anothers { 0o037 } else { 0o077 };
    mode & others != 0
}

fn text(keys: &KeyRing) -> String {
    let mut text = HEAD.to_owned();
    for purpose in Purpose::ALL {
        let digits: Vec<String> = keys.of(purpose).all().map(Key::to_hex).collect();
        text += &format!("{} {}\n", purpose.as_str(), digits.join(" "));
    }
    text
}

/// The keys in a file's text, or what is wrong with it.
fn parse(text: &str) -> Result<KeyRing, String> {
    if let Some(only) = Key::from_hex(text.trim()) {
        return Ok(KeyRing::new(|_| Keys::new(only.clone(), Vec::new())));
    }
    let mut found = std::collections::BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let number = number + 1;
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == name);
        let purpose = purpose.ok_or_else(|| format!("names no known purpose in line {number}"))?;
        let keys: Option<Vec<Key>> = words.map(Key::from_hex).collect();
        let mut keys = keys
            .filter(|keys| !keys.is_empty())
            .ok_or_else(|| format!("does not hold keys of 64 hexadecimal digits in line {number}"))?;
        let present = keys.remove(0);
        if found.insert(purpose, Keys::new(present, keys)).is_some() {
            return Err(format!("names the purpose {name} twice"));
        }
    }
    if let Some(missing) = Purpose::ALL.into_iter().find(|purpose| !found.contains_key(purpose)) {
        return Err(format!("has no key for the purpose {}", missing.as_str()));
    }
    Ok(KeyRing::new(|purpose| found[&purpose].clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, KeyFile) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = KeyFile::beside(&folder.path().join("votes.db"));
        (folder, file)
    }

    #[test]
    fn keys_are_read_as_they_were_written_by_their_owner_alone() {
        let (_folder, file) = file();
        assert_eq!(file.read().expect("nothing to read"), None);
        let mut keys = KeyRing::random();
        file.create(&keys).expect("made");
        assert_eq!(file.read().expect("read"), Some(keys.clone()));
        assert!(file.create(&KeyRing::random()).is_err(), "a key file is never overwritten by accident");
        keys.rotate(Purpose::Reader);
        keys.rotate(Purpose::Reader);
        file.replace(&keys).expect("replaced");
        assert_eq!(file.read().expect("read"), Some(keys.clone()));
        assert_eq!((keys.of(Purpose::Reader).all().count(), keys.of(Purpose::Cookie).all().count()), (3, 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let rights = || fs::metadata(file.path()).expect("there").permissions().mode() & 0o777;
            assert_eq!(rights(), 0o600);
            fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).expect("set");
            file.read().expect("read");
            assert_eq!(rights(), 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_another_user_hands_over_may_be_its_group_s() {
        for (mode, of_own, of_another) in [
            (0o600, false, false),
            (0o440, true, false),
            (0o640, true, false),
            (0o660, true, true),
            (0o644, true, true),
            (0o404, true, true),
        ] {
            assert_eq!([is_too_open(mode, false), is_too_open(mode, true)], [of_own, of_another], "{mode:o}");
        }
    }

    #[test]
    fn one_key_of_an_earlier_version_is_the_key_of_every_purpose() {
        let (_folder, file) = file();
        fs::write(file.path(), format!("{}\n", "0f".repeat(32))).expect("written");
        let mut keys = file.read().expect("read").expect("keys");
        let prints: std::collections::BTreeSet<String> =
            Purpose::ALL.into_iter().map(|purpose| keys.of(purpose).present().fingerprint()).collect();
        assert_eq!(prints.len(), 1);
        keys.rotate(Purpose::Cookie);
        file.replace(&keys).expect("replaced");
        assert_eq!(file.read().expect("read"), Some(keys));
    }

    #[test]
    fn a_damaged_file_is_an_error_and_is_left_alone() {
        let (_folder, file) = file();
        let good = text(&KeyRing::random());
        for (damaged, fault) in [
            ("not a key".to_owned(), "names no known purpose in line 1"),
            (String::new(), "has no key for the purpose cookie"),
            (good.replace("receipt", "# receipt"), "has no key for the purpose receipt"),
            (good.replace("partner", "reader"), "names the purpose reader twice"),
            (good[..good.len() - 2].to_owned(), "64 hexadecimal digits in line 6"),
        ] {
            fs::write(file.path(), &damaged).expect("written");
            let error = file.read().expect_err("refused").to_string();
            assert!(error.contains(fault) && error.contains("backup"), "{error}");
            assert_eq!(fs::read_to_string(file.path()).expect("there"), damaged);
        }
    }
}

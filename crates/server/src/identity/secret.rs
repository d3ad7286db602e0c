//! The server's secret: made at first start, kept beside the database with owner-only rights. It
//! signs reader cookies and turns readers into the keyed hashes that vote rows hold.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A key of 256 bits. Its `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new random key.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// The secret of the database file `database`: read from the file of the same name with
    /// `.key` after it, which is made when there is none.
    ///
    /// # Errors
    /// When the file can be neither read nor made, or holds something else.
    pub fn beside(database: &Path) -> anyhow::Result<Self> {
        let path = Self::path_beside(database);
        match Self::create(&path) {
            Ok(secret) => Ok(secret),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::read(&path),
            Err(error) => Err(error).with_context(|| format!("the key file {} cannot be made", path.display())),
        }
    }

    /// Where the secret of `database` is kept.
    pub fn path_beside(database: &Path) -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push(".key");
        PathBuf::from(name)
    }

    fn create(path: &Path) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let secret = Self::random();
        writeln!(file, "{}", hex::encode(secret.0))?;
        file.sync_all()?;
        Ok(secret)
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("the key file {} cannot be read", path.display()))?;
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key).with_context(|| {
            format!(
                "the key file {} does not hold 64 hexadecimal digits; restore it from a backup, or remove it and \
                 accept that readers are not recognised any more",
                path.display()
            )
        })?;
        #[cfg(unix)]
        {
            // Copying a key often widens its permissions; they are set to owner-only again.
            use std::os::unix::fs::PermissionsExt;
            let rights = fs::metadata(path)?.permissions().mode();
            if rights & 0o077 != 0 {
                tracing::warn!(file = %path.display(), "the key file was open to others; it is owner-only now");
                fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
            }
        }
        Ok(Self(key))
    }

    /// The HMAC-SHA256 of `parts` for `purpose`. Parts are prefixed with their lengths, so that different lists of
    /// parts never have the same input.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_back_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("votes.db");
        let first = Secret::beside(&database).expect("made");
        let second = Secret::beside(&database).expect("read");
        assert_eq!(first.0, second.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let rights = fs::metadata(Secret::path_beside(&database)).expect("there").permissions().mode();
            assert_eq!(rights & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_file_is_an_error_and_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("votes.db");
        fs::write(Secret::path_beside(&database), "not a key").expect("written");
        let error = Secret::beside(&database).expect_err("refused").to_string();
        assert!(error.contains("64 hexadecimal digits"), "{error}");
        assert_eq!(fs::read_to_string(Secret::path_beside(&database)).expect("there"), "not a key");
    }
}

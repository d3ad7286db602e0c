//! Paths: the one module that knows the folders of the workspace.
//!
//! Cargo is asked for its target directory, which `CARGO_TARGET_DIR` or a configuration may have moved.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The workspace that this command was built from.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self> {
        // Where cargo runs this from, not where it was compiled: clones may share a target directory.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let mut metadata = Command::new(cargo_program());
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(manifest);
        let metadata: Metadata = serde_json::from_str(&process::output(&mut metadata)?)
            .context("cargo metadata answered with something unexpected")?;
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory })
    }

    /// The top folder of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top folder.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where Trunk puts the front-end.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Tools that are installed for this project alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The program `name` of the given cargo profile folder (`debug` or `release`).
    pub(crate) fn binary(&self, profile_folder: &str, name: &str) -> PathBuf {
        self.target.join(profile_folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where cargo compiles for `cargo xtask dist`, with settings that nothing else is compiled with.
    pub(crate) fn front_end(&self) -> PathBuf {
        self.target.join("front-end")
    }

    /// A folder for notes about this very clone: several clones may share one target directory.
    pub(crate) fn notes(&self) -> Result<PathBuf> {
        let mut hasher = DefaultHasher::new();
        self.root.hash(&mut hasher);
        let folder = self.target.join("xtask").join(format!("{:016x}", hasher.finish()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// A cargo command, started at the top folder.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(cargo_program());
        cargo.current_dir(&self.root);
        cargo
    }

    /// The version of `package` in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.path("Cargo.lock");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        locked_versions(&text, package)?.pop().with_context(|| format!("Cargo.lock does not name {package}"))
    }
}

/// Every version of `package` that a lock file names.
pub(crate) fn locked_versions(lock: &str, package: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        name: String,
        version: String,
    }
    let lock: Lock = toml::from_str(lock).context("Cargo.lock is not what cargo writes")?;
    Ok(lock.package.into_iter().filter(|p| p.name == package).map(|p| p.version).collect())
}

fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_a_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\n[[package]]\nname = \"a\"\nversion = \"3.0.0\"\n";
        assert_eq!(locked_versions(lock, "a").expect("readable"), ["1.0.0", "3.0.0"]);
        assert!(locked_versions(lock, "c").expect("readable").is_empty());
        assert!(locked_versions("nonsense", "a").is_err());
    }
}

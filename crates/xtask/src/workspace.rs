//! Paths: the one module that knows the folders of the workspace.
//!
//! Cargo is asked for its target directory, which `CARGO_TARGET_DIR` or a configuration may have moved.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use cargo_metadata::{MetadataCommand, Package};

use crate::process;

/// The workspace that this command was built from.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    packages: Vec<Package>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self> {
        // Where cargo runs this from, not where it was compiled: clones may share a target directory.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
        let metadata = MetadataCommand::new().no_deps().current_dir(manifest).exec()?;
        let (root, target) = (metadata.workspace_root.into(), metadata.target_directory.into());
        Ok(Self { root, target, packages: metadata.packages })
    }

    /// Its packages, as cargo knows them.
    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
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
        let folder = self.path("var/xtask");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// A cargo command, started at the top folder.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = process::cargo();
        cargo.current_dir(&self.root);
        cargo
    }

    /// The version of `package` in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        // As in `registry+https://…#wasm-bindgen@0.2.130`.
        let id = process::output(self.cargo().args(["pkgid", package]))?;
        let (_, version) = id.trim().rsplit_once('@').with_context(|| format!("{id} is without a version"))?;
        Ok(version.to_owned())
    }
}

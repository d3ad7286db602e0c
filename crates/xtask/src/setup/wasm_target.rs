//! The standard library for WASM: by rustup, or built from its source where rustup cannot.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{Step, TARGET, rust_src, show};
use crate::{process, workspace::Workspace};

pub(super) struct WasmTarget {
    sysroot: PathBuf,
    work: PathBuf,
}

impl WasmTarget {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        Ok(Self { sysroot: rust_src::sysroot()?, work: workspace.tools().join("rust-src") })
    }

    fn libraries(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(TARGET).join("lib")
    }
}

impl Step for WasmTarget {
    fn name(&self) -> String {
        format!("Rust target {TARGET}")
    }

    fn look(&self) -> Result<Option<String>> {
        Ok(has_standard_library(&self.libraries()).then(|| show(&self.libraries())))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn compiles(&self) -> bool {
        true
    }

    fn install(&self) -> Result<()> {
        let refused = match process::run(Command::new("rustup").args(["target", "add", TARGET])) {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        println!("      rustup could not ({refused:#}); building it from Debian's package of the source, a minute");
        rust_src::build_standard_library(&self.sysroot, &self.libraries(), &self.work)
            .with_context(|| format!("neither by rustup ({refused:#}) nor from Debian's source package"))
    }

    fn by_hand(&self) -> String {
        format!("rustup target add {TARGET}")
    }
}

/// Whether the folder holds a compiled standard library.
fn has_standard_library(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_missing_folder_has_no_standard_library() {
        assert!(!has_standard_library(Path::new("no/such/folder")));
        assert!(!has_standard_library(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}

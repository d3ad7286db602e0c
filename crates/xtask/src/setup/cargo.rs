//! Programs that cargo installs: Trunk, the wasm-bindgen command line, and the driver of Firefox.
//!
//! Trunk can download wasm-bindgen itself, but not where only package registries are reached; so it comes from the
//! registry everywhere, which is one way instead of two.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::step::Step;
use crate::{process, workspace::Workspace};

/// A program that `cargo install` makes.
#[derive(Clone, Copy)]
pub(super) struct CargoTool<'a> {
    package: &'static str,
    program: &'static str,
    version: &'a str,
    locked: bool,
    duration: &'static str,
}

/// 0.22 asks for a newer compiler.
pub(super) const TRUNK: CargoTool<'_> = CargoTool::new("trunk", "0.21.14", "about 5 minutes on two cores");

/// Installed where there is none; any from 0.36 on will do.
pub(super) const GECKODRIVER: CargoTool<'_> = CargoTool::new("geckodriver", "0.37.1", "about 2 minutes on two cores");

/// The version must be that of the library, to the last digit. Without `--locked`: the lock file of 0.2.130 names a
/// version of a dependency that a mirror may lack.
pub(super) fn wasm_bindgen(version: &str) -> CargoTool<'_> {
    let tool = CargoTool::new("wasm-bindgen", version, "about 3 minutes on two cores");
    CargoTool { package: "wasm-bindgen-cli", locked: false, ..tool }
}

impl<'a> CargoTool<'a> {
    /// A program whose package has its name.
    const fn new(program: &'static str, version: &'a str, duration: &'static str) -> Self {
        Self { package: program, program, version, locked: true, duration }
    }

    pub(super) fn step(self, workspace: &Workspace, folders: &'a [PathBuf]) -> Step<'a> {
        let root = workspace.tools();
        Step {
            name: format!("{} {}", self.program, self.version),
            look: Box::new(move || self.find(folders)),
            duration: self.duration,
            compiles: true,
            install: Box::new(move || self.install(&root)),
            by_hand: format!("cargo install {}", self.arguments().join(" ")),
            without_it: None,
        }
    }

    /// The program in these folders or on the PATH.
    pub(super) fn find(self, folders: &[PathBuf]) -> Option<PathBuf> {
        process::programs(self.program, folders).find(|path| version_of(path).as_deref() == Some(self.version))
    }

    /// What follows `cargo install`, for the terminal and for people.
    fn arguments(self) -> Vec<&'a str> {
        let locked = self.locked.then_some("--locked");
        [self.package, "--version", self.version].into_iter().chain(locked).collect()
    }

    /// Lets cargo install it, into `private_root` when another version of it is in cargo's own folder: ready-made where
    /// `cargo binstall` is there and finds it, otherwise from its source.
    fn install(self, private_root: &Path) -> Result<()> {
        let own = Vec::from_iter(cargo_bin());
        // Somebody's own version stays where it is.
        let is_taken = process::find_program(&[self.program], &own).is_some();
        let root = is_taken.then(|| [OsString::from("--root"), private_root.into()]);
        let arguments: Vec<OsString> =
            self.arguments().into_iter().map(OsString::from).chain(root.into_iter().flatten()).collect();
        if process::find_program(&["cargo-binstall"], &own).is_some() {
            let mut binstall = process::cargo();
            // Built from source it would be by the package's own profile, which takes minutes more.
            binstall.args(["binstall", "--no-confirm", "--disable-strategies", "compile"]).args(&arguments);
            if process::run(&mut binstall).is_ok() {
                return Ok(());
            }
        }
        let build = private_root.join("build").join(self.program);
        let mut cargo = process::cargo();
        // A folder of its own that outlives an interruption: the second attempt goes on where the first ended.
        cargo.arg("install").args(&arguments).arg("--target-dir").arg(&build).env_remove("CARGO_TARGET_DIR");
        // A tool of the build runs for seconds: what its own profile asks for (Trunk's: fat LTO in one unit) costs
        // minutes that its speed never gives back.
        for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1"), ("DEBUG", "0")] {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        process::run(&mut cargo)?;
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
    }
}

/// Where `cargo install` puts programs.
pub(super) fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    Some(home.join("bin"))
}

/// The word after the name in what `--version` prints: `trunk 0.21.14` or `wasm-bindgen 0.2.130 (…)`.
pub(super) fn version_of(program: &Path) -> Option<String> {
    let text = process::output(Command::new(program).arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_another_version_is_not_taken() {
        let cargo = |version| CargoTool { program: "cargo", version, ..TRUNK };
        assert_eq!(cargo("0.0.1").find(&[]), None);
        let version = version_of(Path::new("cargo")).expect("it says its version");
        assert!(cargo(&version).find(&[]).is_some(), "cargo {version}");
    }
}

//! Trunk, the wasm-bindgen command line, and the programs of npm packages.
//!
//! Trunk can download wasm-bindgen and wasm-opt itself, but not where only package registries are reached; so
//! they come from the registries everywhere, which is one way instead of two.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{Step, TRUNK, cargo_bin, npm::Npm, show};
use crate::{process, workspace::Workspace};

/// A program that `cargo install` makes.
pub(super) struct CargoTool {
    package: &'static str,
    program: &'static str,
    title: &'static str,
    version: String,
    locked: bool,
    duration: &'static str,
    /// Where it goes when another version of it is already in cargo's own folder.
    private_root: PathBuf,
    folders: Vec<PathBuf>,
}

impl CargoTool {
    pub(super) fn trunk(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            package: "trunk",
            program: "trunk",
            title: "Trunk",
            version: TRUNK.to_owned(),
            locked: true,
            duration: "about 5 minutes on two cores",
            private_root: workspace.tools(),
            folders: folders.to_owned(),
        }
    }

    /// The version must be that of the library, to the last digit. Without `--locked`: the lock file
    /// of 0.2.130 names a version of a dependency that a mirror may lack.
    pub(super) fn wasm_bindgen(workspace: &Workspace, folders: &[PathBuf], version: &str) -> Self {
        Self {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            title: "wasm-bindgen",
            version: version.to_owned(),
            locked: false,
            duration: "about 3 minutes on two cores",
            private_root: workspace.tools(),
            folders: folders.to_owned(),
        }
    }

    /// What follows `cargo`, for the terminal and for people.
    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["install".to_owned(), self.package.to_owned()];
        arguments.extend(["--version".to_owned(), self.version.clone()]);
        if self.locked {
            arguments.push("--locked".to_owned());
        }
        arguments
    }
}

impl Step for CargoTool {
    fn name(&self) -> String {
        format!("{} {}", self.title, self.version)
    }

    fn look(&self) -> Result<Option<String>> {
        Ok(find(self.program, &self.version, &self.folders).map(|path| show(&path)))
    }

    fn duration(&self) -> &'static str {
        self.duration
    }

    fn compiles(&self) -> bool {
        true
    }

    fn install(&self) -> Result<()> {
        cargo_install(self.program, &self.arguments(), &self.private_root)
    }

    fn by_hand(&self) -> String {
        format!("cargo {}", self.arguments().join(" "))
    }
}

/// Lets cargo install a program, into `private_root` when another version of it is in cargo's own folder: ready-made where
/// `cargo binstall` is there and finds it, otherwise from its source.
pub(super) fn cargo_install(program: &str, arguments: &[String], private_root: &Path) -> Result<()> {
    // Somebody's own version stays where it is.
    let is_taken = process::find_program(&[program], &Vec::from_iter(cargo_bin())).is_some();
    let root = is_taken.then(|| ["--root".into(), private_root.as_os_str().to_owned()]).into_iter().flatten();
    if binstalls(arguments, root.clone()) {
        return Ok(());
    }
    let build = private_root.join("build").join(program);
    let mut cargo = cargo();
    cargo.args(arguments).args(root);
    // A folder of its own that outlives an interruption: the second attempt goes on where the first ended.
    cargo.arg("--target-dir").arg(&build).env_remove("CARGO_TARGET_DIR");
    // A tool of the build runs for seconds: what its own profile asks for (Trunk's: fat LTO in one unit) costs
    // minutes that its speed never gives back.
    for (setting, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1"), ("DEBUG", "0")] {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    process::run(&mut cargo)?;
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
}

/// Whether `cargo binstall` is there and has put the program there as its maintainers have built it.
fn binstalls(arguments: &[String], root: impl Iterator<Item = OsString>) -> bool {
    if process::find_program(&["cargo-binstall"], &Vec::from_iter(cargo_bin())).is_none() {
        return false;
    }
    let mut binstall = cargo();
    // Built from source it would be by the package's own profile, which takes minutes more.
    binstall.args(["binstall", "--no-confirm", "--disable-strategies", "compile"]);
    binstall.args(arguments.iter().filter(|argument| *argument != "install")).args(root);
    process::run(&mut binstall).is_ok()
}

fn cargo() -> Command {
    Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// A program in exactly this version, in these folders or on the PATH.
pub(super) fn find(program: &str, version: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let on_path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    folders
        .iter()
        .cloned()
        .chain(env::split_paths(&on_path))
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file() && version_of(path).is_some_and(|found| found == version))
}

/// The word after the name in what `--version` prints: `trunk 0.21.14` or `wasm-bindgen 0.2.130 (…)`.
fn version_of(program: &Path) -> Option<String> {
    let text = process::output(Command::new(program).arg("--version")).ok()?;
    version_in(&text).map(str::to_owned)
}

fn version_in(text: &str) -> Option<&str> {
    text.split_whitespace().nth(1)
}

/// A program of an npm package. It makes `dist/` smaller, not different, or only looks at it: any version will do.
pub(super) struct NpmTool {
    program: &'static str,
    by_hand: &'static str,
    /// What is then the case, if it can be done without.
    without_it: Option<&'static str>,
    npm: Npm,
    folders: Vec<PathBuf>,
}

impl NpmTool {
    /// The optimiser of the binaryen project.
    pub(super) fn wasm_opt(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            program: "wasm-opt",
            by_hand: "npm install --global binaryen    (or your system's package `binaryen`)",
            without_it: Some("Trunk will try to download it during the build."),
            npm: Npm::new(workspace),
            folders: folders.to_owned(),
        }
    }

    /// The minifier of scripts.
    pub(super) fn terser(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            program: "terser",
            by_hand: "npm install --global terser",
            without_it: Some("Scripts will stay as they are, larger than need be."),
            npm: Npm::new(workspace),
            folders: folders.to_owned(),
        }
    }

    /// The linter of style sheets, in the last series that runs on every supported Node.js.
    pub(super) fn stylelint(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            program: "stylelint",
            by_hand: "npm install --global stylelint@16",
            without_it: None,
            npm: Npm::new(workspace),
            folders: folders.to_owned(),
        }
    }

    /// The validator of pages; the last version that runs on every supported Node.js.
    pub(super) fn html_validate(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            program: "html-validate",
            by_hand: "npm install --global html-validate@9",
            without_it: None,
            npm: Npm::new(workspace),
            folders: folders.to_owned(),
        }
    }

    /// The Nu Html Checker, by those who write the standard. It runs on Java, which not everybody has.
    pub(super) fn vnu(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self {
            program: "vnu",
            by_hand: "npm install --global vnu-jar",
            without_it: Some("Pages will be validated by html-validate alone."),
            npm: Npm::new(workspace),
            folders: folders.to_owned(),
        }
    }

    /// Where it is, if it is there.
    pub(super) fn find(&self) -> Option<PathBuf> {
        process::find_program(&[self.program], &self.folders)
    }
}

impl Step for NpmTool {
    fn name(&self) -> String {
        self.program.to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        Ok(self.find().map(|path| show(&path)))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn install(&self) -> Result<()> {
        self.npm.install()
    }

    fn by_hand(&self) -> String {
        self.by_hand.to_owned()
    }

    fn without_it(&self) -> Option<&'static str> {
        self.without_it
    }
}

/// The checker of accessibility that the journeys run in each page, in the locked version alone: another one may find
/// something else, and that is to be a change of ours. It does not ship.
pub(super) struct AxeCore(Npm);

impl AxeCore {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self(Npm::new(workspace))
    }

    /// Where it is once it is installed.
    pub(super) fn script(&self) -> PathBuf {
        self.0.module("axe-core").join("axe.min.js")
    }
}

impl Step for AxeCore {
    fn name(&self) -> String {
        "axe-core".to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        let script = self.script();
        Ok(script.is_file().then(|| show(&script)))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn install(&self) -> Result<()> {
        self.0.install()
    }

    fn by_hand(&self) -> String {
        self.0.by_hand()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_word_after_the_name() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (abc)"), Some("0.2.130"));
        assert_eq!(version_in("odd"), None);
    }

    #[test]
    fn a_program_in_another_version_is_not_taken() {
        assert_eq!(find("cargo", "0.0.1", &[]), None);
    }
}

//! The standard library for WASM, and its source, from which `cargo xtask dist` compiles it with the programs.
//!
//! By rustup. Where rustup cannot, Debian packages the source as `rust-src`, and the library is built from it. Some
//! suite has the version of this very compiler, not necessarily the suite of this machine: the machine's own archive
//! is asked for each of some suites in apt folders of our own, so that nothing of the machine's apt is changed and
//! nothing is installed. For the library, an empty crate is then built once with `build-std`, and the libraries that
//! this leaves are put where rustup would have put them.

use std::{
    fs, iter,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{cargo, step::Step, system};
use crate::{process, workspace::Workspace};

/// The target that browsers run.
const TARGET: &str = "wasm32-unknown-unknown";

/// Where to look, besides the machine's own suite.
const SUITES: [&str; 5] = ["stable-backports", "stable", "testing", "oldstable-backports", "unstable"];

/// The keys of Debian's archive, which a source need not name where apt trusts them anyhow.
const KEY: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The standard library as the compiler finds it.
pub(super) struct StandardLibrary {
    /// Where the compiler looks.
    rustlib: PathBuf,
    /// Where this module works, in folders that it removes.
    tools: PathBuf,
}

impl StandardLibrary {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))
            .context("rustc is needed: see https://rustup.rs")?;
        Ok(Self { rustlib: Path::new(sysroot.trim()).join("lib/rustlib"), tools: workspace.tools() })
    }

    /// The library, compiled for [`TARGET`].
    pub(super) fn target(&self) -> Step<'_> {
        let libraries = self.rustlib.join(TARGET).join("lib");
        let place = libraries.clone();
        let look = move || libraries_in(&place).next().map(|_| place.clone());
        step(format!("Rust target {TARGET}"), ["target", "add", TARGET], Box::new(look), move || {
            println!("      building it from Debian's package of the source, a minute");
            self.build(&libraries)
        })
    }

    /// Its source, where the compiler looks for it.
    pub(super) fn source(&self) -> Step<'_> {
        let name = "Source of Rust's standard library".to_owned();
        let look = || self.has_source().then(|| self.source_home());
        let step = step(name, ["component", "add", "rust-src"], Box::new(look), || {
            println!("      taking Debian's package");
            self.take_from_debian()
        });
        Step { without_it: Some("Programs will keep the sentences of their panics, some KB."), ..step }
    }

    fn source_home(&self) -> PathBuf {
        self.rustlib.join("src/rust")
    }

    fn has_source(&self) -> bool {
        self.source_home().join("library/Cargo.lock").is_file()
    }

    /// Builds the library into `libraries`.
    fn build(&self, libraries: &Path) -> Result<()> {
        if !self.has_source() {
            self.take_from_debian()?;
        }
        println!("      building std for {TARGET}");
        let work = self.work()?;
        // A crate without content, for the sake of what it depends on.
        let package = work.path().join("empty");
        fs::create_dir_all(package.join("src"))?;
        fs::write(package.join("src/lib.rs"), "")?;
        let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(package.join("Cargo.toml"), manifest)?;
        let mut cargo = process::cargo();
        cargo.current_dir(&package).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
        cargo.args(["build", "--release", "--target-dir", "target", "--target", TARGET]);
        process::run(cargo.arg("-Zbuild-std=std,panic_abort,test"))?;
        // Two copies of the library in the folder break every build.
        if libraries.exists() {
            fs::remove_dir_all(libraries).with_context(|| format!("cannot empty {}", libraries.display()))?;
        }
        fs::create_dir_all(libraries).with_context(|| format!("cannot create {}", libraries.display()))?;
        for library in libraries_in(&package.join("target").join(TARGET).join("release/deps")) {
            let name = library.file_name().context("a file has a name")?;
            fs::copy(&library, libraries.join(name)).with_context(|| format!("cannot copy {}", library.display()))?;
        }
        Ok(())
    }

    /// Puts the source of Debian's package where the compiler looks for it. The package is not installed.
    fn take_from_debian(&self) -> Result<()> {
        let work = self.work()?;
        let rustc = cargo::version_of(Path::new("rustc")).context("rustc does not say its version")?;
        system::unpack(&download(&rustc, work.path())?, work.path())?;
        let (home, library) = (self.source_home(), work.path().join(format!("usr/src/rustc-{rustc}/library")));
        fs::create_dir_all(&home).with_context(|| format!("cannot create {}", home.display()))?;
        process::run(Command::new("cp").arg("-R").args([&library, &home]))
    }

    /// A folder that is removed with all that is in it.
    fn work(&self) -> Result<TempDir> {
        fs::create_dir_all(&self.tools).with_context(|| format!("cannot create {}", self.tools.display()))?;
        Ok(tempfile::tempdir_in(&self.tools)?)
    }
}

/// The package of exactly this version, from the first suite that has it.
fn download(version: &str, work: &Path) -> Result<PathBuf> {
    let (address, own) = own_archive()?;
    let key = if Path::new(KEY).is_file() { format!("[signed-by={KEY}] ") } else { String::new() };
    for suite in iter::once(own.as_str()).chain(SUITES) {
        println!("      looking for rust-src {version} in {suite}");
        let folder = work.join(suite);
        fs::create_dir_all(folder.join("lists/partial"))?;
        fs::create_dir_all(folder.join("cache/archives/partial"))?;
        fs::write(folder.join("sources.list"), format!("deb {key}{address} {suite} main\n"))?;
        let apt = || {
            let mut apt = Command::new("apt-get");
            apt.current_dir(&folder).args(["-q", "-o", "Dir::Etc::sourceparts=-"]);
            for (option, place) in [("Etc::sourcelist", "sources.list"), ("State::lists", "lists"), ("Cache", "cache")]
            {
                apt.arg("-o").arg(format!("Dir::{option}={}", folder.join(place).display()));
            }
            // A download as root would otherwise be handed to a user who may not write here.
            apt.args(["-o", "APT::Sandbox::User=root"]);
            apt
        };
        if process::succeeds(apt().arg("update"))
            && let Ok(package) = system::download(&mut apt(), &format!("rust-src={version}*"), &folder)
        {
            return Ok(package);
        }
    }
    bail!("no suite of this machine's archive has rust-src {version}")
}

/// A step that rustup takes, or else `otherwise`.
fn step<'a>(
    name: String,
    rustup: [&'static str; 3],
    look: Box<dyn Fn() -> Option<PathBuf> + Sync + 'a>,
    otherwise: impl Fn() -> Result<()> + Sync + 'a,
) -> Step<'a> {
    Step {
        name,
        look,
        duration: "some seconds",
        // Where rustup cannot, both want the same source, and one builds from it.
        compiles: true,
        install: Box::new(move || {
            process::run(Command::new("rustup").args(rustup)).or_else(|refused| {
                println!("      rustup could not ({refused:#})");
                otherwise().with_context(|| format!("neither by rustup ({refused:#}) nor by Debian's source package"))
            })
        }),
        by_hand: format!("rustup {}", rustup.join(" ")),
        without_it: None,
    }
}

/// Address and suite of this machine's own package archive.
fn own_archive() -> Result<(String, String)> {
    let release = fs::read_to_string("/etc/os-release").context("this is no Debian")?;
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let codename = codename.context("this system does not say its code name")?.trim_matches('"');
    let mut apt = Command::new("apt-get");
    apt.args(["indextargets", "--no-release-info", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"]);
    let targets = process::output(&mut apt)?;
    let own = targets.lines().filter_map(|line| line.split_once(' ')).find(|(_, suite)| *suite == codename);
    let (address, suite) = own.with_context(|| format!("apt knows no archive of {codename}"))?;
    Ok((address.to_owned(), suite.to_owned()))
}

/// The compiled standard library in a folder, the file of each of its crates.
fn libraries_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    files.filter(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_missing_folder_has_no_standard_library() {
        assert_eq!(libraries_in(Path::new("no/such/folder")).next(), None);
        assert_eq!(libraries_in(Path::new(env!("CARGO_MANIFEST_DIR"))).next(), None);
    }
}

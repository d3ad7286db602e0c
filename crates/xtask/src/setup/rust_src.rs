//! The standard library's source, from which `cargo xtask dist` compiles it with the programs; and by which the library
//! for WASM is made on a machine that reaches only its own package archive.
//!
//! Where rustup cannot fetch it, Debian packages it as `rust-src`. Some suite has the version of this very
//! compiler, not necessarily the suite of this machine: the machine's own archive is asked for each of some suites
//! in apt folders of our own, so that nothing of the machine's
//! apt is changed and nothing is installed. For the library, an empty crate is then built once with `build-std`, and
//! the libraries that this leaves are put where rustup would have put them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::{Step, TARGET, show};
use crate::{process, workspace::Workspace};

/// Where to look, besides the machine's own suite.
const SUITES: [&str; 8] = [
    "trixie-backports",
    "trixie",
    "forky",
    "forky-backports",
    "bookworm-backports",
    "testing",
    "unstable",
    "stable-backports",
];

/// The keys of Debian's archive, which a source need not name where apt trusts them anyhow.
const KEY: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The source, where the compiler looks for it.
pub(super) struct RustSource {
    sysroot: PathBuf,
    work: PathBuf,
}

impl RustSource {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        Ok(Self { sysroot: sysroot()?, work: workspace.tools().join("rust-source") })
    }
}

impl Step for RustSource {
    fn name(&self) -> String {
        "Source of Rust's standard library".to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        let library = library(&self.sysroot);
        Ok(library.join("Cargo.lock").is_file().then(|| show(&library)))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    /// Where rustup cannot, the target's step wants the same source, and builds from it.
    fn compiles(&self) -> bool {
        true
    }

    fn install(&self) -> Result<()> {
        let Err(refused) = process::run(Command::new("rustup").args(["component", "add", "rust-src"])) else {
            return Ok(());
        };
        println!("      rustup could not ({refused:#}); taking Debian's package");
        from_debian(&self.sysroot, &self.work)?;
        fs::remove_dir_all(&self.work).with_context(|| format!("cannot remove {}", self.work.display()))
    }

    fn by_hand(&self) -> String {
        "rustup component add rust-src".to_owned()
    }

    fn without_it(&self) -> Option<&'static str> {
        Some("Programs will keep the sentences of their panics, some KB.")
    }
}

/// Where the compiler has its libraries.
pub(super) fn sysroot() -> Result<PathBuf> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc is needed: see https://rustup.rs")?;
    Ok(PathBuf::from(sysroot.trim()))
}

/// Where the source is, or would be.
fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib/src/rust/library")
}

/// Puts Debian's package of the source where the compiler looks for it.
fn from_debian(sysroot: &Path, work: &Path) -> Result<()> {
    recreate(work)?;
    unpack(&download(&compiler_version()?, work)?, sysroot, work)
}

/// Builds the library for [`TARGET`] and puts it into `libraries`.
pub(super) fn build_standard_library(sysroot: &Path, libraries: &Path, work: &Path) -> Result<()> {
    recreate(work)?;
    if !library(sysroot).join("Cargo.lock").is_file() {
        from_debian(sysroot, work)?;
    }
    println!("      building std for {TARGET}");
    let made = build_empty_crate(work)?;
    // Two copies of the library in the folder break every build.
    recreate(libraries)?;
    let mut count = 0;
    for entry in fs::read_dir(&made).with_context(|| format!("cannot read {}", made.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&path, libraries.join(&name)).with_context(|| format!("cannot copy {name}"))?;
            count += 1;
        }
    }
    ensure!(count > 0, "the build left no libraries in {}", made.display());
    fs::remove_dir_all(work).with_context(|| format!("cannot remove {}", work.display()))
}

fn compiler_version() -> Result<String> {
    let text = process::output(Command::new("rustc").arg("--version"))?;
    text.split_whitespace().nth(1).map(str::to_owned).context("rustc does not say its version")
}

fn recreate(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// The package of exactly this version, from the first suite that has it.
fn download(version: &str, work: &Path) -> Result<PathBuf> {
    let (address, own) = own_archive()?;
    let key = if Path::new(KEY).is_file() { format!("[signed-by={KEY}] ") } else { String::new() };
    let suites = std::iter::once(own.as_str()).chain(SUITES);
    for suite in suites {
        println!("      looking for rust-src {version} in {suite}");
        let folder = work.join(suite);
        fs::create_dir_all(folder.join("lists/partial"))?;
        fs::create_dir_all(folder.join("cache/archives/partial"))?;
        let list = folder.join("sources.list");
        fs::write(&list, format!("deb {key}{address} {suite} main\n"))?;
        let apt = || {
            let mut apt = Command::new("apt-get");
            apt.current_dir(&folder).args(["-q", "-o", "Dir::Etc::sourceparts=-"]);
            apt.arg("-o").arg(format!("Dir::Etc::sourcelist={}", list.display()));
            apt.arg("-o").arg(format!("Dir::State::lists={}", folder.join("lists").display()));
            apt.arg("-o").arg(format!("Dir::Cache={}", folder.join("cache").display()));
            // A download as root would otherwise be handed to a user who may not write here.
            apt.args(["-o", "APT::Sandbox::User=root"]);
            apt
        };
        if process::succeeds(apt().arg("update"))
            && process::succeeds(apt().args(["download", &format!("rust-src={version}*")]))
        {
            let found = fs::read_dir(&folder)?.filter_map(Result::ok).map(|entry| entry.path());
            if let Some(package) = found.into_iter().find(|path| path.extension().is_some_and(|e| e == "deb")) {
                return Ok(package);
            }
        }
    }
    bail!("no suite of this machine's archive has rust-src {version}")
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

/// Puts the package's `library` folder where `build-std` looks for it. The package is not installed.
fn unpack(package: &Path, sysroot: &Path, work: &Path) -> Result<()> {
    let (tar, tree) = (work.join("rust-src.tar"), work.join("tree"));
    fs::create_dir_all(&tree)?;
    let file = fs::File::create(&tar).with_context(|| format!("cannot write {}", tar.display()))?;
    process::run(Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package).stdout(file))?;
    process::run(Command::new("tar").arg("-xf").arg(&tar).arg("-C").arg(&tree))?;
    let library = fs::read_dir(tree.join("usr/src"))
        .context("the package has no usr/src")?
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("library"))
        .find(|path| path.is_dir())
        .context("the package has no folder `library`")?;
    let home = sysroot.join("lib/rustlib/src/rust");
    fs::create_dir_all(&home).with_context(|| format!("cannot create {}", home.display()))?;
    process::run(Command::new("cp").arg("-R").arg(&library).arg(&home))
}

/// Builds a crate without content, for the sake of what it depends on. Answers where that is.
fn build_empty_crate(work: &Path) -> Result<PathBuf> {
    let package = work.join("empty");
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(package.join("Cargo.toml"), manifest)?;
    let target = package.join("target");
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo
        .current_dir(&package)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target)
        .args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,test"]);
    process::run(&mut cargo)?;
    Ok(target.join(TARGET).join("release/deps"))
}

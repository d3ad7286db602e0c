//! The standard library for WASM on a machine that reaches only its own package archive.
//!
//! Debian packages the library's source as `rust-src`. Some suite has the version of this very
//! compiler, not necessarily the suite of this machine: the machine's own archive entry is copied
//! with the suite's name replaced, into apt folders of our own, so that nothing of the machine's
//! apt is changed and nothing is installed. An empty crate is then built once with `build-std`, and
//! the libraries that this leaves are put where rustup would have put them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::wasm_target::TARGET;
use crate::process;

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

/// Builds the library for [`TARGET`] and puts it into `libraries`.
pub(super) fn build_standard_library(sysroot: &Path, libraries: &Path, work: &Path) -> Result<()> {
    let version = compiler_version()?;
    recreate(work)?;
    if !sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        let package = download(&version, work)?;
        unpack(&package, sysroot, work)?;
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
    let archive = own_archive()?;
    let suites = std::iter::once(archive.suite.as_str()).chain(SUITES);
    for suite in suites {
        println!("      looking for rust-src {version} in {suite}");
        let folder = work.join(suite);
        fs::create_dir_all(folder.join("lists/partial"))?;
        fs::create_dir_all(folder.join("cache/archives/partial"))?;
        let list = folder.join("sources.list");
        fs::write(&list, archive.line_for(suite))?;
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

/// The machine's own package archive.
#[derive(Debug, PartialEq, Eq)]
struct Archive {
    address: String,
    suite: String,
    signed_by: Option<String>,
}

impl Archive {
    /// An apt source line for another suite of the same archive.
    fn line_for(&self, suite: &str) -> String {
        let options = self.signed_by.as_ref().map(|key| format!("[signed-by={key}] ")).unwrap_or_default();
        format!("deb {options}{} {suite} main\n", self.address)
    }
}

fn own_archive() -> Result<Archive> {
    let release = fs::read_to_string("/etc/os-release").context("this is no Debian")?;
    let codename = release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .map(|name| name.trim_matches('"').to_owned())
        .context("this system does not say its code name")?;
    let folder = Path::new("/etc/apt");
    let mut files = vec![folder.join("sources.list")];
    if let Ok(entries) = fs::read_dir(folder.join("sources.list.d")) {
        files.extend(entries.filter_map(Result::ok).map(|entry| entry.path()));
    }
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "list" || e == "sources"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .find_map(|text| archive_in(&text, &codename))
        .with_context(|| format!("no apt source for {codename} in {}", folder.display()))
}

/// The first entry for exactly this suite, in either of apt's two notations.
fn archive_in(text: &str, suite: &str) -> Option<Archive> {
    text.split("\n\n").find_map(|stanza| stanza_archive(stanza, suite)).or_else(|| {
        text.lines().find_map(|line| {
            let line = line.trim().strip_prefix("deb ")?.trim_start();
            let (options, rest) = match line.strip_prefix('[') {
                Some(tail) => tail.split_once(']')?,
                None => ("", line),
            };
            let mut words = rest.split_whitespace();
            let (address, named) = (words.next()?, words.next()?);
            let signed_by = options.split_whitespace().find_map(|o| o.strip_prefix("signed-by=")).map(str::to_owned);
            (named == suite).then(|| Archive { address: address.to_owned(), suite: suite.to_owned(), signed_by })
        })
    })
}

fn stanza_archive(stanza: &str, suite: &str) -> Option<Archive> {
    let field = |name: &str| {
        stanza.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    field("Types")?.split_whitespace().find(|kind| *kind == "deb")?;
    field("Suites")?.split_whitespace().find(|named| *named == suite)?;
    let address = field("URIs")?.split_whitespace().next()?.to_owned();
    let signed_by = field("Signed-By").filter(|key| key.starts_with('/'));
    Some(Archive { address, suite: suite.to_owned(), signed_by })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(address: &str, signed_by: Option<&str>) -> Option<Archive> {
        Some(Archive {
            address: address.to_owned(),
            suite: "bookworm".to_owned(),
            signed_by: signed_by.map(str::to_owned),
        })
    }

    #[test]
    fn the_archive_is_read_from_both_notations_of_apt() {
        let stanzas = "Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n\nTypes: deb deb-src\nURIs: http://mirror.example/archive\nSuites: bookworm bookworm-updates\nSigned-By: /keys/a.gpg\n";
        assert_eq!(archive_in(stanzas, "bookworm"), archive("http://mirror.example/archive", Some("/keys/a.gpg")));
        let lines = "# deb http://old.example bookworm main\ndeb [arch=amd64 signed-by=/keys/b.gpg] http://mirror.example/archive bookworm main\n";
        assert_eq!(archive_in(lines, "bookworm"), archive("http://mirror.example/archive", Some("/keys/b.gpg")));
        assert_eq!(archive_in("deb http://m.example bookworm main", "bookworm"), archive("http://m.example", None));
        assert_eq!(archive_in("deb http://m.example bookworm-updates main", "bookworm"), None);
    }

    #[test]
    fn the_line_for_another_suite_keeps_address_and_key() {
        let archive = archive("http://m.example", Some("/keys/a.gpg")).expect("made just now");
        assert_eq!(archive.line_for("trixie"), "deb [signed-by=/keys/a.gpg] http://m.example trixie main\n");
    }
}

//! What the dependencies may be: their licences, where they come from, and what is known against them.
//!
//! Licences, sources and duplicates are read from `cargo metadata` against `deny.toml`, which needs no
//! network and no installation. Advisories need the advisory database: they are left to cargo-deny
//! where it is installed, with the same `deny.toml`, and where they are not checked this says so.
//! See docs/adr/0005-licence-check.md.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::{process, workspace::Workspace};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// The part of `deny.toml` that is checked here.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    #[serde(default)]
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// What one package alone may have.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Bans {
    #[serde(default)]
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    #[serde(default)]
    reason: String,
}

/// Checks every package that the lock file can bring in, on any platform.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let path = workspace.path("deny.toml");
    let policy: Policy =
        toml::from_str(&fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?)
            .with_context(|| format!("{} is not as expected", path.display()))?;
    let metadata: Metadata = serde_json::from_str(&process::output(workspace.cargo().args([
        "metadata",
        "--format-version",
        "1",
        "--locked",
    ]))?)?;

    let faults = faults(&metadata.packages, &policy);
    for fault in &faults {
        println!("{fault}");
    }
    let duplicates = duplicates(&metadata.packages);
    if !duplicates.is_empty() {
        println!("in several versions (a warning): {}", duplicates.join("; "));
    }
    if !faults.is_empty() {
        bail!("{} packages break deny.toml", faults.len());
    }
    println!("licences and sources: {} packages, all permitted by deny.toml", metadata.packages.len());
    advisories(workspace)
}

/// One line for each package that the policy refuses.
fn faults(packages: &[Package], policy: &Policy) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let who = format!("{} {}", package.name, package.version);
        match package.license.as_deref() {
            None => faults.push(format!("{who}: names no licence")),
            Some(text) => match Expression::parse_mode(text, ParseMode::LAX) {
                Err(error) => faults.push(format!("{who}: cannot read its licence `{text}`: {error}")),
                Ok(licence) if !licence.evaluate(|part| is_allowed(part, &package.name, policy)) => {
                    faults.push(format!("{who}: its licence `{text}` is not in deny.toml's list"));
                }
                Ok(_) => {}
            },
        }
        if let Some(source) = package.source.as_deref()
            && !source.starts_with("registry+")
        {
            faults.push(format!("{who}: comes from {source}, not from the registry"));
        }
        if let Some(ban) = policy.bans.deny.iter().find(|ban| ban.name == package.name) {
            faults.push(format!("{who}: is banned by deny.toml: {}", ban.reason));
        }
    }
    faults
}

/// A licence as it is listed for all or for this package, with its exception if it has one: `MIT` or
/// `Apache-2.0 WITH LLVM-exception`.
fn is_allowed(part: &LicenseReq, package: &str, policy: &Policy) -> bool {
    let name = part.to_string();
    let own = policy.licenses.exceptions.iter().filter(|exception| exception.name == package);
    policy.licenses.allow.iter().chain(own.flat_map(|exception| &exception.allow)).any(|allowed| *allowed == name)
}

fn duplicates(packages: &[Package]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        versions.entry(&package.name).or_default().push(&package.version);
    }
    versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| format!("{name} {}", versions.join(", ")))
        .collect()
}

fn advisories(workspace: &Workspace) -> Result<()> {
    let deny = |arguments: &[&str]| {
        let mut deny = workspace.cargo();
        deny.arg("deny").args(arguments);
        deny
    };
    let why = if !process::succeeds(&mut deny(&["--version"])) {
        "cargo-deny is not installed (cargo install cargo-deny --locked)"
    } else if !process::succeeds(&mut deny(&["fetch", "db"])) {
        "the advisory database cannot be fetched from here"
    } else {
        return process::run(&mut deny(&["check", "advisories"]));
    };
    println!("NOT CHECKED: security advisories, for {why}.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, license: Option<&str>, source: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            source: source.map(str::to_owned),
        }
    }

    fn policy() -> Policy {
        toml::from_str(
            "[licenses]\nallow = [\"MIT\", \"Apache-2.0\", \"Apache-2.0 WITH LLVM-exception\"]\nexceptions = [{ crate = \"one\", allow = [\"MPL-2.0\"] }]\n[bans]\ndeny = [{ crate = \"bad\", reason = \"as an example\" }]\n",
        )
        .expect("a policy")
    }

    #[test]
    fn what_the_policy_permits_passes() {
        let registry = Some("registry+somewhere");
        let packages = [
            package("ours", Some("MIT OR Apache-2.0"), None),
            package("choice", Some("GPL-3.0-only OR MIT"), registry),
            package("old notation", Some("MIT/Apache-2.0"), registry),
            package("exception", Some("Apache-2.0 WITH LLVM-exception"), registry),
            package("one", Some("MPL-2.0"), registry),
        ];
        assert!(faults(&packages, &policy()).is_empty(), "{:?}", faults(&packages, &policy()));
    }

    #[test]
    fn what_it_refuses_is_named() {
        let registry = Some("registry+somewhere");
        for (package, expected) in [
            (package("copyleft", Some("GPL-3.0-only"), registry), "GPL-3.0-only"),
            (package("both", Some("MIT AND GPL-3.0-only"), registry), "MIT AND GPL-3.0-only"),
            (package("another", Some("MPL-2.0"), registry), "MPL-2.0"),
            (package("none", None, registry), "names no licence"),
            (package("odd", Some("Ask Me Nicely"), registry), "cannot read"),
            (package("elsewhere", Some("MIT"), Some("git+somewhere")), "not from the registry"),
            (package("bad", Some("MIT"), registry), "as an example"),
        ] {
            let found = faults(&[package], &policy());
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn packages_in_several_versions_are_listed() {
        let mut second = package("a", None, None);
        second.version = "2.0.0".to_owned();
        assert_eq!(duplicates(&[package("a", None, None), second, package("b", None, None)]), ["a 1.0.0, 2.0.0"]);
    }
}

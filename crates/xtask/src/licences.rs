//! Checks the dependencies: licences, sources and advisories.
//!
//! By cargo-deny and `deny.toml`. Where that is not installed, licences, sources and bans are checked here, by the
//! lists of the same file and `cargo metadata`, and the rest is reported as not checked. See
//! docs/adr/0005-licence-check.md.

use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use spdx::{Expression, ParseMode};

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

/// The lists of `deny.toml` that are read here.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
}

/// Checks every package that the lock file can bring in, on any platform.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let deny = |arguments: &[&str]| {
        let mut deny = workspace.cargo();
        deny.arg("deny").args(arguments);
        deny
    };
    let why = if !process::succeeds(&mut deny(&["--version"])) {
        check_lists(workspace)?;
        "cargo-deny is not installed (cargo install cargo-deny --locked)"
    } else {
        process::run(&mut deny(&["check", "bans", "licenses", "sources"]))?;
        if process::succeeds(&mut deny(&["fetch", "db"])) {
            return process::run(&mut deny(&["check", "advisories"]));
        }
        "the advisory database cannot be fetched from here"
    };
    println!("NOT CHECKED: security advisories, for {why}.");
    Ok(())
}

fn check_lists(workspace: &Workspace) -> Result<()> {
    let policy = fs::read_to_string(workspace.path("deny.toml")).context("cannot read deny.toml")?;
    let policy: Policy = toml::from_str(&policy).context("deny.toml is not as expected")?;
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let metadata: Metadata = serde_json::from_str(&process::output(workspace.cargo().args(arguments))?)?;
    let faults: Vec<_> = metadata.packages.iter().filter_map(|package| fault(package, &policy)).collect();
    if !faults.is_empty() {
        bail!("deny.toml does not permit\n{}", faults.join("\n"));
    }
    println!("licences and sources: {} packages, all permitted by deny.toml", metadata.packages.len());
    Ok(())
}

/// Why the policy refuses a package, if it does.
fn fault(package: &Package, policy: &Policy) -> Option<String> {
    let Package { name, version, license, source } = package;
    let license = license.as_deref().unwrap_or("none");
    let allowed = |part: &str| policy.licenses.allow.iter().any(|allowed| allowed == part);
    let is_permitted = Expression::parse_mode(license, ParseMode::LAX)
        .is_ok_and(|expression| expression.evaluate(|part| allowed(&part.to_string())));
    let is_ours_or_registered = source.as_deref().is_none_or(|source| source.starts_with("registry+"));
    if !is_permitted {
        Some(format!("{name} {version}, whose licence is {license}"))
    } else if !is_ours_or_registered {
        Some(format!("{name} {version}, which comes from {source:?} and not from the registry"))
    } else {
        let is_banned = policy.bans.deny.iter().any(|ban| ban.name == *name);
        is_banned.then(|| format!("{name} {version}, which is banned"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_policy_refuses_is_named_with_the_reason() {
        let policy = "[licenses]\nallow = [\"MIT\", \"Apache-2.0\", \"Apache-2.0 WITH LLVM-exception\"]\n\
                      [bans]\ndeny = [{ crate = \"bad\", reason = \"as an example\" }]\n";
        let policy: Policy = toml::from_str(policy).expect("a policy");
        let registry = Some("registry+somewhere");
        for (name, license, source, expected) in [
            ("ours", Some("MIT OR Apache-2.0"), None, ""),
            ("choice", Some("GPL-3.0-only OR MIT"), registry, ""),
            ("old notation", Some("MIT/Apache-2.0"), registry, ""),
            ("exception", Some("Apache-2.0 WITH LLVM-exception"), registry, ""),
            ("copyleft", Some("GPL-3.0-only"), registry, "GPL-3.0-only"),
            ("both", Some("MIT AND GPL-3.0-only"), registry, "MIT AND GPL-3.0-only"),
            ("none", None, registry, "none"),
            ("odd", Some("Ask Me Nicely"), registry, "Ask Me Nicely"),
            ("elsewhere", Some("MIT"), Some("git+somewhere"), "not from the registry"),
            ("bad", Some("MIT"), registry, "banned"),
        ] {
            let [license, source] = [license, source].map(|text| text.map(str::to_owned));
            let package = Package { name: name.to_owned(), version: "1.0.0".to_owned(), license, source };
            let found = fault(&package, &policy).unwrap_or_default();
            assert_eq!(found.is_empty(), expected.is_empty(), "{name}: {found}");
            assert!(found.contains(expected), "{name}: {found}");
        }
    }
}

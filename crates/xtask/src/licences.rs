//! Checks the dependencies: licences, sources and advisories.
//!
//! By cargo-deny and `deny.toml`. Where that is not installed, licences, sources and bans are checked here, by the
//! lists of the same file and `cargo metadata`, and the rest is reported as not checked. See
//! docs/adr/0005-licence-check.md.

use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use spdx::{Expression, ParseMode};

use crate::{process, workspace::Workspace};

/// The lists of `deny.toml` that are read here.
struct Policy {
    allowed: Vec<String>,
    banned: Vec<String>,
}

impl Policy {
    fn parse(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse()?;
        let list = |section: &str, key: &str| -> Result<&Vec<toml::Value>> {
            let list = table.get(section).and_then(|section| section.get(key)?.as_array());
            list.with_context(|| format!("it has no list `{key}` in [{section}]"))
        };
        let allowed = list("licenses", "allow")?.iter().filter_map(|licence| licence.as_str());
        let banned = list("bans", "deny")?.iter().filter_map(|ban| ban.get("crate")?.as_str());
        Ok(Self { allowed: allowed.map(str::to_owned).collect(), banned: banned.map(str::to_owned).collect() })
    }
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
    let policy = Policy::parse(&policy).context("deny.toml is not as expected")?;
    let metadata =
        MetadataCommand::new().current_dir(workspace.root()).other_options(["--locked".to_owned()]).exec()?;
    let faults: Vec<_> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            let reason =
                fault(&package.name, package.license.as_deref(), package.source.as_ref().map(|s| &*s.repr), &policy)?;
            Some(format!("{} {}, {reason}", package.name, package.version))
        })
        .collect();
    if !faults.is_empty() {
        bail!("deny.toml does not permit\n{}", faults.join("\n"));
    }
    println!("licences and sources: {} packages, all permitted by deny.toml", metadata.packages.len());
    Ok(())
}

/// Why the policy refuses a package, if it does.
fn fault(name: &str, license: Option<&str>, source: Option<&str>, policy: &Policy) -> Option<String> {
    let license = license.unwrap_or("none");
    let allowed = |part: &str| policy.allowed.iter().any(|allowed| allowed == part);
    let is_permitted = Expression::parse_mode(license, ParseMode::LAX)
        .is_ok_and(|expression| expression.evaluate(|part| allowed(&part.to_string())));
    let is_ours_or_registered = source.is_none_or(|source| source.starts_with("registry+"));
    if !is_permitted {
        Some(format!("whose licence is {license}"))
    } else if !is_ours_or_registered {
        Some(format!("which comes from {source:?} and not from the registry"))
    } else {
        policy.banned.iter().any(|banned| banned == name).then(|| "which is banned".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_policy_refuses_is_named_with_the_reason() {
        let policy = "[licenses]\nallow = [\"MIT\", \"Apache-2.0\", \"Apache-2.0 WITH LLVM-exception\"]\n\
                      [bans]\ndeny = [{ crate = \"bad\", reason = \"as an example\" }]\n";
        let policy = Policy::parse(policy).expect("a policy");
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
            let found = fault(name, license, source, &policy).unwrap_or_default();
            assert_eq!(found.is_empty(), expected.is_empty(), "{name}: {found}");
            assert!(found.contains(expected), "{name}: {found}");
        }
    }
}

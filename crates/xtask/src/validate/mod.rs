//! `cargo xtask validate`: every page by HTML validators, every feed against RFC 4287, the sitemap, and whether the
//! heads of pages are consistent. For an exported folder, a running server, or the built one.
//!
//! - `site`: where pages come from,
//! - `html`: HTML validators,
//! - `head`: extracts the head of a page,
//! - `feeds`, `sitemap`, `heads`: checks for which there is no tool.

mod feeds;
mod head;
mod heads;
mod html;
mod site;
mod sitemap;

use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, setup::Tools, workspace::Workspace};

use site::Pages;
pub(crate) use site::Site;

/// Exports the demo publication below a path, and validates it, as [`validate`] does.
pub(crate) fn exported(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("hustings-exported-").tempdir()?;
    let site = folder.path().join("site");
    let mut command = Command::new(workspace.binary("debug", "hustings"));
    command.args(["export", "--url", "https://news.example/answers", "--api-base", "https://polls.example", "--out"]);
    command.arg(&site).arg("--database").arg(format!("sqlite:{}", folder.path().join("hustings.db").display()));
    process::output(command.current_dir(workspace.root()))?;
    validate(workspace, tools, &Site::Folder(site))
}

/// Validates everything, says all that is wrong, and fails when something is.
pub(crate) fn validate(workspace: &Workspace, tools: &Tools, site: &Site) -> Result<()> {
    let pages = Pages::collect(workspace, site)?;
    println!("\n→ {}: {} pages, {} feeds", pages.name, pages.html.len(), pages.feeds.len());
    let mut faults = Vec::new();
    for (path, xml) in &pages.feeds {
        faults.extend(feeds::faults(xml).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    faults.extend(sitemap::faults(&pages));
    faults.extend(heads::faults(&pages));
    for fault in &faults {
        println!("{fault}");
    }
    let invalid = html::validate(workspace, tools, &pages)?;
    if !faults.is_empty() || invalid {
        bail!("the pages are not as they should be; what is wrong stands above");
    }
    println!("validate: {} pages and {} feeds are valid, and their heads agree", pages.html.len(), pages.feeds.len());
    Ok(())
}

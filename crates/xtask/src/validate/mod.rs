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

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

use anyhow::{Context, Result, bail};

use crate::{setup::Tools, workspace::Workspace};

use site::Pages;
pub(crate) use site::Site;

/// Exports the demo publication below a path and validates it, as [`validate`] does.
pub(crate) fn exported(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let folder = env::temp_dir().join(format!("hustings-exported-{}", process::id()));
    let outcome = export(workspace, &folder).and_then(|site| validate(workspace, tools, &Site::Folder(site)));
    let _ = fs::remove_dir_all(&folder);
    outcome
}

/// Exports into `folder`, and says where the site is.
fn export(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let site = folder.join("site");
    let mut command = Command::new(workspace.binary("debug", "hustings"));
    command.args(["export", "--url", "https://news.example/answers", "--api-base", "https://polls.example", "--out"]);
    command.arg(&site).arg("--database").arg(format!("sqlite:{}", folder.join("hustings.db").display()));
    command.current_dir(workspace.root());
    crate::process::output(&mut command)?;
    Ok(site)
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

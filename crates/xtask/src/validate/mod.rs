//! `cargo xtask validate`: every page by HTML validators, every feed against RFC 4287, the sitemap, and whether what
//! the pages' heads say of each other is true. Of an exported folder, of a running server, or of the built one.
//!
//! - `site`: where pages come from,
//! - `html`: the validators that others wrote,
//! - `feeds`, `sitemap`, `heads`: what no tool within reach checks.

mod feeds;
mod heads;
mod html;
mod site;
mod sitemap;

use anyhow::{Result, bail};

use crate::{setup::Tools, workspace::Workspace};

use site::Pages;
pub(crate) use site::Site;

/// Validates everything, says all that is wrong, and fails when something is.
pub(crate) fn validate(workspace: &Workspace, tools: &Tools, site: &Site) -> Result<()> {
    let pages = Pages::collect(workspace, site)?;
    println!("\n→ {}: {} pages, {} feeds", pages.name(), pages.html.len(), pages.feeds.len());
    let mut faults = Vec::new();
    for (path, xml) in &pages.feeds {
        faults.extend(feeds::faults(xml).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    faults.extend(sitemap::faults(&pages));
    faults.extend(heads::faults(&pages));
    for fault in &faults {
        println!("{fault}");
    }
    let invalid = html::validate(tools, &pages)?;
    if !faults.is_empty() || invalid {
        bail!("the pages are not as they should be; what is wrong stands above");
    }
    println!("validate: {} pages and {} feeds are valid, and their heads agree", pages.html.len(), pages.feeds.len());
    Ok(())
}

//! `cargo xtask validate`: every page by HTML validators, every feed against RFC 4287, the sitemap, and whether the
//! heads of pages are consistent. For an exported folder, a running server, or the built one.
//!
//! - `site`: where pages come from,
//! - `head`: extracts the head of a page,
//! - `feeds`, `sitemap`, `heads`: checks for which there is no tool.

mod feeds;
mod head;
mod heads;
mod site;
mod sitemap;

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

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
    let invalid = is_invalid_html(workspace, tools, &pages.folder)?;
    if !faults.is_empty() || invalid {
        bail!("the pages are not as they should be; what is wrong stands above");
    }
    println!("validate: {} pages and {} feeds are valid, and their heads agree", pages.html.len(), pages.feeds.len());
    Ok(())
}

/// The standard alone: what is a matter of taste is left to the templates.
const RULES: &str = ".htmlvalidate.json";

/// Whether something is wrong with pages, by html-validate, and by the Nu Html Checker where there is Java; they say what.
fn is_invalid_html(workspace: &Workspace, tools: &Tools, folder: &Path) -> Result<bool> {
    let program = tools.find("html-validate").context("html-validate was there a moment ago")?;
    let mut command = Command::new(program);
    command.args(["--formatter", "text", "--ext", "html", "--config"]).arg(workspace.path(RULES)).arg(folder);
    let first = process::announce_and_run(&mut command).is_err();

    let second = match tools.find("vnu") {
        Some(vnu) if process::succeeds(Command::new("java").arg("-version")) => {
            let mut command = Command::new(vnu);
            // Its checker of styles knows neither masks nor containers; styles are not what is asked here.
            command.args(["--errors-only", "--filterpattern", "CSS: .*", "--skip-non-html"]);
            command.arg(folder);
            process::announce_and_run(&mut command).is_err()
        }
        _ => {
            println!("NOT CHECKED by the Nu Html Checker, for there is no Java.");
            false
        }
    };
    Ok(first || second)
}

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

use crate::{process, served::Served, setup::Tools, workspace::Workspace};
use site::Pages;

/// Validates the demo publication as the built server serves it, and as it exports it below a path.
pub(crate) fn served_and_exported(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("hustings-exported-").tempdir()?;
    let site = folder.path().join("site");
    let mut command = Command::new(workspace.binary("debug", "hustings"));
    command.args(["export", "--url", "https://news.example/answers", "--api-base", "https://polls.example", "--out"]);
    command.arg(&site).arg("--database").arg(format!("sqlite:{}", folder.path().join("hustings.db").display()));
    process::output(command.args(["--compress", "none"]).current_dir(workspace.root()))?;
    // It runs for as long as its pages are looked at.
    let served = Served::start(workspace, "debug", None)?;
    let address = format!("http://{}", served.authority());
    validate(workspace, tools, &[&address, &site.to_string_lossy()])
}

/// Validates these sites, each a folder or the URL of a running server; says all that is wrong, and fails when something is.
pub(crate) fn validate(workspace: &Workspace, tools: &Tools, sites: &[&str]) -> Result<()> {
    let mut is_faulty = false;
    let sites: Vec<Pages> = sites.iter().map(|site| Pages::collect(workspace, site)).collect::<Result<_>>()?;
    for pages in &sites {
        println!("\n→ {}: {} pages, {} feeds", pages.name, pages.html.len(), pages.feeds.len());
        let of_feeds = pages
            .feeds
            .iter()
            .flat_map(|(path, xml)| feeds::faults(xml).into_iter().map(move |fault| format!("{path}: {fault}")));
        let faults: Vec<String> = of_feeds.chain(sitemap::faults(pages)).chain(heads::faults(pages)).collect();
        faults.iter().for_each(|fault| println!("{fault}"));
        is_faulty |= !faults.is_empty();
    }
    let folders: Vec<&Path> = sites.iter().map(|pages| &*pages.folder).collect();
    if is_invalid_html(workspace, tools, &folders)? || is_faulty {
        bail!("the pages are not as they should be; what is wrong stands above");
    }
    for Pages { name, html, feeds, .. } in &sites {
        println!("validate: {name}: {} pages and {} feeds are valid, and their heads agree", html.len(), feeds.len());
    }
    Ok(())
}

/// Whether something is wrong with pages in these folders, by html-validate, and by the Nu Html Checker where there is Java;
/// they say what.
fn is_invalid_html(workspace: &Workspace, tools: &Tools, folders: &[&Path]) -> Result<bool> {
    let mut command = Command::new(tools.find("html-validate").context("html-validate was there a moment ago")?);
    // The standard alone: what is a matter of taste is left to the templates.
    let rules = workspace.path(".htmlvalidate.json");
    command.args(["--formatter", "text", "--ext", "html", "--config"]).arg(rules).args(folders);
    let first = process::announce_and_run(&mut command).is_err();
    let second = match tools.find("vnu") {
        Some(vnu) if process::succeeds(Command::new("java").arg("-version")) => {
            // Its checker of styles knows neither masks nor containers; styles are not what is asked here.
            let settings = ["--errors-only", "--filterpattern", "CSS: .*", "--skip-non-html"];
            process::announce_and_run(Command::new(vnu).args(settings).args(folders)).is_err()
        }
        _ => {
            println!("NOT CHECKED by the Nu Html Checker, for there is no Java.");
            false
        }
    };
    Ok(first || second)
}

//! Pages by HTML validators: html-validate everywhere, and the Nu Html Checker where there is Java.

use std::process::Command;

use anyhow::{Context, Result};

use super::site::Pages;
use crate::{process, setup::Tools, workspace::Workspace};

/// The standard alone: what is a matter of taste is left to the templates.
const RULES: &str = ".htmlvalidate.json";

/// Says what is wrong with the pages; returns whether something is.
pub(super) fn validate(workspace: &Workspace, tools: &Tools, pages: &Pages) -> Result<bool> {
    let program = tools.find("html-validate").context("html-validate was there a moment ago")?;
    let mut command = Command::new(program);
    command.args(["--formatter", "text", "--ext", "html", "--config"]).arg(workspace.path(RULES)).arg(&pages.folder);
    let first = process::announce_and_run(&mut command).is_err();

    let second = match tools.find("vnu") {
        Some(vnu) if process::succeeds(Command::new("java").arg("-version")) => {
            let mut command = Command::new(vnu);
            // Its checker of styles knows neither masks nor containers; styles are not what is asked here.
            command.args(["--errors-only", "--filterpattern", "CSS: .*", "--skip-non-html"]);
            command.arg(&pages.folder);
            process::announce_and_run(&mut command).is_err()
        }
        _ => {
            println!("NOT CHECKED by the Nu Html Checker, for there is no Java.");
            false
        }
    };
    Ok(first || second)
}

//! Makes the WASM files of `dist/` once more, smaller than Trunk can: from what cargo has made for Trunk, while its
//! functions still have names.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use super::{blanks, panics};
use crate::{process, setup::Tools, workspace::Workspace};

/// Makes those of `files` that are programs anew.
pub(super) fn shrink(workspace: &Workspace, tools: &Tools, files: &[PathBuf]) -> Result<()> {
    let find = |program: &str| process::find_program(&[program], &tools.folders);
    let (Some(bindgen), Some(optimiser)) = (find("wasm-bindgen"), find("wasm-opt")) else {
        println!("Front-end: without wasm-bindgen and wasm-opt at hand; programs stay as Trunk made them.");
        return Ok(());
    };
    let index = fs::read_to_string(workspace.path("index.html")).context("cannot read index.html")?;
    let arguments = optimiser_arguments(&index)?;
    let work = workspace.notes()?.join("programs");
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(stem) = name.strip_suffix("_bg.wasm") else { continue };
        // Trunk adds a hash to the names of the files that pages load.
        let program = stem.split('-').next().unwrap_or(stem);
        let made = workspace.wasm(program);
        ensure!(made.is_file(), "cargo has not left {}", made.display());
        let mut command = Command::new(&bindgen);
        command.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&work).arg(&made);
        process::run(&mut command)?;
        let step = work.join(format!("{program}_bg.wasm"));
        let optimise = |names: &[&str]| {
            process::run(Command::new(&optimiser).args(names).args(&arguments).arg(&step).arg("-o").arg(&step))
        };
        let mut wasm = fs::read(&step)?;
        let texts = panics::texts_of_panics(&wasm)?;
        fs::write(&step, panics::without_panics(&wasm)?)?;
        // Two parts of a segment that is packed would have the same name, which the second run refuses.
        optimise(&["-g", "--skip-pass=memory-packing"])?;
        wasm = fs::read(&step)?;
        if let Some(without) = panics::without_formatting(&wasm)? {
            wasm = without;
            blanks::blank_digits(&mut wasm)?;
        }
        blanks::blank(&mut wasm, &texts)?;
        fs::write(&step, wasm)?;
        optimise(&[])?;
        fs::copy(&step, file).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// The arguments with which Trunk calls wasm-opt, as `index.html` has them.
fn optimiser_arguments(index: &str) -> Result<Vec<String>> {
    let after = index.split_once("data-wasm-opt-params=\"").context("index.html says nothing of wasm-opt")?.1;
    let (arguments, _) = after.split_once('"').context("index.html is cut off")?;
    Ok(std::iter::once("-Oz").chain(arguments.split_whitespace()).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_opt_is_called_as_trunk_calls_it() {
        let index = r#"<link data-trunk rel="rust" data-wasm-opt="z" data-wasm-opt-params="--converge  --low" />"#;
        assert_eq!(optimiser_arguments(index).expect("arguments"), ["-Oz", "--converge", "--low"]);
        assert!(optimiser_arguments("<link>").is_err());
    }
}

//! Minifies scripts. Trunk's own minifier does not support current syntax.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process;

/// Minifies these scripts where they lie.
pub(super) fn minify(terser: &Path, files: &[PathBuf]) -> Result<()> {
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "js")) {
        let script = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let scope = if is_module(&script) { "--module" } else { "--toplevel" };
        process::run(Command::new(terser).args(["--compress", "--mangle", scope, "--output"]).arg(file).arg(file))?;
    }
    Ok(())
}

/// Whether it is an ES module, as the glue is; the scripts that are written by hand are functions that call
/// themselves, and leave nothing behind that another script could name.
fn is_module(script: &str) -> bool {
    script.lines().any(|line| line.starts_with("export ") || line.starts_with("import "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_told_by_what_it_gives_and_takes() {
        assert!(is_module("let wasm;\nexport { start as default };\n"));
        assert!(!is_module("(() => {\n  import(\"./glue.js\");\n})();\n"));
    }
}

//! Shortens the names of imports and exports between a WASM file and its glue.
//!
//! wasm-bindgen calls an import `__wbg_addEventListener_3f7e5a1b3c2d4e5f`. The digits do not compress, and each name is
//! in both files. wasm-opt renames imports and exports in the WASM and prints the mapping; here it is applied to the
//! glue. The producers section is dropped.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use regex_lite::{Captures, Regex};
use serde::Deserialize;

use crate::process;

/// What wasm-opt is asked to do besides optimising once more.
const PASSES: [&str; 3] = ["--minify-imports-and-exports-and-modules", "--strip-producers", "--strip-target-features"];

/// The one module that wasm-opt then imports from.
const MODULE: &str = "a";

/// What wasm-opt says that it has renamed.
#[derive(Deserialize)]
struct Renamed {
    /// Module, name and new name.
    imports: Vec<(String, String, String)>,
    /// Name and new name.
    exports: Vec<(String, String)>,
}

/// Shortens the names in each of these WASM files and in the glue beside it.
pub(super) fn shorten(optimiser: &Path, arguments: &[String], files: &[PathBuf]) -> Result<()> {
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(stem) = name.strip_suffix("_bg.wasm") else { continue };
        let glue = file.with_file_name(format!("{stem}.js"));
        let context = || format!("cannot shorten the names in {}", file.display());
        sort(optimiser, arguments, file)?;
        let mut command = Command::new(optimiser);
        command.args(arguments).args(PASSES).arg(file).arg("-o").arg(file);
        let renamed = serde_json::from_str(&process::output(&mut command)?).with_context(context)?;
        let script = fs::read_to_string(&glue).with_context(context)?;
        fs::write(&glue, rename(&script, &renamed).with_context(context)?)?;
    }
    Ok(())
}

/// Puts like functions side by side: 1.5 % of the reader app after brotli. wasm-opt sorts them by names, which it then drops.
fn sort(optimiser: &Path, arguments: &[String], file: &Path) -> Result<()> {
    let named = hustings_packing::name_by_likeness(&fs::read(file)?);
    fs::write(file, named.with_context(|| format!("{} is no WASM", file.display()))?)?;
    let features = arguments.iter().filter(|argument| argument.starts_with("--enable"));
    let sort = ["-g", "--reorder-functions-by-name", "-o"];
    process::run(Command::new(optimiser).args(features).args(sort).args([file, file]))
}

/// The glue with the new names.
///
/// # Errors
/// When it does not have each import once, or imports from several modules: then it is not what wasm-bindgen wrote
/// with this WASM, and must not be shipped with it.
fn rename(glue: &str, renamed: &Renamed) -> Result<String> {
    let module = &renamed.imports.first().context("the WASM imports nothing")?.0;
    ensure!(renamed.imports.iter().all(|(other, ..)| other == module), "the WASM imports from several modules");
    let quoted = format!("\"{module}\"");
    ensure!(glue.matches(&quoted).count() == 1, "the glue does not name the module {module} once");
    let glue = glue.replace(&quoted, &format!("\"{MODULE}\""));

    let imports: HashMap<&str, &str> = renamed.imports.iter().map(|(_, old, new)| (&**old, &**new)).collect();
    let exports: HashMap<&str, &str> = renamed.exports.iter().map(|(old, new)| (&**old, &**new)).collect();
    // Imports are members of an object under names that nothing else has; exports are members of `wasm`, under names
    // such as `memory` that may mean something else elsewhere.
    let word = Regex::new(r"(wasm\.)?([\w$]+)")?;
    let mut count = 0;
    let script = word.replace_all(&glue, |found: &Captures<'_>| {
        let (member_of, word) = (found.get(1).map_or("", |wasm| wasm.as_str()), &found[2]);
        let names = if member_of.is_empty() { &imports } else { &exports };
        count += usize::from(member_of.is_empty() && imports.contains_key(word));
        format!("{member_of}{}", names.get(word).copied().unwrap_or(word))
    });
    ensure!(count == imports.len(), "the glue names {count} of {} imports", imports.len());
    Ok(script.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What wasm-opt prints, of two imports and two exports.
    const PRINTED: &str = r#"{
 "imports": [
  ["./app_bg.js", "__wbg_get_0123", "$"],
  ["./app_bg.js", "__wbg_get_01234567", "$a"]
 ],
 "exports": [
  ["memory", "b"],
  ["__wbindgen_free", "c"]
 ]
}"#;

    fn renamed(glue: &str) -> Result<String> {
        rename(glue, &serde_json::from_str(PRINTED)?)
    }

    #[test]
    fn the_glue_says_the_short_names_and_other_words_stay() {
        let glue = "i = { __wbg_get_0123: f, __wbg_get_01234567: é }; x__wbg_get_01 = wasm.__wbindgen_free(memory);\n\
                    return { m: wasm.memory, \"./app_bg.js\": i }";
        let wanted = "i = { $: f, $a: é }; x__wbg_get_01 = wasm.c(memory);\nreturn { m: wasm.b, \"a\": i }";
        assert_eq!(renamed(glue).expect("glue of this WASM"), wanted);
    }

    #[test]
    fn glue_of_another_program_is_refused() {
        for (glue, words) in [
            ("\"./app_bg.js\": { __wbg_get_0123: f }", "1 of 2"),
            ("\"./other_bg.js\": { __wbg_get_0123: f, __wbg_get_01234567: g }", "module ./app_bg.js"),
        ] {
            let error = renamed(glue).expect_err(words);
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}

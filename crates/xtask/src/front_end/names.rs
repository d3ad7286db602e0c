//! Short names for what a WASM file and its glue have of each other.
//!
//! wasm-bindgen calls an import `__wbg_addEventListener_3f7e5a1b3c2d4e5f`. The digits are as good as random, so no
//! compression helps, and each name stands in both files. Here they become `i0`, `i1`, …, in both at once, and so do
//! the exports that wasm-bindgen has named. Notes on which tools made the file are left out.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::wasm::{CUSTOM, EXPORTS, HEADER, IMPORTS, Reader, put_number, put_section, put_text};

/// Shortens the names in each of these WASM files and in the glue beside it.
pub(super) fn shorten(files: &[PathBuf]) -> Result<()> {
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(stem) = name.strip_suffix("_bg.wasm") else { continue };
        shorten_pair(file, &file.with_file_name(format!("{stem}.js")))
            .with_context(|| format!("cannot shorten the names in {}", file.display()))?;
    }
    Ok(())
}

fn shorten_pair(wasm_file: &Path, glue_file: &Path) -> Result<()> {
    let (wasm, glue) = (fs::read(wasm_file)?, fs::read_to_string(glue_file)?);
    let (wasm, names) = rename(&wasm)?;
    fs::write(glue_file, rename_words(&glue, &names))?;
    Ok(fs::write(wasm_file, wasm)?)
}

/// The file with short names, and the short name of each long one.
fn rename(wasm: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let mut names = HashMap::new();
    let mut renamed = wasm.get(..HEADER).context("no WASM")?.to_vec();
    let mut rest = Reader(&wasm[HEADER..]);
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let length = rest.number()?;
        let mut section = Reader(rest.bytes(length)?);
        let mut body = Vec::new();
        if id == IMPORTS {
            let count = section.number()?;
            put_number(&mut body, count);
            for _ in 0..count {
                let module = section.text()?;
                let name = section.text()?;
                let next = format!("i{:x}", names.len());
                put_text(&mut body, module);
                put_text(&mut body, names.entry(name.to_owned()).or_insert(next));
                // wasm-bindgen's files import functions alone, each with the number of its type.
                let kind = section.byte()?;
                if kind != 0 {
                    bail!("`{name}` is no function");
                }
                body.push(kind);
                put_number(&mut body, section.number()?);
            }
        }
        if id == EXPORTS {
            let count = section.number()?;
            put_number(&mut body, count);
            for _ in 0..count {
                let name = section.text()?;
                let next = format!("i{:x}", names.len());
                // `memory` and `main` are words that may mean something else in the glue.
                let is_theirs = name.starts_with("__") || name.contains("wasm_bindgen");
                put_text(&mut body, if is_theirs { names.entry(name.to_owned()).or_insert(next) } else { name });
                body.push(section.byte()?);
                put_number(&mut body, section.number()?);
            }
        }
        if id == CUSTOM {
            continue;
        }
        body.extend(section.0);
        put_section(&mut renamed, id, &body);
    }
    Ok((renamed, names))
}

/// Puts other words in the place of these, where they stand alone.
fn rename_words(script: &str, names: &HashMap<String, String>) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        renamed.push_str(names.get(word).map_or(word, String::as_str));
        let next = tail.find(is_part).unwrap_or(tail.len());
        renamed.push_str(&tail[..next]);
        rest = &tail[next..];
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with two imports, two exports, and a section between them.
    fn sample(first: &str, second: &str, third: &str) -> Vec<u8> {
        let mut imports = vec![2];
        for (name, kind) in [(first, 3), (second, 200)] {
            put_text(&mut imports, "./app_bg.js");
            put_text(&mut imports, name);
            imports.push(0);
            put_number(&mut imports, kind);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(IMPORTS);
        put_number(&mut wasm, imports.len());
        wasm.extend(imports);
        wasm.extend([3, 2, 1, 0]);
        let mut exports = vec![2];
        for name in [third, "memory"] {
            put_text(&mut exports, name);
            exports.extend([0, 1]);
        }
        wasm.push(EXPORTS);
        put_number(&mut wasm, exports.len());
        wasm.extend(exports);
        wasm
    }

    #[test]
    fn both_files_say_the_same_short_names() {
        let renamed =
            rename(&[&sample("__wbg_get_0123", "__wbg_get_01234567", "__wbindgen_free")[..], &[0, 1, 0]].concat());
        let (renamed, names) = renamed.expect("WASM");
        assert_eq!(renamed, sample("i0", "i1", "i2"));
        let glue = "{ __wbg_get_0123: f, __wbg_get_01234567: é, x__wbg_get_0123: wasm.__wbindgen_free }";
        assert_eq!(rename_words(glue, &names), "{ i0: f, i1: é, x__wbg_get_0123: wasm.i2 }");
    }

    #[test]
    fn what_is_no_wasm_is_refused() {
        assert!(rename(b"").is_err());
        assert!(rename(b"\0asm\x01\0\0\0\x02\x7f").is_err());
    }
}

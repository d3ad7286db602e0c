//! Takes out of a WASM file what only a panic needs: its texts, their formatting, and the standard library's hook.
//!
//! Rust makes a sentence of every panic, and the code for that is compiled into the standard library. Here each
//! function that begins a panic calls `dom::crash::panicked` instead, which tells the reader, and then traps. What
//! formatted the sentences goes as well where nothing else formats (`docs/adr/0014-the-bytes-of-the-frame.md`).
//! A build without this step says the sentence in the console.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use wasmparser::{DataKind, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

use super::wasm::{CODE, HEADER, Reader, put_number, put_section};

/// What tells the reader: `src/dom/crash.rs`.
const PANICKED: &str = "hustings::dom::crash::panicked";

/// Paths of the functions that begin a panic. None of them ever returns.
const BEGINNINGS: [&str; 14] = [
    "core::panicking::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::cell::panic_already_",
    "core::cell::lazy::panic_poisoned",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::alloc::handle_alloc_error",
    "std::panicking::begin_panic",
    "std::thread::local::panic_access_error",
    "__rustc::rust_begin_unwind",
];

/// What is called between such a beginning and the hook, also by pointers that no tool can follow.
const INSIDE: [&str; 5] = [
    "std::panicking::panic_handler",
    "<std::panicking::",
    "std::panicking::panic_with_hook",
    "std::sys::backtrace::",
    "hustings::dom::crash::install_panic_hook::{{closure}}",
];

/// Leaves the hook uninstalled.
const SET_HOOK: &str = "std::panicking::set_hook";

/// What a function is to do instead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// Nothing.
    Empty,
    /// To trap.
    Trap,
    /// To call this function, and then to trap.
    Call(u32),
}

/// The file without what only panics need. Its names have to be in it.
pub(super) fn without_panics(wasm: &[u8]) -> Result<Vec<u8>> {
    let functions = Functions::of(wasm)?;
    let panicked = functions.position(|name| name.starts_with(PANICKED));
    let panicked = panicked.with_context(|| format!("the WASM does not name {PANICKED}"))?;
    let change = |name: &str| {
        let starts = |paths: &[&str]| paths.iter().any(|path| name.starts_with(path));
        if name.starts_with(SET_HOOK) {
            Some(Body::Empty)
        } else if starts(&BEGINNINGS) || (name.contains("::Fallibility") && name.contains("::capacity_overflow")) {
            Some(Body::Call(panicked))
        } else {
            starts(&INSIDE).then_some(Body::Trap)
        }
    };
    functions.rewrite(wasm, change)
}

/// The file without the standard library's formatting, if nothing calls it any more; else `None`.
pub(super) fn without_formatting(wasm: &[u8]) -> Result<Option<Vec<u8>>> {
    let functions = Functions::of(wasm)?;
    if functions.calls.iter().any(|&(caller, callee)| {
        is_formatting(functions.name(callee)) && !is_formatting(functions.name(caller))
    }) {
        return Ok(None);
    }
    functions.rewrite(wasm, |name| is_formatting(name).then_some(Body::Trap)).map(Some)
}

/// Whether this is a part of formatting, or a way to be formatted.
fn is_formatting(name: &str) -> bool {
    name.starts_with("core::fmt::")
        || name.starts_with("alloc::fmt::")
        || name.starts_with("<core::fmt::")
        || name.contains(" as core::fmt::")
}

/// The functions of a file: what they are called, and who calls whom.
struct Functions {
    /// How many are imported; they come first.
    imported: u32,
    names: HashMap<u32, String>,
    calls: HashSet<(u32, u32)>,
}

impl Functions {
    fn of(wasm: &[u8]) -> Result<Self> {
        let mut functions = Self { imported: 0, names: HashMap::new(), calls: HashSet::new() };
        let mut next = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let caller = functions.imported + next;
                    next += 1;
                    for operator in body.get_operators_reader()? {
                        if let Operator::Call { function_index } = operator? {
                            functions.calls.insert((caller, function_index));
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            let Name::Function(names) = name? else { continue };
                            for name in names {
                                let name = name?;
                                functions.names.insert(name.index, without_hashes(name.name));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        ensure!(!functions.names.is_empty(), "the WASM has no names of functions");
        Ok(functions)
    }

    fn name(&self, index: u32) -> &str {
        self.names.get(&index).map_or("", String::as_str)
    }

    fn position(&self, is_it: impl Fn(&str) -> bool) -> Option<u32> {
        self.names.iter().find(|(_, name)| is_it(name)).map(|(index, _)| *index)
    }

    /// The file with other bodies in these functions.
    fn rewrite(&self, wasm: &[u8], change: impl Fn(&str) -> Option<Body>) -> Result<Vec<u8>> {
        let mut written = wasm.get(..HEADER).context("no WASM")?.to_vec();
        let mut rest = Reader(&wasm[HEADER..]);
        while !rest.0.is_empty() {
            let (id, length) = (rest.byte()?, rest.number()?);
            let section = rest.bytes(length)?;
            if id != CODE {
                put_section(&mut written, id, section);
                continue;
            }
            let mut bodies = Reader(section);
            let count = bodies.number()?;
            let mut code = Vec::new();
            put_number(&mut code, count);
            for index in self.imported..self.imported + u32::try_from(count)? {
                let length = bodies.number()?;
                let old = bodies.bytes(length)?;
                let new = change(self.name(index)).map(instructions);
                let body = new.as_deref().unwrap_or(old);
                put_number(&mut code, body.len());
                code.extend(body);
            }
            put_section(&mut written, CODE, &code);
        }
        Ok(written)
    }
}

/// A function's body: no variables, then instructions (section 5.4).
fn instructions(body: Body) -> Vec<u8> {
    const CALL: u8 = 0x10;
    const UNREACHABLE: u8 = 0x00;
    const END: u8 = 0x0b;
    let mut bytes = vec![0];
    if let Body::Call(function) = body {
        bytes.push(CALL);
        put_number(&mut bytes, function as usize);
    }
    if body != Body::Empty {
        bytes.push(UNREACHABLE);
    }
    bytes.push(END);
    bytes
}

/// A path without what the compiler adds to tell crates and copies apart: `core[c5930c85]::fmt::write` and
/// `hashbrown::raw::h2631a248`.
fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        let (inside, tail) = after.split_once(']').unwrap_or((after, ""));
        if inside.is_empty() || !inside.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            plain.extend(["[", inside, "]"]);
        }
        rest = tail;
    }
    plain + rest
}

/// Blanks the places in source files that panics would have named. Nothing reads them any more, and a compressor
/// makes nothing of zeros.
pub(super) fn blank_locations(wasm: &mut [u8]) -> Result<()> {
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::DataSection(data) = payload? else { continue };
        for segment in data {
            let segment = segment?;
            let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
            if let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? {
                let end = segment.range.end;
                segments.push((u32::try_from(value)?, end - segment.data.len()..end));
            }
        }
    }
    let place = |address: u32| {
        segments.iter().find_map(|(start, range)| {
            let offset = address.checked_sub(*start)? as usize;
            (offset < range.len()).then(|| range.start + offset)
        })
    };
    let mut blank = Vec::new();
    for (_, range) in &segments {
        for at in range.clone().step_by(4) {
            // `core::panic::Location`: a file's name as pointer and length, a line, and a column.
            let Some(words) = wasm.get(at..at + 16).filter(|_| at + 16 <= range.end) else { continue };
            let word = |index: usize| {
                u32::from_le_bytes([words[index * 4], words[index * 4 + 1], words[index * 4 + 2], words[index * 4 + 3]])
            };
            let (length, line, column) = (word(1) as usize, word(2), word(3));
            let Some(name_at) = place(word(0)) else { continue };
            // The compiler ends the names of files with a zero.
            let name = wasm.get(name_at..name_at + length + 1).and_then(|name| name.strip_suffix(b"\0"));
            if name.is_some_and(|name| name.ends_with(b".rs")) && line > 0 && (1..1_000).contains(&column) {
                blank.extend([at..at + 16, name_at..name_at + length]);
            }
        }
    }
    for range in blank {
        wasm[range].fill(0);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

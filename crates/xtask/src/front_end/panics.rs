//! Takes out of a WASM file what only a panic needs: its texts, their formatting, and the standard library's hook.
//!
//! Rust makes a sentence of every panic, and the code for that is compiled into the standard library. Here each
//! function that begins a panic calls `dom::crash::panicked` instead, which tells the reader, and then traps. What
//! formatted the sentences goes as well where nothing else formats (`docs/adr/0014-the-bytes-of-the-frame.md`).
//! A build without this step says the sentence in the console. [`super::blanks`] takes care of the texts themselves.

use std::ops::Range;

use anyhow::{Context, Result};

use super::functions::{Body, Functions};

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
    "std::sys::backtrace::__rust_end_short_backtrace",
    "hustings::dom::crash::install_panic_hook::{{closure}}",
];

/// Leaves the hook uninstalled.
const SET_HOOK: &str = "std::panicking::set_hook";

/// The file without what only panics need. Its names have to be in it.
pub(super) fn without_panics(wasm: &[u8]) -> Result<Vec<u8>> {
    let functions = Functions::of(wasm)?;
    let panicked = functions.position(|name| name.starts_with(PANICKED));
    let panicked = panicked.with_context(|| format!("the WASM does not name {PANICKED}"))?;
    let change = |name: &str| {
        if name.starts_with(SET_HOOK) {
            Some(Body::Empty)
        } else if is_beginning(name) {
            Some(Body::Call(panicked))
        } else {
            is_inside(name).then_some(Body::Trap)
        }
    };
    functions.rewrite(wasm, change)
}

/// The file without the standard library's formatting, if nothing calls it any more; else `None`.
pub(super) fn without_formatting(wasm: &[u8]) -> Result<Option<Vec<u8>>> {
    let functions = Functions::of(wasm)?;
    if functions
        .calls
        .iter()
        .any(|&(caller, callee)| is_formatting(functions.name(callee)) && !is_formatting(functions.name(caller)))
    {
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

fn is_beginning(name: &str) -> bool {
    let is_overflow = name.contains("::Fallibility") && name.contains("::capacity_overflow");
    is_overflow || BEGINNINGS.iter().any(|path| name.starts_with(path))
}

fn is_inside(name: &str) -> bool {
    INSIDE.iter().any(|path| name.starts_with(path))
}

/// Where in memory the texts stand that nobody but panics mentions. For a file that still has its panics.
pub(super) fn texts_of_panics(wasm: &[u8]) -> Result<Vec<Range<u32>>> {
    let functions = Functions::of(wasm)?;
    let goes = |function: u32| {
        let name = functions.name(function);
        is_beginning(name) || is_inside(name)
    };
    let mut texts = Vec::new();
    for (callee, [start, length, _]) in &functions.calls_with_numbers {
        if goes(*callee) {
            // A text to be formatted in which nothing is to be filled in is given by twice its length, and one
            // (`core::fmt::Arguments`).
            let is_format = functions.name(*callee).starts_with("core::panicking::panic_fmt");
            texts.push(*start..start.saturating_add(if is_format { length / 2 } else { *length }));
        }
    }
    let starts: Vec<u32> = texts.iter().map(|text| text.start).collect();
    let mentioned: Vec<u32> =
        functions.numbers.iter().filter(|(caller, _)| !goes(*caller)).map(|(_, number)| *number).collect();
    texts.retain(|text| {
        let by_panics = starts.iter().filter(|start| text.contains(start)).count();
        mentioned.iter().filter(|number| text.contains(number)).count() == by_panics
    });
    Ok(texts)
}

#[cfg(test)]
mod tests;

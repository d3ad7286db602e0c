//! The functions of a WASM file that still has their names: who calls whom, and other bodies for some.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use wasmparser::{KnownCustom, Name, Operator, Parser, Payload, TypeRef};

use super::wasm::{CODE, HEADER, Reader, put_number, put_section};

/// What a function is to do instead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing.
    Empty,
    /// To trap.
    Trap,
    /// To call this function, and then to trap.
    Call(u32),
}

/// The functions of a file.
#[derive(Default)]
pub(super) struct Functions {
    /// How many are imported; they come first.
    imported: u32,
    names: HashMap<u32, String>,
    /// Who calls whom.
    pub(super) calls: HashSet<(u32, u32)>,
    /// Every number that a function mentions, be it an address or not.
    pub(super) numbers: Vec<(u32, u32)>,
    /// Who is called with three numbers: two of them may be where a text stands.
    pub(super) calls_with_numbers: Vec<(u32, [u32; 3])>,
}

impl Functions {
    pub(super) fn of(wasm: &[u8]) -> Result<Self> {
        let mut functions = Self::default();
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
                    let mut before = Vec::new();
                    for operator in body.get_operators_reader()? {
                        let operator = operator?;
                        if let Some(number) = number(&operator) {
                            functions.numbers.push((caller, number));
                        }
                        match operator {
                            Operator::I32Const { value } => before.push(value.cast_unsigned()),
                            Operator::Call { function_index } => {
                                functions.calls.insert((caller, function_index));
                                if let [.., start, length, place] = before[..] {
                                    functions.calls_with_numbers.push((function_index, [start, length, place]));
                                }
                                before.clear();
                            }
                            _ => before.clear(),
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

    pub(super) fn name(&self, index: u32) -> &str {
        self.names.get(&index).map_or("", String::as_str)
    }

    pub(super) fn position(&self, is_it: impl Fn(&str) -> bool) -> Option<u32> {
        self.names.iter().find(|(_, name)| is_it(name)).map(|(index, _)| *index)
    }

    /// The file with other bodies in these functions.
    pub(super) fn rewrite(&self, wasm: &[u8], change: impl Fn(&str) -> Option<Body>) -> Result<Vec<u8>> {
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

/// The number that an instruction mentions where an address may stand.
fn number(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::I32Const { value } => Some(value.cast_unsigned()),
        Operator::I32Load { memarg }
        | Operator::I32Load8U { memarg }
        | Operator::I32Load16U { memarg }
        | Operator::I64Load { memarg }
        | Operator::I64Load32U { memarg } => u32::try_from(memarg.offset).ok(),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_are_taken_out_of_names() {
        assert_eq!(
            without_hashes("<alloc[3ca5]::vec::Vec<u8> as core[c59]::fmt::Write>::write_str"),
            "<alloc::vec::Vec<u8> as core::fmt::Write>::write_str"
        );
        assert_eq!(without_hashes("f::<[u8]>[1]"), "f::<[u8]>");
        assert_eq!(without_hashes("plain"), "plain");
    }
}

//! Small WASM files, made byte by byte, and what is left of them. Nothing here runs one.

use wasmparser::{Operator, Parser, Payload};

use super::*;
use crate::front_end::wasm::{CODE, CUSTOM, Reader, put_number, put_section, put_text};

const FUNCTION_TYPES: u8 = 1;
const FUNCTIONS: u8 = 3;
const CALL: u8 = 0x10;

/// A file of functions without arguments: what each is called, and which of them it calls.
fn program(functions: &[(&str, &[u8])]) -> Vec<u8> {
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    put_section(&mut wasm, FUNCTION_TYPES, &[1, 0x60, 0, 0]);
    let mut types = vec![functions.len() as u8];
    types.extend(functions.iter().map(|_| 0));
    put_section(&mut wasm, FUNCTIONS, &types);
    let mut code = vec![functions.len() as u8];
    let mut names = vec![functions.len() as u8];
    for (index, (name, calls)) in functions.iter().enumerate() {
        let mut body = vec![0];
        body.extend(calls.iter().flat_map(|callee| [CALL, *callee]));
        body.push(0x0b);
        put_number(&mut code, body.len());
        code.extend(body);
        names.push(index as u8);
        put_text(&mut names, name);
    }
    put_section(&mut wasm, CODE, &code);
    let mut section = Vec::new();
    put_text(&mut section, "name");
    put_section(&mut section, 1, &names);
    put_section(&mut wasm, CUSTOM, &section);
    wasm
}

/// What each function calls, and whether it traps.
fn bodies(wasm: &[u8]) -> Vec<(Vec<u32>, bool)> {
    let payloads = Parser::new(0).parse_all(wasm).map(|payload| payload.expect("WASM"));
    let bodies = payloads.filter_map(|payload| match payload {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    let of = |body: wasmparser::FunctionBody<'_>| {
        let operators: Vec<_> =
            body.get_operators_reader().expect("a body").into_iter().map(|operator| operator.expect("WASM")).collect();
        let calls = operators.iter().filter_map(|operator| match operator {
            Operator::Call { function_index } => Some(*function_index),
            _ => None,
        });
        (calls.collect(), operators.contains(&Operator::Unreachable))
    };
    bodies.map(of).collect()
}

#[test]
fn a_panic_tells_the_reader_and_traps_and_the_hook_is_never_set() {
    let wasm = program(&[
        ("hustings::dom::crash::panicked::h0123456789abcdef", &[]),
        ("core[c5930c85a12de822]::panicking::panic_fmt", &[3]),
        ("std[a543996e6e7dbf1e]::panicking::set_hook", &[3]),
        ("hustings::main", &[1, 2]),
        ("<hashbrown[5e619d7d1129c59f]::raw::Fallibility>::capacity_overflow", &[1]),
        ("std[a543996e6e7dbf1e]::panicking::panic_with_hook", &[3]),
    ]);
    let wanted =
        [(vec![], false), (vec![0], true), (vec![], false), (vec![1, 2], false), (vec![0], true), (vec![], true)];
    assert_eq!(bodies(&without_panics(&wasm).expect("names are there")), wanted);
}

#[test]
fn a_file_without_the_function_that_tells_the_reader_is_refused() {
    assert!(without_panics(&program(&[("core::panicking::panic_fmt", &[])])).is_err());
    assert!(without_panics(b"\0asm\x01\0\0\0").is_err());
    assert!(without_panics(b"").is_err());
}

#[test]
fn formatting_goes_only_where_nothing_formats() {
    let formatting = [("core::fmt::write", &[1][..]), ("<u32 as core::fmt::Display>::fmt", &[0][..])];
    let unused = program(&[formatting[0], formatting[1], ("hustings::main", &[])]);
    let without = without_formatting(&unused).expect("WASM").expect("nothing formats");
    assert_eq!(bodies(&without), [(vec![], true), (vec![], true), (vec![], false)]);
    let used = program(&[formatting[0], formatting[1], ("hustings::main", &[0])]);
    assert_eq!(without_formatting(&used).expect("WASM"), None);
}

#[test]
fn a_text_is_a_panics_own_when_nothing_else_mentions_it() {
    let mut wasm = program(&[
        ("hustings::dom::crash::panicked", &[]),
        ("core::option::expect_failed", &[]),
        ("hustings::main", &[]),
        ("hustings::other", &[]),
    ]);
    let say = |start: u8| [0x41, start, 0x41, 5, 0x41, 60, CALL, 1];
    let mut code = vec![4];
    for body in [vec![], vec![], [say(20), say(30), say(20)].concat(), vec![0x41, 32, 0x1a]] {
        let body = [&[0][..], &body, &[0x0b]].concat();
        put_number(&mut code, body.len());
        code.extend(body);
    }
    replace_section(&mut wasm, CODE, &code);
    let texts = texts_of_panics(&wasm).expect("names are there");
    assert_eq!(texts, [20..25, 20..25]);
}

/// Puts another section in the place of the one with this id.
fn replace_section(wasm: &mut Vec<u8>, id: u8, body: &[u8]) {
    let mut rest = Reader(&wasm[8..]);
    let mut written = wasm[..8].to_vec();
    while !rest.0.is_empty() {
        let (found, length) = (rest.byte().expect("an id"), rest.number().expect("a length"));
        let old = rest.bytes(length).expect("a section");
        put_section(&mut written, found, if found == id { body } else { old });
    }
    *wasm = written;
}

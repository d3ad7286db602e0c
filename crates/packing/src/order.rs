//! The order of the functions of a WASM program, which means nothing to it: brotli finds in one what it has just seen in another, so
//! that like ones belong side by side: those that take and give the same, and of those the ones that begin alike.

/// The program with names for its functions that say where each belongs, for a tool that sorts by names (WebAssembly 2.0, sections 5.5 and
/// 7.4.1). `None` for what is no program, and for one that imports anything but functions no promise is made.
#[must_use]
pub fn name_by_likeness(wasm: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut imported, mut types, mut kinds, mut bodies) =
        (wasm.get(8..)?, 0, Vec::new(), Vec::new(), Vec::new());
    while let Some(id) = rest.split_off_first() {
        let mut section = sized(&mut rest)?;
        match *id {
            1 => types = list(&mut section, function_type)?,
            2 => imported = number(&mut section)?,
            3 => kinds = list(&mut section, number)?,
            10 => bodies = list(&mut section, sized)?,
            _ => {}
        }
    }
    let kind = |kind: &usize| types.get(*kind).copied();
    let mut functions: Vec<_> = kinds
        .iter()
        .zip(bodies)
        .enumerate()
        .map(|(index, (of, body))| Some((kind(of)?, body, index)))
        .collect::<Option<_>>()?;
    functions.sort_unstable();
    let mut places: Vec<_> =
        functions.iter().enumerate().map(|(place, (.., index))| (imported + index, place)).collect();
    places.sort_unstable();
    let name = |(index, place): &(usize, usize)| [leb(*index), format!("\u{5}{place:05}").into_bytes()].concat();
    let names = [leb(places.len()), places.iter().flat_map(name).collect()].concat();
    let section = [b"\x04name\x01", &*leb(names.len()), &names].concat();
    Some([wasm, &[0], &leb(section.len()), &section].concat())
}

/// As many items as are said before them.
fn list<'a, T>(bytes: &mut &'a [u8], item: fn(&mut &'a [u8]) -> Option<T>) -> Option<Vec<T>> {
    let count = number(bytes)?;
    (0..count).map(|_| item(bytes)).collect()
}

/// What a function takes and gives: two lists of types, each of one byte as all are that a program of ours has (section 5.3.6).
fn function_type<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let all = *bytes;
    bytes.split_off_first().filter(|tag| **tag == 0x60)?;
    sized(bytes)?;
    sized(bytes)?;
    all.get(..all.len() - bytes.len())
}

/// What follows behind its own length.
fn sized<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(bytes)?;
    bytes.split_off(..length)
}

/// A number in LEB128.
fn number(bytes: &mut &[u8]) -> Option<usize> {
    let byte = *bytes.split_off_first()?;
    Some(usize::from(byte & 127) | if byte < 128 { 0 } else { number(bytes)? << 7 })
}

/// The same, written.
fn leb(number: usize) -> Vec<u8> {
    if number < 128 { vec![number as u8] } else { [vec![number as u8 | 128], leb(number >> 7)].concat() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One import and three functions of two types: the first takes a number, the others nothing, and the last begins with less.
    const PROGRAM: &[u8] = b"\0asm\x01\0\0\0\x01\x08\x02\x60\x01\x7f\0\x60\0\0\x02\x07\x01\x01a\x01b\0\0\
        \x03\x04\x03\0\x01\x01\x0a\x0a\x03\x02\0\x0b\x02\x02\x0b\x02\x01\x0b";

    #[test]
    fn functions_are_named_in_the_order_of_what_they_take_and_do() {
        let named = name_by_likeness(PROGRAM).expect("a program");
        let names = b"\0\x1d\x04name\x01\x16\x03\x01\x0500002\x02\x0500001\x03\x0500000";
        assert_eq!(named.strip_prefix(PROGRAM), Some(&names[..]));
    }

    #[test]
    fn what_is_no_program_has_no_names() {
        assert_eq!(name_by_likeness(b"\0asm\x01\0\0\0\x0a\x07\x02"), None);
        let of_no_type = [&PROGRAM[..8], &PROGRAM[18..]].concat();
        assert_eq!(name_by_likeness(&of_no_type), None);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for expected in [0, 1, 127, 128, 300, 70_000] {
            assert_eq!(number(&mut &leb(expected)[..]), Some(expected));
        }
    }
}

//! The order of the functions of a WASM program, which means nothing to it: brotli finds in one what it has just seen in another, so
//! that like ones belong side by side.

/// The program with names for its functions that say where each belongs, for a tool that sorts by names (WebAssembly 2.0, sections 5.5 and
/// 7.4.1). `None` for what is no program, and for one that imports anything but functions no promise is made.
#[must_use]
pub fn name_by_likeness(wasm: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut imported, mut bodies) = (wasm.get(8..)?, 0, Vec::new());
    while let Some(id) = rest.split_off_first() {
        let mut section = sized(&mut rest)?;
        if *id == 2 {
            imported = number(&mut section)?;
        } else if *id == 10 {
            let count = number(&mut section)?;
            bodies = (0..count).map(|index| sized(&mut section).map(|body| (body, index))).collect::<Option<_>>()?;
        }
    }
    bodies.sort_unstable();
    let mut places: Vec<_> = bodies.iter().enumerate().map(|(place, (_, index))| (imported + index, place)).collect();
    places.sort_unstable();
    let name = |(index, place): &(usize, usize)| [leb(*index), format!("\u{5}{place:05}").into_bytes()].concat();
    let names = [leb(places.len()), places.iter().flat_map(name).collect()].concat();
    let section = [b"\x04name\x01", &*leb(names.len()), &names].concat();
    Some([wasm, &[0], &leb(section.len()), &section].concat())
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

    #[test]
    fn functions_are_named_in_the_order_of_what_they_are() {
        // One import, and two functions of which the second begins with less.
        let wasm = b"\0asm\x01\0\0\0\x02\x07\x01\x01a\x01b\0\0\x0a\x07\x02\x02\x02\x0b\x02\x00\x0b";
        let named = name_by_likeness(wasm).expect("a program");
        let names = b"\0\x16\x04name\x01\x0f\x02\x01\x0500001\x02\x0500000";
        assert_eq!(named.strip_prefix(&wasm[..]), Some(&names[..]));
        assert_eq!(name_by_likeness(b"\0asm\x01\0\0\0\x0a\x07\x02"), None);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for expected in [0, 1, 127, 128, 300, 70_000] {
            assert_eq!(number(&mut &leb(expected)[..]), Some(expected));
        }
    }
}

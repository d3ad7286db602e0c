//! Blanks what only panics have said: their texts, and the places in source files that they would have named.
//! Nothing reads them any more, and a compressor makes nothing of zeros.

use std::ops::Range;

use anyhow::Result;
use wasmparser::{DataKind, Operator, Parser, Payload};

/// Blanks these texts, given by their addresses, and every place in a source file.
pub(super) fn blank(wasm: &mut [u8], texts: &[Range<u32>]) -> Result<()> {
    let segments = segments(wasm)?;
    let place = |address: u32| {
        segments.iter().find_map(|(start, range)| {
            let offset = address.checked_sub(*start)? as usize;
            (offset < range.len()).then(|| range.start + offset)
        })
    };
    let word = |at: usize| {
        let bytes = wasm.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    let words = || segments.iter().flat_map(|(_, range)| range.clone().step_by(4).filter(|at| at + 4 <= range.end));
    let mut blanks = Vec::new();
    for text in texts {
        let Some(at) = place(text.start) else { continue };
        let range = at..at + text.len();
        let is_text = wasm.get(range.clone()).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok());
        // Data may point to it, too.
        if is_text && !words().any(|at| text.contains(&word(at))) {
            blanks.push(range);
        }
    }
    for at in words() {
        // `core::panic::Location`: a file's name as pointer and length, a line, and a column.
        let (length, line, column) = (word(at + 4) as usize, word(at + 8), word(at + 12));
        let Some(name_at) = place(word(at)) else { continue };
        // The compiler ends the names of files with a zero.
        let name = wasm.get(name_at..name_at.saturating_add(length) + 1).and_then(|name| name.strip_suffix(b"\0"));
        if name.is_some_and(|name| name.ends_with(b".rs")) && line > 0 && (1..1_000).contains(&column) {
            blanks.extend([at..at + 16, name_at..name_at + length]);
        }
    }
    for range in blanks {
        wasm[range].fill(0);
    }
    Ok(())
}

/// Blanks the table of `00` to `99` from which the standard library's formatting takes its digits.
pub(super) fn blank_digits(wasm: &mut [u8]) -> Result<()> {
    let digits: String = (0..100).map(|number| format!("{number:02}")).collect();
    for (_, range) in segments(wasm)? {
        let data = &mut wasm[range];
        if let Some(at) = data.windows(digits.len()).position(|window| window == digits.as_bytes()) {
            data[at..at + digits.len()].fill(0);
        }
    }
    Ok(())
}

/// The parts of memory that the file fills: the address of each, and where in the file it stands.
fn segments(wasm: &[u8]) -> Result<Vec<(u32, Range<usize>)>> {
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
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_end::wasm::{DATA, put_number, put_section};

    /// A file with this data from address 1024 on.
    fn file(data: &[u8]) -> Vec<u8> {
        let mut section = vec![1, 0, 0x41, 0x80, 8, 0x0b];
        put_number(&mut section, data.len());
        section.extend(data);
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        put_section(&mut wasm, DATA, &section);
        wasm
    }

    #[test]
    fn places_in_source_files_are_blanked_and_texts_are_not() {
        let mut data = b"src/main.rs\0".to_vec();
        for word in [1024_u32, 11, 7, 5, 1024, 3, 7, 5] {
            data.extend(word.to_le_bytes());
        }
        data.extend(b"a text of main.rs\0");
        let mut wasm = file(&data);
        blank(&mut wasm, &[]).expect("WASM");
        let after = &wasm[wasm.len() - data.len()..];
        assert_eq!(&after[..28], [0; 28]);
        assert_eq!(&after[28..], &data[28..]);
    }

    #[test]
    fn the_table_of_digits_is_blanked_where_it_stands() {
        let table: String = (0..100).map(|number| format!("{number:02}")).collect();
        let mut wasm = file(format!("before{table}after").as_bytes());
        blank_digits(&mut wasm).expect("WASM");
        assert!(wasm.ends_with(&[b"before".as_slice(), &[0; 200], b"after"].concat()));
    }

    #[test]
    fn a_text_is_blanked_unless_data_points_to_it() {
        let mut data = b"unused..used....".to_vec();
        data.extend(1032_u32.to_le_bytes());
        let mut wasm = file(&data);
        blank(&mut wasm, &[1024..1030, 1032..1036, 9_000..9_004]).expect("WASM");
        let after = &wasm[wasm.len() - data.len()..];
        assert_eq!(&after[..16], b"\0\0\0\0\0\0..used....");
    }
}

//! The outer form of a WASM file: sections, numbers and names (WebAssembly core specification 2.0, chapter 5).

use anyhow::{Context, Result, bail};

/// The id of sections that say nothing to the browser (section 5.5.2).
pub(super) const CUSTOM: u8 = 0;
/// The id of the section of imports.
pub(super) const IMPORTS: u8 = 2;
/// The id of the section of exports.
pub(super) const EXPORTS: u8 = 7;
/// The id of the section of functions' bodies.
pub(super) const CODE: u8 = 10;
/// The id of the section of data, of which only tests make one.
#[cfg(test)]
pub(super) const DATA: u8 = 11;
/// How every WASM file begins: its magic number and its version.
pub(super) const HEADER: usize = 8;

/// What is still to be read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length).context("the file ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn byte(&mut self) -> Result<u8> {
        Ok(self.bytes(1)?[0])
    }

    /// An unsigned LEB128 of at most 32 bits.
    pub(super) fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        bail!("a number has more than 32 bits")
    }

    pub(super) fn text(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.bytes(length)?)?)
    }
}

pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub(super) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// Writes a section with its id and its length.
pub(super) fn put_section(bytes: &mut Vec<u8>, id: u8, body: &[u8]) {
    bytes.push(id);
    put_number(bytes, body.len());
    bytes.extend(body);
}

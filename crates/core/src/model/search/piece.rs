//! A file of the index: what it is, and whether it is whole.
//!
//! Its first line names the format, the file and a checksum of what follows, so that a reader knows a damaged file, one of
//! another index and the page of a host that has none. What follows is the body.

/// What the first line begins with. The number changes when an older reader would find something else in the files.
const FORMAT: &str = "hustings-search 1";
/// The polynomial of CRC-32 (ISO 3309), its bits from the last to the first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// The file `name` with this body.
pub fn seal(name: &str, body: &str) -> String {
    format!("{FORMAT} {name} {:08x}\n{body}", checksum(body.as_bytes()))
}

/// CRC-32, as in gzip.
fn checksum(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (entry, byte) in table.iter_mut().zip(0..) {
        *entry = (0..8).fold(byte, |sum, _| if sum & 1 == 1 { (sum >> 1) ^ POLYNOMIAL } else { sum >> 1 });
    }
    !bytes.iter().fold(!0, |sum, byte| (sum >> 8) ^ table[usize::from(sum as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_it_is_and_whether_it_is_whole() {
        // The check value of CRC-32.
        assert_eq!(seal("words-1-2.txt", "123456789"), "hustings-search 1 words-1-2.txt cbf43926\n123456789");
        assert_eq!(seal("a", ""), "hustings-search 1 a 00000000\n");
    }
}

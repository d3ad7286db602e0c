//! Numbers as decimal digits. The standard library's formatting would do, and weighs some kilobytes wherever the
//! WASM has no other use for it (`docs/adr/0014-the-bytes-of-the-frame.md`).

/// `number` in decimal, without a sign or leading zeros.
pub fn digits(number: u64) -> String {
    let mut text = String::new();
    push_digits(&mut text, number, 1);
    text
}

/// Writes `number` in decimal at the end of `text`, with zeros before it up to `width` digits.
pub fn push_digits(text: &mut String, number: u64, width: usize) {
    if number > 9 || width > 1 {
        push_digits(text, number / 10, width.saturating_sub(1));
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        for number in [0, 7, 10, 99, 100, 4_294_967_296, u64::MAX] {
            assert_eq!(digits(number), number.to_string());
            let mut padded = String::from("x");
            push_digits(&mut padded, number, 4);
            assert_eq!(padded, format!("x{number:04}"));
        }
    }
}

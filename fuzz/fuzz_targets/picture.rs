//! Fuzzes `hustings_content::fuzz::picture`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_content::fuzz::picture(data));

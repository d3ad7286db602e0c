//! Fuzzes `hustings_content::fuzz::poll`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_content::fuzz::poll(data));

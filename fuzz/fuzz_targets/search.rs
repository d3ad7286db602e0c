//! Fuzzes `hustings_core::fuzz::search`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_core::fuzz::search(data));

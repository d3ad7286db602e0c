//! Fuzzes `hustings_server::fuzz::proof`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_server::fuzz::proof(data));

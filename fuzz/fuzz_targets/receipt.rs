//! Fuzzes `hustings_server::fuzz::receipt`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_server::fuzz::receipt(data));

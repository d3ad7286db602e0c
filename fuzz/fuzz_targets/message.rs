//! Fuzzes `hustings_core::fuzz::message`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_core::fuzz::message(data));

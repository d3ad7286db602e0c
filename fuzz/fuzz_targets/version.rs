//! Fuzzes `hustings_wire::fuzz::version`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_wire::fuzz::version(data));

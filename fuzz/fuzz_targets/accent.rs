//! Fuzzes `hustings_render::fuzz::accent`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_render::fuzz::accent(data));

//! Fuzzes `hustings_routes_embed::fuzz::url`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_routes_embed::fuzz::url(data));

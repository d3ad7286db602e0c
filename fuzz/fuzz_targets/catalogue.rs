//! Fuzzes `hustings_catalogues::fuzz::catalogue`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_catalogues::fuzz::catalogue(data));

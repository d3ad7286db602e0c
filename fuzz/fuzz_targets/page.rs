//! Fuzzes `hustings_partner_check::fuzz::page`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_partner_check::fuzz::page(data));

//! Fuzzes `hustings_partner_check::fuzz::policy`, which says what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hustings_partner_check::fuzz::policy(data));

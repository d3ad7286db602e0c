//! Boots the poll in a partner's frame, of whatever kind it is.

// The standard library's start of a program, which comes with `main`, prepares a console that no browser has.
#![no_main]

use any_spawner::Executor;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
fn start() {
    hustings::dom::crash::install_panic_hook();
    hustings_core::kinds::know_every_kind();
    // Nothing has set it up before.
    let _ = Executor::init_wasm_bindgen();
    Executor::spawn_local(hustings::frame_boot::boot());
}

//! Boots the reader app.

use any_spawner::Executor;

fn main() {
    hustings::dom::crash::install_panic_hook();
    // Nothing has set it up before.
    let _ = Executor::init_wasm_bindgen();
    Executor::spawn_local(hustings::boot::boot());
}

//! Boots the poll in a partner's frame.

use any_spawner::Executor;

fn main() {
    hustings::dom::crash::install_panic_hook();
    // Nothing has set it up before.
    let _ = Executor::init_wasm_bindgen();
    Executor::spawn_local(hustings::frame_boot::boot());
}

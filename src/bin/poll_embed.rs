//! Boots the poll in a partner's frame.

fn main() {
    hustings::dom::crash::install_panic_hook();
    // Not Leptos' own: its executor is set up by mounting.
    wasm_bindgen_futures::spawn_local(hustings::frame_boot::boot());
}

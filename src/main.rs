//! Boots the reader app.

fn main() {
    hustings::dom::crash::install_panic_hook();
    // Not Leptos' own: its executor is set up by mounting.
    wasm_bindgen_futures::spawn_local(hustings::boot::boot());
}

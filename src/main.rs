//! Boots the reader app.

fn main() {
    hustings::dom::crash::install_panic_hook();
    leptos::task::spawn_local(hustings::boot::boot());
}

//! The outermost drawing of a page: into an empty element, or onto what the server has sent in it.
//!
//! Leptos' own mounting would do the same, and bring the code that hydrates views of every other kind, of
//! which there are none here (`docs/adr/0008-one-type-for-every-view.md`).

use any_spawner::Executor;
use leptos::prelude::Owner;
use web_sys::HtmlElement;

use super::{Markup, browser::draw, place::Place};

/// Draws what `make` returns into `root` for as long as the page lives. With `served`, onto the nodes that are
/// there, which the same components have written on the server.
pub fn draw_root(root: &HtmlElement, served: bool, make: impl FnOnce() -> Markup) {
    // An error says that somebody has done it already.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new_root(None);
    let drawn = owner.with(|| {
        let place = if served { Place::served(root, true) } else { Place::new(root.clone().into(), None, false) };
        let drawn = draw(make(), &place);
        place.close();
        drawn
    });
    std::mem::forget((owner, drawn));
}

//! The outermost drawing: into an element, or onto what the server has sent in it.

use any_spawner::Executor;
use web_sys::HtmlElement;

use crate::{
    engine::{Drawn, Place, begin_slice, draw, finish, hasten_presses},
    reactive::owner::Owner,
    view::Render,
};

/// What is drawn, until this is dropped.
#[must_use = "dropping it takes the view out of the page"]
pub struct UnmountHandle {
    drawn: Drawn,
    owner: Owner,
}

impl UnmountHandle {
    /// Leaves the view where it is for as long as the page lives.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for UnmountHandle {
    fn drop(&mut self) {
        self.drawn.detach();
        self.owner.cleanup();
    }
}

/// Draws what `make` returns at the end of what is in `parent`.
pub fn mount_to<V: Render>(parent: HtmlElement, make: impl FnOnce() -> V + 'static) -> UnmountHandle {
    draw_at(Place::new(parent.into(), None, false), || make().markup())
}

/// Draws what `make` returns onto what `parent` holds, which the same components have written on the server. What
/// differs is drawn anew, and what nobody has taken goes. A large page is taken over in slices, of which this is the first;
/// the last is over after [`tick`](crate::task::tick).
pub fn hydrate_from<V: Render>(parent: HtmlElement, make: impl FnOnce() -> V + 'static) -> UnmountHandle {
    let (first, root) = (parent.first_child(), parent.clone());
    begin_slice();
    let handle = draw_at(Place::new(parent.into(), first, true), || make().markup());
    hasten_presses(&root);
    Executor::spawn_local(finish());
    handle
}

fn draw_at(place: Place, make: impl FnOnce() -> crate::engine::Markup) -> UnmountHandle {
    // An error says that somebody has done it already.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let drawn = owner.with(|| {
        let drawn = draw(make(), &place);
        place.close();
        drawn
    });
    UnmountHandle { drawn, owner }
}

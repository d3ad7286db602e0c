//! Taking a served page over in slices: all at once, a phone would hear nobody for a quarter of a second and more.
//!
//! What is in an element can be taken over at any time, since nothing outside of it depends on where in it one is. So once a
//! slice has gone into as many elements as it may, what is in the next ones waits, and the browser paints and hears its
//! reader before the next slice. Slices are counted in elements and not in milliseconds, so that they are the same for everybody
//! and every test. They go from the page's beginning to its end; when the reader presses something, all comes at once, before the press is heard.
//!
//! What is drawn anew is drawn without a pause, as in Leptos: half of it is on nobody's screen.

use std::{
    cell::Cell,
    pin::Pin,
    rc::{Rc, Weak},
};

use js_sys::{Function, Promise, Reflect, futures::JsFuture};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, Node};

use super::{
    Markup,
    draw::{Drawn, draw, update_list},
    place::Place,
};
use crate::reactive::owner::Owner;

/// How many elements a slice goes into.
const SLICE: u32 = 16;

/// By these a reader says something to an element.
const PRESSES: [&str; 4] = ["click", "input", "change", "submit"];

thread_local! {
    /// How many elements the slice under way may still go into.
    static LEFT: Cell<u32> = const { Cell::new(SLICE) };
    /// What waits, in the page's order.
    static WAITING: Cell<Vec<Weak<Filling>>> = const { Cell::new(Vec::new()) };
}

/// What is in an element.
#[derive(Default)]
pub(super) struct Filling {
    drawn: Cell<Vec<Drawn>>,
    waiting: Cell<Option<Box<Waiting>>>,
}

/// What is to be taken over, whose it is, and where it stands.
struct Waiting {
    children: Vec<Markup>,
    owner: Option<Owner>,
    place: Place,
}

impl Filling {
    /// Draws what is in an element, or lets it wait.
    pub(super) fn of(children: Vec<Markup>, place: Place) -> Rc<Self> {
        let filling = Rc::<Self>::default();
        if place.is_served() && children.iter().any(Markup::holds_more) {
            let left = LEFT.get();
            if left == 0 {
                filling.waiting.set(Some(Box::new(Waiting { children, owner: Owner::current(), place })));
                let mut waiting = WAITING.take();
                waiting.push(Rc::downgrade(&filling));
                WAITING.set(waiting);
                return filling;
            }
            LEFT.set(left - 1);
        }
        filling.draw(children, &place);
        filling
    }

    #[inline(never)]
    fn draw(&self, children: Vec<Markup>, place: &Place) {
        let drawn = children.into_iter().map(|child| draw(child, place)).collect();
        place.close();
        self.drawn.set(drawn);
    }

    fn take_over(&self) {
        let Some(waiting) = self.waiting.take() else { return };
        let Waiting { children, owner, place } = *waiting;
        // Everything that is drawn has one.
        if let Some(owner) = owner {
            owner.with(|| self.draw(children, &place));
        }
    }

    /// Makes what is in the element `parent` say this.
    pub(super) fn update(&self, children: Vec<Markup>, parent: &Node) {
        match self.waiting.take() {
            // What waits is out of date, and what it was to use may have gone.
            Some(waiting) => self.draw(children, &waiting.place),
            None => self.drawn.set(update_list(self.drawn.take(), children, parent, None)),
        }
    }
}

/// The slice under way has done enough: making what is in a region is work of its own.
pub(super) fn end_slice() {
    LEFT.set(0);
}

/// A slice begins.
pub(crate) fn begin_slice() {
    LEFT.set(SLICE);
}

/// Lets the browser do what waits for the thread: it paints, and hears its reader. By `scheduler.yield()` (Prioritized Task
/// Scheduling, WICG), which a page gives to browsers that lack it; without it there is no pause.
async fn pause() {
    let pause = || {
        let window = web_sys::window()?;
        let scheduler = Reflect::get(&window, &"scheduler".into()).ok()?;
        let pause: Function = Reflect::get(&scheduler, &"yield".into()).ok()?.dyn_into().ok()?;
        pause.call0(&scheduler).ok()
    };
    let _ = JsFuture::from(Promise::resolve(&pause().unwrap_or_default())).await;
}

/// Takes over what waits, slice by slice; the first one after a pause. Boxed, so that its steps are in the WASM once and not
/// within those of each caller.
pub(crate) fn finish() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async {
        loop {
            pause().await;
            if is_all_taken_over() {
                return;
            }
        }
    })
}

/// Takes over a slice. Returns whether nothing waits any more.
#[inline(never)]
fn is_all_taken_over() -> bool {
    begin_slice();
    while LEFT.get() > 0 {
        let mut rest = WAITING.take();
        if rest.is_empty() {
            return true;
        }
        if let Some(filling) = rest.remove(0).upgrade() {
            filling.take_over();
        }
        // What was in it comes before what follows it.
        let mut waiting = WAITING.take();
        waiting.append(&mut rest);
        WAITING.set(waiting);
    }
    false
}

/// What was ticked or written before it was taken over is heard now; what is being pressed, the browser reports.
pub(super) fn report(node: &Element, name: &str) {
    let event = web_sys::window().map(|window| window.event()).unwrap_or_default();
    let pressed = event.dyn_ref::<Event>().and_then(Event::target);
    if pressed.is_none_or(|pressed| pressed != ***node)
        && let Ok(event) = Event::new(name)
    {
        let _ = node.dispatch_event(&event);
    }
}

/// Takes over all that waits when something in `root` is pressed, before it hears of it. That may be a long task, but a short one would
/// have to know what else the press concerns.
pub(crate) fn hasten_presses(root: &Node) {
    let hasten = Closure::<dyn FnMut(Event)>::new(|_: Event| while !is_all_taken_over() {});
    let hasten = hasten.into_js_value().unchecked_into();
    for press in PRESSES {
        let _ = root.add_event_listener_with_callback_and_bool(press, &hasten, true);
    }
}

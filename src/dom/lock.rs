//! A Web Lock (W3C Web Locks API), by hand: web-sys has it behind an unstable flag only.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::window;

/// Hears whether the lock is had: `false` when none is to be had.
pub type Tell = Rc<dyn Fn(bool)>;

/// A lock that is held, or waited for. Dropping it lets it go.
pub struct Lock(Rc<RefCell<Held>>);

#[derive(Default)]
struct Held {
    /// Ends the promise for as long as which the lock is held.
    release: Option<Function>,
    /// Whether nobody wants it any more.
    is_over: bool,
}

impl Lock {
    /// Asks for the lock `name`. `None` where the browser has no locks.
    pub fn request(name: &str, tell: Tell) -> Option<Self> {
        let navigator = window().navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| !locks.is_undefined())?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        let held = Rc::new(RefCell::new(Held::default()));
        let lock = Self(Rc::clone(&held));
        let granted = Rc::clone(&tell);
        let callback = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            if held.borrow().is_over {
                return JsValue::UNDEFINED;
            }
            granted(true);
            Promise::new(&mut |resolve, _| held.borrow_mut().release = Some(resolve)).into()
        });
        let answer: Promise = request.call2(&locks, &name.into(), &callback).ok()?.unchecked_into();
        // A document that may keep nothing is refused.
        let refused = Closure::once_into_js(move |_reason: JsValue| {
            tell(false);
        });
        let _ = Reflect::get(&answer, &"catch".into())
            .and_then(JsCast::dyn_into::<Function>)
            .and_then(|catch| catch.call1(&answer, &refused));
        Some(lock)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut held = self.0.borrow_mut();
        held.is_over = true;
        if let Some(release) = held.release.take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

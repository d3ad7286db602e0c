//! The system's share sheet.

use hustings_core::model::share::Subject;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::window;

fn share_function() -> Option<Function> {
    Reflect::get(&window().navigator(), &"share".into()).ok()?.dyn_into().ok()
}

/// Whether the system has a share sheet.
pub fn is_available() -> bool {
    share_function().is_some()
}

/// Opens the share sheet. A reader who closes it has decided not to share: nothing to report.
pub async fn share(subject: &Subject) {
    let Some(share) = share_function() else { return };
    let data = Object::new();
    let _ = Reflect::set(&data, &"title".into(), &JsValue::from_str(&subject.title));
    let _ = Reflect::set(&data, &"url".into(), &JsValue::from_str(&subject.url));
    let promise = share.call1(&window().navigator(), &data).ok().and_then(|p| p.dyn_into::<Promise>().ok());
    if let Some(promise) = promise {
        let _ = JsFuture::from(promise).await;
    }
}

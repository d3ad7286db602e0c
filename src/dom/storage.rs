//! Small texts kept on the device, in `localStorage` where it works and in memory where it does
//! not: storage may be refused, full or partitioned away.

use std::{cell::RefCell, collections::BTreeMap};

use web_sys::Storage;

use super::window;

thread_local! {
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The text kept under `key`.
#[must_use]
pub fn get(key: &str) -> Option<String> {
    let kept = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    kept.or_else(|| MEMORY.with_borrow(|memory| memory.get(key).cloned()))
}

/// Keeps `text` under `key`.
pub fn set(key: &str, text: &str) {
    let stored = storage().is_some_and(|storage| storage.set_item(key, text).is_ok());
    MEMORY.with_borrow_mut(|memory| {
        if stored {
            memory.remove(key)
        } else {
            memory.insert(key.to_owned(), text.to_owned())
        };
    });
}

/// Forgets what is kept under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
    MEMORY.with_borrow_mut(|memory| memory.remove(key));
}

/// All keys that begin with `prefix`.
#[must_use]
pub fn keys(prefix: &str) -> Vec<String> {
    let stored = storage().map_or_else(Vec::new, |storage| {
        let length = storage.length().unwrap_or(0);
        (0..length).filter_map(|i| storage.key(i).ok().flatten()).collect()
    });
    let mut keys: Vec<String> = MEMORY.with_borrow(|memory| memory.keys().cloned().collect());
    keys.extend(stored);
    keys.retain(|key| key.starts_with(prefix));
    keys
}

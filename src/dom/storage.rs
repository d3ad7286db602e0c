//! Small strings kept on the device: in `localStorage`, or in memory where that is refused or full.

use std::cell::RefCell;

use web_sys::Storage;

use super::{document::base_path, window};

thread_local! {
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

fn storage() -> Option<Storage> {
    if cfg!(all(test, not(target_arch = "wasm32"))) {
        return None;
    }
    window().local_storage().ok().flatten()
}

/// `name` as the key of the publication that lies at this path: several may share one origin, and each has its own.
pub fn of_publication(name: &str) -> String {
    [name, " ", &base_path(), " "].concat()
}

/// The text kept under `key`.
pub fn get(key: &str) -> Option<String> {
    let kept = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    kept.or_else(|| {
        MEMORY.with_borrow(|memory| memory.iter().find(|(name, _)| name == key).map(|(_, text)| text.clone()))
    })
}

/// Keeps `text` under `key`.
pub fn set(key: &str, text: &str) {
    let stored = storage().is_some_and(|storage| storage.set_item(key, text).is_ok());
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(name, _)| name != key);
        if !stored {
            memory.push((key.to_owned(), text.to_owned()));
        }
    });
}

/// Forgets what is kept under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
    MEMORY.with_borrow_mut(|memory| memory.retain(|(name, _)| name != key));
}

/// All keys that begin with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let stored = storage().map_or_else(Vec::new, |storage| {
        let length = storage.length().unwrap_or(0);
        (0..length).filter_map(|i| storage.key(i).ok().flatten()).collect()
    });
    let mut keys: Vec<String> = MEMORY.with_borrow(|memory| memory.iter().map(|(name, _)| name.clone()).collect());
    keys.extend(stored);
    keys.retain(|key| key.starts_with(prefix));
    keys
}

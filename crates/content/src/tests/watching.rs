//! A folder that is watched is read when something is done to it, wherever in it that is.

use std::time::Duration;

use tokio::{runtime::Builder, time::timeout};

use super::*;

/// A slow machine is no fault.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn what_is_saved_shows_without_anybody_asking() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    let deeds = [
        ("articles/trains/en.md", ENGLISH.replace("First.", "Another first.")),
        ("polls/which.toml", POLL.replace("Which?", "Whose?")),
        ("articles/planes/en.md", ENGLISH.to_owned()),
        ("articles/planes/en.md", ENGLISH.replace("First.", "In a folder that is new.")),
        ("publication.toml", PUBLICATION.replace("The Open Question", "The Other Question")),
    ];
    Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        let mut changed = store.changed();
        let watching = tokio::spawn(store.clone().watch());
        for (file, text) in deeds {
            write(dir.path(), file, text.as_bytes());
            timeout(PATIENCE, changed.changed()).await.unwrap_or_else(|_| panic!("{file} was not read")).unwrap();
        }
        watching.abort();
    });
    assert_eq!(store.current().publication("en").name, "The Other Question");
    assert!(store.current().article("planes").unwrap().translations["en"].body_html.contains("a folder that is new"));
}

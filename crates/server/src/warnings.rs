//! What is wrong with the files that pages are made of, of which readers get what was good before.
//!
//! The built front-end is looked at in the background and counted, so that those who ask how the server is cost nothing.
//! What is wrong stands in the log and not in an answer, since it names files that may not be published yet.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hustings_content::{Content, ContentStore, Severity};
use hustings_render::Renderer;

use crate::watch::look_every;

/// How often the front-end's files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Finds what is wrong. Clones share what was found.
#[derive(Clone)]
pub struct Warnings {
    content: ContentStore,
    renderer: Renderer,
    /// What was wrong with the front-end when it was looked at last.
    of_front_end: Arc<AtomicUsize>,
}

impl Warnings {
    /// Nothing is wrong with the front-end until it is looked at.
    pub(crate) fn new(content: ContentStore, renderer: Renderer) -> Self {
        Self { content, renderer, of_front_end: Arc::default() }
    }

    /// How many there are. Looks at no file.
    pub fn count(&self) -> usize {
        of_content(&self.content.current()).count() + self.of_front_end.load(Ordering::Relaxed)
    }

    /// Each as a sentence. Blocks on the disk.
    pub fn list(&self) -> Vec<String> {
        let content = self.content.current();
        let of_front_end = self.look();
        of_content(&content).chain(of_front_end).collect()
    }

    /// Looks at the front-end for ever.
    pub(crate) async fn watch(self) {
        // What is new stands in the log of the renderer.
        look_every(LOOK_EVERY, "the front-end's files", move || drop(self.look())).await;
    }

    /// What is wrong with the front-end now.
    fn look(&self) -> Vec<String> {
        let content = self.content.current();
        let found = self.renderer.faults(content.languages.iter().map(|language| language.lang.as_str()));
        self.of_front_end.store(found.len(), Ordering::Relaxed);
        found
    }
}

fn of_content(content: &Content) -> impl Iterator<Item = String> {
    content.faults.iter().filter(|fault| fault.severity == Severity::Error).map(ToString::to_string)
}

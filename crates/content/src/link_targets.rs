//! Targets of links in articles, for an exported site whose pages have other URLs than the server's.

use std::{fmt, sync::Arc};

type Target = dyn Fn(&str) -> String + Send + Sync;

/// Says where a link leads that an author wrote. By default where the author says.
#[derive(Clone, Default)]
pub struct LinkTargets(Option<Arc<Target>>);

impl LinkTargets {
    /// Links that lead where `target` says.
    pub fn new(target: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(target)))
    }

    /// Where the link `href` leads.
    pub(crate) fn of(&self, href: String) -> String {
        match &self.0 {
            Some(target) => target(&href),
            None => href,
        }
    }
}

impl fmt::Debug for LinkTargets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LinkTargets").field(&self.0.is_some()).finish()
    }
}

//! What holds for URLs of pages and of polls, whatever is in them: the law of the fuzz target, which the tests run over the kept
//! inputs.

use axum::http::Uri;
use hustings_core::model::route::{Route, decode_component, query_value};
use url::Url;

use crate::poll_url::poll_at;

/// The publication of the law.
const HOME: &str = "https://news.example";

/// A URL of the publication. A page has one path, whose parts need no encoding, and stays on its host.
pub fn url(data: &[u8]) {
    let Ok(uri) = Uri::try_from(data) else { return };
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    for key in ["lang", "q", "partner", "cursor"] {
        let _ = query_value(query, key);
    }
    let _ = decode_component(path);
    let _ = poll_at(&String::from_utf8_lossy(data), HOME);
    let Some(route) = Route::parse(path, query) else { return };
    let proper = route.path();
    let (path, query) = proper.split_once('?').unwrap_or((&proper, ""));
    assert_eq!(Route::parse(path, query).as_ref(), Some(&route), "{proper}");
    let there = Url::parse(HOME).and_then(|home| home.join(&proper)).expect("a URL");
    assert_eq!((there.origin().ascii_serialization().as_str(), there.path()), (HOME, path), "{proper}");
}

#[cfg(test)]
#[path = "../../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn a_page_has_one_path() {
        holds("url", super::url);
    }
}

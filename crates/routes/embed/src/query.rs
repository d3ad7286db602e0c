//! The query string of a frame.

use axum::{extract::Query, http::Uri};
use serde::Deserialize;

/// What a frame's URL says beside the poll. A value that makes no sense counts as not there: a frame
/// with a wrong colour is better than none.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct EmbedQuery {
    pub(super) lang: Option<String>,
    pub(super) theme: Option<String>,
    pub(super) accent: Option<String>,
    /// Origin of the page around the frame, as `embed.js` tells it.
    pub(super) host: Option<String>,
}

impl EmbedQuery {
    /// What stands in this URL. A query that cannot be read asks for nothing.
    pub(super) fn of(uri: &Uri) -> Self {
        Query::try_from_uri(uri).map(|Query(query)| query).unwrap_or_default()
    }
}

/// Whether the frame is loaded anew because its poll was one that its program did not know. Any value says so, also in a query that
/// otherwise makes no sense: `frame.js` adds it to whatever was there.
pub(super) fn is_anew(uri: &Uri) -> bool {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri);
    pairs.is_ok_and(|Query(pairs)| pairs.iter().any(|(name, _)| name == "anew"))
}

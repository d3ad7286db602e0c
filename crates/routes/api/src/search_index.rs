//! `GET /{lang}/search/{file}`: the files of the index, in which browsers search.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
    routing::get,
};
use hustings_http::{coding::Coding, error::ApiError, etag, extract::Path, file_cache::FOR_EVER};
use hustings_routes_state::RouteState;
use hustings_search_index::Part;

/// Of what says which files there are: whoever keeps it asks whether it is new, since the files of an older one are gone.
const CACHE: &str = "public, no-cache";

/// `/{lang}/search/{file}`.
pub(super) fn router() -> Router<RouteState> {
    Router::new().route("/{lang}/search/{file}", get(file))
}

async fn file(
    State(state): State<RouteState>,
    Path((lang, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let no_such_file =
        || ApiError::not_found("There is no such file of a search. `index.txt` names those that there are.");
    // Nobody has an index built for a name that no index has.
    if !content.has_language(&lang) || !name.ends_with(".txt") {
        return Err(no_such_file());
    }
    let index = state.search_indexes.index(&content, &lang).await?;
    let part = index.part(&name).ok_or_else(no_such_file)?;
    let (tag, cache) = (index.tag(part), if part == Part::Index { CACHE } else { FOR_EVER });
    let mut response = if etag::has(&headers, &tag) {
        etag::not_modified(&tag, cache)
    } else {
        let coding = Coding::preferred(&headers);
        let packed = state.search_indexes.packed(move || coding.pack(index.text(part).as_bytes())).await?;
        let mut response = Response::new(packed.into());
        etag::put(response.headers_mut(), &tag, cache);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        headers.extend(coding.header().map(|coding| (header::CONTENT_ENCODING, coding)));
        response
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

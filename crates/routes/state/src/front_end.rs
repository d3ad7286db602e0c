//! What is said when the built front-end cannot be used.

use hustings_http::error::ApiError;
use hustings_render::RenderError;

use crate::RouteState;

/// The error where the front-end cannot be used. What is wrong with it stands in the log, for the operator.
pub fn broken_front_end(error: &RenderError) -> ApiError {
    tracing::error!(%error, "the built front-end cannot be used");
    ApiError::unavailable()
}

/// What is wrong with the front-end, for those who work on it on their own machine; readers are told no files and faults.
pub fn explanation(error: &RenderError, state: &RouteState) -> String {
    if state.is_own_machine { error.to_string() } else { RenderError::FOR_READERS.to_owned() }
}

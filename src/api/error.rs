//! Errors of requests to the backend.

use hustings_wire::{ErrorCode, Problem};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.text())]
pub enum ApiError {
    /// No response: no network, no server, or a timeout.
    Unreachable(String),
    /// An error response of the backend.
    Problem(Box<Problem>),
    /// A response that does not match the contract.
    Unreadable(String),
}

impl ApiError {
    /// What to write into the console. Also its `Display`, which would bring the formatting of the standard library
    /// into the WASM.
    pub fn text(&self) -> String {
        let (what, why) = match self {
            Self::Unreachable(why) => ("the backend cannot be reached: ", why),
            Self::Problem(problem) => ("the backend says: ", &problem.detail),
            Self::Unreadable(why) => ("the answer cannot be read: ", why),
        };
        [what, why].concat()
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Problem(problem) => {
                problem.status >= 500 || matches!(problem.code, ErrorCode::RateLimited | ErrorCode::Unavailable)
            }
            Self::Unreadable(_) => false,
        }
    }

    /// The code to tell the reader about; `Unavailable` when the backend gave none.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Problem(problem) => problem.code,
            Self::Unreachable(_) | Self::Unreadable(_) => ErrorCode::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: u16, code: ErrorCode) -> ApiError {
        let (kind, title, detail) = (String::new(), String::new(), String::new());
        ApiError::Problem(Box::new(Problem { kind, title, status, detail, code, field: None, available: Vec::new() }))
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(ApiError::Unreachable(String::new()).is_transient());
        assert!(problem(503, ErrorCode::Unavailable).is_transient());
        assert!(problem(502, ErrorCode::Other).is_transient());
        assert!(problem(429, ErrorCode::RateLimited).is_transient());
        assert!(!problem(409, ErrorCode::PollClosed).is_transient());
        assert!(!ApiError::Unreadable(String::new()).is_transient());
    }
}

//! Errors of requests to the backend.

use hustings_wire::{ErrorCode, Problem};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.text())]
pub enum ApiError {
    /// No response: no network, no server, or a timeout.
    Unreachable(String),
    /// An error response of the backend, and the seconds after which it asks to try again, 0 where it asks nothing.
    Problem(Box<Problem>, u32),
    /// An error response that is not the contract's, of a proxy, a portal or a host of files: its status, and seconds as
    /// above.
    Foreign(u16, u32),
    /// A response that does not match the contract.
    Unreadable(String),
}

impl ApiError {
    /// What to write into the console. Also its `Display`, which would bring the formatting of the standard library
    /// into the WASM.
    pub fn text(&self) -> String {
        let (what, why) = match self {
            Self::Unreachable(why) => ("the backend cannot be reached: ", why),
            Self::Problem(problem, _) => ("the backend says: ", &problem.detail),
            Self::Foreign(..) => return "an answer that is not the backend's".to_owned(),
            Self::Unreadable(why) => ("the answer cannot be read: ", why),
        };
        [what, why].concat()
    }

    /// Whether the same call would never succeed: only the contract can say so, in as many words.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Problem(problem, _) if problem.code.is_final())
    }

    /// The seconds after which to try again, by the response; 0 where it says nothing.
    pub fn retry_after(&self) -> u32 {
        match self {
            Self::Problem(_, seconds) | Self::Foreign(_, seconds) => *seconds,
            Self::Unreachable(_) | Self::Unreadable(_) => 0,
        }
    }

    /// The code to tell the reader about; `Unavailable` when the backend gave none. A host of files has no other word
    /// for a page that is not there than its status.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Problem(problem, _) => problem.code,
            Self::Foreign(404, _) => ErrorCode::NotFound,
            _ => ErrorCode::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: u16, code: ErrorCode) -> ApiError {
        let (kind, title, detail) = (String::new(), String::new(), String::new());
        let problem = Problem { kind, title, status, detail, code, field: None, available: Vec::new() };
        ApiError::Problem(Box::new(problem), 0)
    }

    #[test]
    fn only_the_contract_ends_a_call() {
        assert!(problem(409, ErrorCode::PollClosed).is_final());
        for passing in [
            ApiError::Unreachable(String::new()),
            ApiError::Unreadable(String::new()),
            ApiError::Foreign(403, 0),
            ApiError::Foreign(404, 0),
            problem(403, ErrorCode::IdentityRequired),
            problem(409, ErrorCode::PollNotOpen),
            problem(409, ErrorCode::Other),
            problem(429, ErrorCode::RateLimited),
            problem(503, ErrorCode::Unavailable),
        ] {
            assert!(!passing.is_final(), "{passing}");
        }
    }
}

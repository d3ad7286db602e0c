//! Errors: RFC 9457 problem details.

use serde::{Deserialize, Serialize};

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ErrorCode {
    /// 400 when the request cannot be read, 422 when it can but makes no sense.
    InvalidRequest,
    /// 404.
    NotFound,
    /// 404, with the languages there are in `available`.
    TranslationMissing,
    /// 422.
    UnknownOption,
    /// 422.
    TooManyOptions,
    /// 409.
    PollClosed,
    /// 409.
    PollNotOpen,
    /// 409.
    VoteNotChangeable,
    /// 403.
    OriginNotAllowed,
    /// 403: the poll takes votes only with an id that a partner has signed.
    IdentityRequired,
    /// 428, with a [`Challenge`]: a guarded poll takes the vote of a new voter only with a proof.
    ProofRequired,
    /// 409: the vote of a new voter who could not do the work of a guarded poll is kept, and not counted until the owner of the
    /// poll has decided so.
    SetAside,
    /// 415.
    UnsupportedMediaType,
    /// 413.
    PayloadTooLarge,
    /// 429, with `Retry-After`.
    RateLimited,
    /// 503, with `Retry-After`.
    Unavailable,
    /// A code that this version does not know.
    #[serde(other)]
    Other,
}

impl ErrorCode {
    /// Whether an error of this code ends what a client has tried to send: the same request would never succeed. After any
    /// other, as after an answer that is not the contract's, the client keeps what it has to send and tries again.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::InvalidRequest
                | Self::NotFound
                | Self::UnknownOption
                | Self::TooManyOptions
                | Self::PollClosed
                | Self::VoteNotChangeable
                | Self::OriginNotAllowed
                | Self::SetAside
                | Self::UnsupportedMediaType
                | Self::PayloadTooLarge
        )
    }

    /// The code as the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::NotFound => "not_found",
            Self::TranslationMissing => "translation_missing",
            Self::UnknownOption => "unknown_option",
            Self::TooManyOptions => "too_many_options",
            Self::PollClosed => "poll_closed",
            Self::PollNotOpen => "poll_not_open",
            Self::VoteNotChangeable => "vote_not_changeable",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::IdentityRequired => "identity_required",
            Self::ProofRequired => "proof_required",
            Self::SetAside => "set_aside",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::PayloadTooLarge => "payload_too_large",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Other => "other",
        }
    }
}

/// Body of every answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The kind in a few English words.
    #[serde(default)]
    pub title: String,
    /// The HTTP status, repeated.
    #[serde(default)]
    pub status: u16,
    /// What happened in this case and what can be done, in English.
    #[serde(default)]
    pub detail: String,
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// The field to blame, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// With [`ErrorCode::TranslationMissing`]: languages that there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<String>,
}

/// What a new voter of a guarded poll has to show: that they have waited, and that their browser has worked. The same vote
/// goes out once more with the header `hustings-proof`: the token, and where there is work also `.` and a counter. Who
/// cannot do the work sends the token with ` cannot` after it, and the vote is set aside.
///
/// The counter is a whole number in decimal digits, without zeros in front, for which PBKDF2 (RFC 8018) with HMAC-SHA-256, the
/// token's text as password, the counter's text as salt and so many iterations, begins with so many zero bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// Good once, for the poll and the network that it was given to, and for half an hour at most.
    pub token: String,
    /// Iterations of one derivation.
    pub iterations: u32,
    /// Zero bits at the beginning of the derivation that is looked for, at most 32; 0 where no work is asked.
    pub bits: u8,
    /// Milliseconds to wait before the token is shown.
    pub wait_ms: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_it_is_serialised() {
        for code in [
            ErrorCode::InvalidRequest,
            ErrorCode::NotFound,
            ErrorCode::TranslationMissing,
            ErrorCode::UnknownOption,
            ErrorCode::TooManyOptions,
            ErrorCode::PollClosed,
            ErrorCode::PollNotOpen,
            ErrorCode::VoteNotChangeable,
            ErrorCode::OriginNotAllowed,
            ErrorCode::IdentityRequired,
            ErrorCode::ProofRequired,
            ErrorCode::SetAside,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::PayloadTooLarge,
            ErrorCode::RateLimited,
            ErrorCode::Unavailable,
            ErrorCode::Other,
        ] {
            assert_eq!(serde_json::to_value(code).expect("a text"), code.as_str());
        }
    }
}

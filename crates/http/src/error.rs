//! Errors as the contract wants them: RFC 9457 problem details. The cause of an internal error goes to the log, never
//! to the client.

use std::fmt;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use hustings_limits::admission::Refused;
use hustings_store::StoreError;
use hustings_wire::{Challenge, ErrorCode, Problem, problem::PROBLEM_JSON};
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds after which it is worth trying again where no more votes are set aside.
pub const FULL_ASIDE: u64 = 3_600;

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ApiError {
    status: StatusCode,
    code: ErrorCode,
    detail: String,
    field: Option<String>,
    available: Vec<String>,
    /// Seconds after which to try again.
    retry_after: Option<u64>,
    challenge: Option<Box<Challenge>>,
}

/// The body of a refusal in a guarded poll.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProblemWithChallenge {
    /// The problem, as any other.
    #[serde(flatten)]
    problem: Problem,
    /// With the code `proof_required`: what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<Box<Challenge>>,
}

impl ApiError {
    fn new(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            field: None,
            available: Vec::new(),
            retry_after: None,
            challenge: None,
        }
    }

    /// 400: the request cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::InvalidRequest, detail)
    }

    /// 422: the request can be read, but `field` makes no sense.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::InvalidRequest, detail).at(field)
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, detail)
    }

    /// 404: there is `what`, but not in `lang`; it is there in `available`.
    pub fn translation_missing(what: &str, lang: &str, available: Vec<String>) -> Self {
        let detail = format!("There is no {what} in the language \"{lang}\"; there is in: {}.", available.join(", "));
        Self { available, ..Self::new(StatusCode::NOT_FOUND, ErrorCode::TranslationMissing, detail) }.at("lang")
    }

    /// 405, to which the router adds `Allow`.
    pub fn method_not_allowed() -> Self {
        let detail = "This URL does not take this method; the header Allow names those it takes.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidRequest, detail)
    }

    /// 422: the poll has no such option.
    pub fn unknown_option(option: &str) -> Self {
        let detail = format!("The poll has no option \"{}\".", abridged(option));
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::UnknownOption, detail).at("options")
    }

    /// 422: more options than the poll's `max`.
    pub fn too_many_options(max: u32) -> Self {
        let detail = format!("At most {max} may be chosen in this poll.");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::TooManyOptions, detail).at("options")
    }

    /// 409: voting has ended.
    pub fn poll_closed() -> Self {
        Self::new(StatusCode::CONFLICT, ErrorCode::PollClosed, "The poll is closed.")
    }

    /// 409: voting has not begun.
    pub fn poll_not_open() -> Self {
        Self::new(StatusCode::CONFLICT, ErrorCode::PollNotOpen, "The poll is not open yet.")
    }

    /// 409: the vote that stands is final.
    pub fn vote_not_changeable() -> Self {
        let detail = "There is a vote already that can be neither changed nor withdrawn from here.";
        Self::new(StatusCode::CONFLICT, ErrorCode::VoteNotChangeable, detail)
    }

    /// 403: the page that asks belongs to another site.
    pub fn origin_not_allowed() -> Self {
        let detail = "Pages of this origin may not vote or rate here.";
        Self::new(StatusCode::FORBIDDEN, ErrorCode::OriginNotAllowed, detail)
    }

    /// 403: the poll takes votes only with an id that a partner has signed; `why` says what is wrong with
    /// what came. Not final: the same vote with another token of the same reader may be taken.
    pub fn identity_required(why: &str) -> Self {
        let detail = format!("Votes in this poll need an id that one of its partners has signed: {why}.");
        Self::new(StatusCode::FORBIDDEN, ErrorCode::IdentityRequired, detail)
    }

    /// 428: a guarded poll takes the vote of a new voter only with a proof; `why` says what is wrong with what came. Not final:
    /// the same vote is taken with the answer to the challenge.
    pub fn proof_required(why: impl fmt::Display, challenge: Challenge) -> Self {
        let detail = format!(
            "The first vote of a reader in this poll needs a proof in the header hustings-proof: {why}. Nothing was counted; \
             answer the challenge and send the vote again."
        );
        let error = Self::new(StatusCode::PRECONDITION_REQUIRED, ErrorCode::ProofRequired, detail);
        Self { challenge: Some(Box::new(challenge)), ..error }
    }

    /// 409: the vote is kept, and not counted until the owner of the poll has decided so. Final.
    pub fn set_aside() -> Self {
        let detail = "The vote is set aside: so many have voted from this network that a first vote needs a proof of work, and \
                      this one came without. The owner of the poll decides whether it counts.";
        Self::new(StatusCode::CONFLICT, ErrorCode::SetAside, detail)
    }

    /// 401: only pages of listed origins may frame this. The status is the one that oEmbed prescribes; there is no
    /// `WWW-Authenticate`, since no login helps.
    pub fn framing_not_allowed() -> Self {
        let detail = "Only pages of the origins that this poll lists may frame it.";
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::OriginNotAllowed, detail)
    }

    /// 501: the format that `field` asks for is not supported.
    pub fn not_offered(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, ErrorCode::InvalidRequest, detail).at(field)
    }

    /// 415.
    pub fn unsupported_media_type() -> Self {
        let detail = "Send the body as application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::UnsupportedMediaType, detail)
    }

    /// 413: the body is over `limit` bytes.
    pub fn payload_too_large(limit: usize) -> Self {
        let detail = format!("The body may have at most {limit} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::PayloadTooLarge, detail)
    }

    /// 429: try again after so many seconds.
    pub fn rate_limited(seconds: u64) -> Self {
        let detail = "Too many requests came from your network; wait a little.";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, detail);
        Self { retry_after: Some(seconds.max(1)), ..error }
    }

    /// 503: nothing was done; try again soon.
    pub fn unavailable() -> Self {
        let detail = "This cannot be answered at the moment, and nothing was changed; try again.";
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable, detail);
        Self { retry_after: Some(2), ..error }
    }

    /// There is no place for another connection or live stream: 503, or 429 where it is the network that has too many.
    /// Clients are told to come back at different times.
    pub fn refused(refused: Refused) -> Self {
        let seconds = rand::random_range(5..=15);
        match refused {
            Refused::Full => {
                let detail = "So many readers are here that there is no place for another; try again in a moment.";
                let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable, detail);
                Self { retry_after: Some(seconds), ..error }
            }
            Refused::NetworkFull => Self::rate_limited(seconds),
        }
    }

    /// Names the invalid field.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// What went wrong, for programs.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Seconds after which it is worth trying again, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// With [`ErrorCode::ProofRequired`]: what to do.
    pub fn challenge(&self) -> Option<&Challenge> {
        self.challenge.as_deref()
    }

    /// With [`ErrorCode::TranslationMissing`]: the languages that there are.
    pub fn available(&self) -> &[String] {
        &self.available
    }

    /// The body of the answer.
    pub fn problem(&self) -> Problem {
        let title = match self.code {
            ErrorCode::InvalidRequest => "The request is not valid",
            ErrorCode::NotFound => "Not found",
            ErrorCode::TranslationMissing => "Not translated",
            ErrorCode::UnknownOption => "Unknown option",
            ErrorCode::TooManyOptions => "Too many options",
            ErrorCode::PollClosed => "The poll is closed",
            ErrorCode::PollNotOpen => "The poll is not open yet",
            ErrorCode::VoteNotChangeable => "The vote is final",
            ErrorCode::OriginNotAllowed => "Origin not allowed",
            ErrorCode::IdentityRequired => "A signed id is needed",
            ErrorCode::ProofRequired => "A proof is needed",
            ErrorCode::SetAside => "The vote is set aside",
            ErrorCode::UnsupportedMediaType => "Unsupported media type",
            ErrorCode::PayloadTooLarge => "The body is too large",
            ErrorCode::RateLimited => "Too many requests",
            ErrorCode::Unavailable | ErrorCode::Other => "Unavailable",
        };
        Problem {
            // A tag URI (RFC 4151): it identifies the kind of problem and does not link to a page.
            kind: format!("tag:hustings.example,2026:{}", self.code.as_str()),
            title: title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code,
            field: self.field.clone(),
            available: self.available.clone(),
        }
    }
}

/// The beginning of a text from outside, short enough to be quoted.
fn abridged(text: &str) -> String {
    text.chars().take(64).collect()
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::PollClosed => Self::poll_closed(),
            StoreError::PollNotOpen => Self::poll_not_open(),
            StoreError::VoteNotChangeable => Self::vote_not_changeable(),
            StoreError::AsideFull => {
                tracing::warn!(
                    "so many votes are set aside in a poll that no more are taken; decide on them: hustings poll"
                );
                Self::rate_limited(FULL_ASIDE)
            }
            StoreError::Overloaded => {
                tracing::warn!("the queue of votes is full");
                Self::unavailable()
            }
            StoreError::Unavailable(inside) => {
                tracing::error!(%inside, "the store failed");
                Self::unavailable()
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ProblemWithChallenge { problem: self.problem(), challenge: self.challenge.clone() };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For the log, and for those who say the same in another form.
        response.extensions_mut().insert(self);
        response
    }
}

//! A vote on its way to a guarded poll: from where it comes, what it shows, and the limit of all votes, which is counted for
//! it only where it is of somebody who has voted before.

use axum::http::HeaderMap;
use hustings_http::{cpu_work::CpuWork, error::ApiError};
use hustings_limits::{
    network::{Network, Peer},
    rate_limit::RateLimit,
};
use hustings_wire::Timestamp;

use crate::{Entry, Guard};

/// Header with the proof of a new voter.
pub const PROOF_HEADER: &str = "hustings-proof";

/// What a vote shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Nothing.
    Nothing,
    /// The token of the page that its form stood on.
    Page(&'a str),
    /// The answer to a challenge.
    Proof(&'a str),
}

impl<'a> Shown<'a> {
    /// What the headers of a request to the API show.
    pub fn by(headers: &'a HeaderMap) -> Self {
        let proof = headers.get(PROOF_HEADER).map(|value| value.to_str().unwrap_or_default());
        proof.map_or(Self::Nothing, Self::Proof)
    }
}

/// A vote on its way.
pub struct Arrival<'a> {
    /// Whence it comes.
    pub network: Network,
    /// What it shows.
    pub shown: Shown<'a>,
    /// Who lets it in.
    pub guard: &'a Guard,
    /// Where its work is judged.
    pub cpu: &'a CpuWork,
    /// The limit of all votes.
    pub limit: &'a RateLimit,
    /// The other end of the connection, from which and the headers the limit finds the network.
    pub peer: Option<Peer>,
    /// Of the request.
    pub headers: &'a HeaderMap,
}

impl<'a> Arrival<'a> {
    /// Lets a new voter into `poll`, or sets the vote aside.
    ///
    /// # Errors
    /// As [`Guard::admit`].
    pub async fn admit(&self, poll: &str, now: Timestamp) -> Result<Entry<'a>, ApiError> {
        self.guard.admit(self, poll, now).await
    }

    /// Counts the vote in the limit of all votes.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_limit(&self) -> Result<(), ApiError> {
        self.limit.check_request(self.peer, self.headers).map_err(ApiError::rate_limited)
    }
}

/// The header with the proof, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct ProofHeader {
    /// In a guarded poll, the answer to the challenge of `proof_required`: its `token`, and where it asks for work also `.` and
    /// the counter in decimal digits. It lets one new voter in; who has voted in the poll needs none. The token with ` cannot`
    /// after it says that this browser cannot do the work: the vote is set aside, and answered with `set_aside`.
    #[param(rename = "hustings-proof", required = false)]
    pub proof: String,
}

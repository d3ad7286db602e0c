//! The voter in a poll, on any page: identified by cookie, by a receipt that a partner's page has kept, by client id,
//! or by an id that a partner has signed.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponseParts, ResponseParts},
};
use hustings_domain::{PollDefinition, ReaderKeys};

use super::{
    context::IdentityContext,
    headers::{IDENTITY_HEADER, RECEIPT_HEADER, text},
    partner::{Framing, Partner},
    reader::{IssuedCookie, Reader, ReaderOrNew},
    receipt::Receipt,
    secret::Secret,
    signed_id::{Refusal, SignedId},
};
use crate::http::error::ApiError;

/// A voter in one poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    /// The keys under which the vote may be stored.
    pub keys: ReaderKeys,
    /// Whether a partner has signed for them.
    pub is_signed: bool,
}

impl Voter {
    /// A reader known by the cookie.
    pub fn of_reader(reader: &Reader, secret: &Secret, poll: &str) -> Self {
        Self { keys: reader.keys_for_poll(secret, poll), is_signed: false }
    }

    /// The voter who reads `poll`, if the request identifies one.
    ///
    /// # Errors
    /// `invalid_request` when it names a partner that is no origin.
    pub fn of_request(
        headers: &HeaderMap,
        context: &IdentityContext,
        poll: &PollDefinition,
    ) -> Result<Option<Self>, ApiError> {
        let Framing { partner, .. } = Framing::of_request(headers, context.own.as_ref())?;
        Ok(Self::known(headers, context, poll, partner.as_ref()).unwrap_or(None))
    }

    /// The voter by the credentials of the request; the reason where a signed id is needed and missing.
    fn known(
        headers: &HeaderMap,
        context: &IdentityContext,
        poll: &PollDefinition,
        partner: Option<&Partner>,
    ) -> Result<Option<Self>, Refusal> {
        let secret = &context.secret;
        if !poll.signed_by.is_empty() {
            let token = text(headers, IDENTITY_HEADER).ok_or(Refusal::Missing)?;
            let id = SignedId::verify(token, &poll.id, &poll.signed_by, secret, context.clock.now())?;
            return Ok(Some(Self { keys: id.keys(secret, &poll.id), is_signed: true }));
        }
        let reader = Reader::of_request(headers, secret).map(|reader| Self::of_reader(&reader, secret, &poll.id));
        if Reader::of_cookie(headers, secret).is_some() {
            return Ok(reader);
        }
        let receipt = partner.zip(text(headers, RECEIPT_HEADER));
        let receipt = receipt.and_then(|(partner, text)| Receipt::verify(text, &poll.id, partner, secret));
        Ok(receipt.map(|receipt| {
            let others = reader.iter().flat_map(|reader| reader.keys.all());
            Self { keys: ReaderKeys::new(receipt.key(), others), is_signed: false }
        }))
    }
}

/// A voter who sends a vote, who may be new.
#[derive(Clone, Debug)]
pub struct VoterOrNew {
    /// The voter.
    pub voter: Voter,
    /// The partner whose page frames the poll.
    pub partner: Option<Partner>,
    answer: Recognition,
}

impl VoterOrNew {
    /// The voter who sends this request about `poll`, from a frame or not.
    ///
    /// # Errors
    /// `origin_not_allowed` for a partner that the poll does not list, `identity_required`.
    pub fn of_request(
        headers: &HeaderMap,
        context: &IdentityContext,
        poll: &PollDefinition,
        framing: Framing,
    ) -> Result<Self, ApiError> {
        let Framing { is_framed, partner } = framing;
        if partner.as_ref().is_some_and(|partner| !partner.may_frame(poll)) {
            return Err(ApiError::origin_not_allowed());
        }
        let known = Voter::known(headers, context, poll, partner.as_ref());
        let (voter, cookie) = match known.map_err(|refusal| ApiError::identity_required(&refusal.to_string()))? {
            Some(voter) => (voter, IssuedCookie::none()),
            None => {
                let new = ReaderOrNew::of_request(headers, context, is_framed);
                (Voter::of_reader(&new.reader, &context.secret, &poll.id), new.cookie())
            }
        };
        let receipt = partner.as_ref().filter(|_| !voter.is_signed);
        let receipt = receipt.map(|partner| Receipt::new(voter.keys.first()).sign(&poll.id, partner, &context.secret));
        Ok(Self { voter, partner, answer: Recognition { cookie, receipt } })
    }

    /// The response headers that identify the browser the next time.
    pub fn recognition(&self) -> Recognition {
        self.answer.clone()
    }
}

/// Response headers of a vote that identify the reader the next time.
#[derive(Clone, Debug)]
pub struct Recognition {
    cookie: IssuedCookie,
    receipt: Option<String>,
}

impl IntoResponseParts for Recognition {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        let mut parts = self.cookie.into_response_parts(parts)?;
        if let Some(receipt) = self.receipt.and_then(|receipt| HeaderValue::try_from(receipt).ok()) {
            parts.headers_mut().insert(HeaderName::from_static(RECEIPT_HEADER), receipt);
        }
        Ok(parts)
    }
}

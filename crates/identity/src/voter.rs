//! The voter in a poll, on any page: identified by cookie, by client id, or by an id that a partner has signed. A receipt
//! that a partner's page has kept identifies nobody.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponseParts, ResponseParts},
};
use hustings_domain::{PollDefinition, ReaderKeys};
use hustings_http::error::ApiError;

use crate::{
    context::IdentityContext,
    headers::{IDENTITY_HEADER, RECEIPT_HEADER, text},
    keys::KeyRing,
    partner::{Framing, Partner},
    reader::Reader,
    reader_or_new::{IssuedCookie, ReaderOrNew},
    receipt,
    signed_id::{Refusal, SignedId},
};

/// A voter in one poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    /// The keys under which the vote may be stored.
    pub keys: ReaderKeys,
    /// Whether a partner has signed for them.
    pub is_signed: bool,
    /// Whether requests that the browser makes by itself, as for a picture, show who they are: those have cookies and no other word.
    pub has_cookie: bool,
}

impl Voter {
    /// A reader known by their browser.
    pub fn of_reader(reader: &Reader, keys: &KeyRing, poll: &str) -> Self {
        Self { keys: reader.keys_for_poll(keys, poll), is_signed: false, has_cookie: true }
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
        Framing::of_request(headers, context.own.as_ref())?;
        if is_for_signed(poll) {
            return Ok(Self::signed(headers, context, poll).ok());
        }
        let reader = Reader::of_request(headers, &context.keys);
        let has_cookie = Reader::of_cookie(headers, &context.keys).is_some();
        Ok(reader.map(|reader| Self { has_cookie, ..Self::of_reader(&reader, &context.keys, &poll.id) }))
    }

    /// The voter whom a partner has signed for. Their cookie says nothing: others may use the same device.
    fn signed(headers: &HeaderMap, context: &IdentityContext, poll: &PollDefinition) -> Result<Self, Refusal> {
        let token = text(headers, IDENTITY_HEADER).ok_or(Refusal::Missing)?;
        let id = SignedId::verify(token, &poll.id, &poll.signed_by, &context.keys, context.clock.now())?;
        context.taken_ids.count(id.key_name());
        Ok(Self { keys: id.keys(&context.keys, &poll.id), is_signed: true, has_cookie: false })
    }
}

fn is_for_signed(poll: &PollDefinition) -> bool {
    !poll.signed_by.is_empty()
}

/// A voter who sends a vote, who may be new.
#[derive(Clone, Debug)]
pub struct VoterOrNew {
    /// The voter.
    pub voter: Voter,
    /// The partner whose page frames the poll.
    pub partner: Option<Partner>,
    /// Whether the browser has shown no cookie, in a poll where one counts.
    pub is_new: bool,
    /// Whether the browser, which has no cookie, has a receipt of an earlier vote on this partner's pages.
    pub has_receipt: bool,
    cookie: IssuedCookie,
    receipt: Option<String>,
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
        if is_for_signed(poll) {
            let voter = Voter::signed(headers, context, poll)
                .map_err(|refusal| ApiError::identity_required(&refusal.to_string()).at(IDENTITY_HEADER))?;
            let cookie = IssuedCookie::none();
            return Ok(Self { voter, partner, is_new: false, has_receipt: false, cookie, receipt: None });
        }
        let known = ReaderOrNew::of_request(headers, context, is_framed);
        let shown = partner.as_ref().zip(text(headers, RECEIPT_HEADER)).filter(|_| known.is_new);
        let has_receipt =
            shown.is_some_and(|(partner, text)| receipt::is_valid(text, &poll.id, partner, &context.keys));
        let receipt = partner.as_ref().map(|partner| receipt::new(&poll.id, partner, &context.keys));
        Ok(Self {
            voter: Voter::of_reader(&known.reader, &context.keys, &poll.id),
            partner,
            is_new: known.is_new,
            has_receipt,
            cookie: known.cookie(),
            receipt,
        })
    }

    /// The response header that identifies the browser the next time.
    pub fn cookie(&self) -> IssuedCookie {
        self.cookie.clone()
    }

    /// The same, with a receipt: for the answer to a vote that was taken, and no other.
    pub fn recognition(&self) -> Recognition {
        Recognition { cookie: self.cookie(), receipt: self.receipt.clone() }
    }
}

/// Response headers of a vote that was taken: the cookie that identifies the reader the next time, and the receipt.
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

//! The reader who sends something, who may be new: then the answer carries the cookie. Only answers to what a reader says
//! give one.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponseParts, ResponseParts},
};

use crate::{
    context::IdentityContext,
    reader::{COOKIE, HOST_COOKIE, Reader},
};

/// How long a browser keeps the cookie, in seconds: 400 days, the most that browsers grant
/// (RFC 6265bis, section 5.5).
const MAX_AGE: u64 = 400 * 86_400;

/// Extracts the reader of the request, or makes one. Put [`ReaderOrNew::cookie`] into the response,
/// or a new reader will be forgotten.
#[derive(Clone, Debug)]
pub struct ReaderOrNew {
    /// The reader.
    pub reader: Reader,
    /// Whether the browser has shown no cookie.
    pub is_new: bool,
    cookie: IssuedCookie,
}

impl ReaderOrNew {
    /// The `Set-Cookie` header for a new reader; none for a known one.
    pub fn cookie(&self) -> IssuedCookie {
        self.cookie.clone()
    }

    /// The reader of a request with these headers, or a new one. `is_framed` says that the page stands in
    /// another site's frame.
    pub fn of_request(headers: &HeaderMap, context: &IdentityContext, is_framed: bool) -> Self {
        let reader = Reader::of_request(headers, &context.keys).unwrap_or_else(Reader::random);
        let shown = Reader::of_signed(headers, &context.keys);
        let is_new = shown.is_none();
        let name = if context.is_https { HOST_COOKIE } else { COOKIE };
        // A cookie that an earlier key has signed, or that has not the prefix yet, is given anew.
        if shown.is_some_and(|shown| shown.is_by_present_key && [name, HOST_COOKIE].contains(&shown.name)) {
            return Self { reader, is_new, cookie: IssuedCookie::none() };
        }
        let cross_site = is_framed || headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        // A page of another site gets its cookie sent back only with SameSite=None, which browsers
        // take only when Secure; this machine itself counts as secure. Whether that page may vote at
        // all is decided before this.
        let same_site = match (context.is_https, cross_site) {
            (_, true) if context.is_trustworthy => "None; Secure; Partitioned",
            (true, _) => "Lax; Secure",
            (false, _) => "Lax",
        };
        let value = reader.to_cookie_value(&context.keys);
        let line = format!("{name}={value}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite={same_site}");
        let line = HeaderValue::try_from(line).expect("base64url and constants are header text");
        Self { reader, is_new, cookie: IssuedCookie(vec![line]) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ReaderOrNew
where
    Arc<IdentityContext>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(&parts.headers, &Arc::<IdentityContext>::from_ref(state), false))
    }
}

/// The `Set-Cookie` headers for a response.
#[derive(Clone, Debug)]
pub struct IssuedCookie(Vec<HeaderValue>);

impl IssuedCookie {
    /// No cookie, for a reader who is known already.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Has the browser forget its reader, under either name, and in the partition of another site's page.
    pub fn expired() -> Self {
        let kinds = [(COOKIE, "Lax"), (HOST_COOKIE, "Lax; Secure"), (HOST_COOKIE, "None; Secure; Partitioned")];
        let line = |(name, kind)| format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite={kind}");
        Self(kinds.into_iter().filter_map(|kind| HeaderValue::try_from(line(kind)).ok()).collect())
    }
}

impl IntoResponseParts for IssuedCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        for line in self.0 {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
        Ok(response)
    }
}

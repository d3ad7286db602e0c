//! Security events in the log: mutations from pages that may not send any, votes without the id that they need, cookies
//! that were never signed here, networks that ask too often, requests that are none of the contract's, and mutations that a poll's
//! rules forbid.
//!
//! Ids that are taken are no lines here, but numbers: `serve/taken_ids.rs`.
//!
//! Cookies of a key that was forgotten since are among those that were never signed, for nobody knows them any more.
//!
//! No address stands there. A network has a name for a day, made with a key that is random at every start and never
//! leaves the process: lines of one network can be told from another's, and nobody can be found by them.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use hmac::{Hmac, Mac};
use hustings_domain::Clock;
use hustings_http::{cookies, error::ApiError};
use hustings_identity::{
    context::IdentityContext,
    reader::{COOKIES, Reader},
};
use hustings_limits::{
    log_limit::LogLimit,
    network::{Network, Peer, Proxies},
};
use hustings_routes_pages::forms::RefusedForm;
use hustings_wire::ErrorCode;
use sha2::Sha256;

/// Most lines of an event a minute; the others are counted.
const LINES: u32 = 60;
/// Seconds after which a network has another name.
const DAY: i64 = 86_400;

/// Writes security events.
pub(crate) struct SecurityLog {
    key: [u8; 32],
    /// One for each event, so that many of one hide none of another.
    lines: [LogLimit; Event::COUNT],
    proxies: Arc<Proxies>,
    identity: Arc<IdentityContext>,
    clock: Clock,
}

impl SecurityLog {
    /// A log with a key of its own.
    pub(crate) fn new(proxies: Arc<Proxies>, identity: Arc<IdentityContext>, clock: Clock) -> Self {
        Self { key: rand::random(), lines: std::array::from_fn(|_| LogLimit::new(LINES)), proxies, identity, clock }
    }

    /// What a network is called today.
    fn name(&self, network: Network) -> String {
        let day = self.clock.now().unix().div_euclid(DAY);
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length will do");
        mac.update(format!("{day} {network:?}").as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..4])
    }

    fn write(&self, event: Event, method: &Method, route: &str, network: Option<Network>) {
        if self.lines[event as usize].allows() {
            let network = network.map_or_else(|| "none".to_owned(), |network| self.name(network));
            tracing::warn!(target: "hustings::security", event = event.as_str(), %method, route, network);
        }
    }

    /// Whether a request that changes something has a reader's cookie, and none that was signed here.
    fn is_forged(&self, method: &Method, headers: &HeaderMap) -> bool {
        let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        !is_read
            && COOKIES.into_iter().any(|name| cookies::values(headers, name).next().is_some())
            && Reader::of_cookie(headers, &self.identity.keys).is_none()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    OriginRefused,
    IdentityRefused,
    RateLimited,
    ForgedCookie,
    InputRefused,
    RuleRefused,
}

impl Event {
    const COUNT: usize = Self::RuleRefused as usize + 1;

    fn as_str(self) -> &'static str {
        match self {
            Self::OriginRefused => "origin_refused",
            Self::IdentityRefused => "identity_refused",
            Self::RateLimited => "rate_limited",
            Self::ForgedCookie => "forged_cookie",
            Self::InputRefused => "input_refused",
            Self::RuleRefused => "rule_refused",
        }
    }

    /// What an answer says of its request.
    fn of(response: &Response) -> Option<Self> {
        let extensions = response.extensions();
        let answered = match extensions.get::<RefusedForm>() {
            Some(form) => (form.status, Some(form.code)),
            None => (response.status(), extensions.get::<ApiError>().map(ApiError::code)),
        };
        match answered {
            (StatusCode::TOO_MANY_REQUESTS, _) => Some(Self::RateLimited),
            (StatusCode::FORBIDDEN, Some(ErrorCode::IdentityRequired)) => Some(Self::IdentityRefused),
            (StatusCode::FORBIDDEN, _) => Some(Self::OriginRefused),
            (StatusCode::CONFLICT, _) => Some(Self::RuleRefused),
            (
                StatusCode::BAD_REQUEST
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::UNSUPPORTED_MEDIA_TYPE
                | StatusCode::UNPROCESSABLE_ENTITY,
                _,
            ) => Some(Self::InputRefused),
            _ => None,
        }
    }
}

/// Writes what is to be known of a request and of its answer.
pub(crate) async fn log_security<F: Future<Output = Response>>(
    log: &SecurityLog,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let peer = request.extensions().get::<Peer>().copied();
    let network = peer.map(|peer| log.proxies.network(peer, request.headers()));
    let method = request.method().clone();
    let forged = log.is_forged(&method, request.headers()).then_some(Event::ForgedCookie);
    let response = next(request).await;
    for event in Event::of(&response).into_iter().chain(forged) {
        log.write(event, &method, route.as_ref().map_or("none", MatchedPath::as_str), network);
    }
    response
}

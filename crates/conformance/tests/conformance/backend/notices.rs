//! Who is told when a poll ends, in memory.

use std::collections::BTreeSet;

use axum::response::Response;
use hustings_wire::{ErrorCode, NoticeRequest, PollState};
use serde_json::json;

use super::{
    Backend,
    answers::{Asked, Refusal},
    changed,
    fault::Fault,
    find, object,
};

/// The server's key of RFC 8291, section 5.
const KEY: &str = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
/// The only browser that there is.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/// Polls and readers.
pub(super) type Notices = BTreeSet<(String, String)>;

impl Backend {
    pub(super) fn notice(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        let (_, poll) = find(id)?;
        let mut said = self.said();
        let key = if asked.has(Fault::NoticeKeyIsShort) { &KEY[1..] } else { KEY };
        let answer = |wanted: bool| json!({ "key": key, "wanted": wanted });
        if asked.method == "GET" {
            let reader = said.readers.seen(asked)?;
            let wanted = reader.is_some_and(|reader| said.notices.contains(&(id.to_owned(), reader)));
            return Ok(changed(&answer(wanted), None));
        }
        if asked.method == "PUT" {
            check(asked)?;
            if poll.state == PollState::Closed && !asked.has(Fault::NoticesOfClosedPolls) {
                return Err(Refusal::new(409, ErrorCode::PollClosed));
            }
        }
        let (reader, _) = said.readers.saying(asked)?;
        let entry = (id.to_owned(), reader.name.clone());
        let wanted = asked.method == "PUT";
        if wanted {
            said.notices.insert(entry);
        } else if !asked.has(Fault::NoticesStay) {
            said.notices.remove(&entry);
        }
        Ok(changed(&answer(wanted), reader.set_cookie))
    }
}

fn check(asked: &Asked) -> Result<(), Refusal> {
    let refusal = |field| Refusal::at(422, ErrorCode::InvalidRequest, field);
    let request: NoticeRequest = serde_json::from_value(object(asked)?).map_err(|_| refusal("keys"))?;
    let is_https = request.endpoint.starts_with("https://updates.") && request.endpoint.len() <= 2_048;
    if !is_https && !asked.has(Fault::AnyEndpointTaken) {
        return Err(refusal("endpoint"));
    }
    if request.keys.p256dh != P256DH || request.keys.auth.len() != 22 {
        return Err(refusal("keys"));
    }
    Ok(())
}

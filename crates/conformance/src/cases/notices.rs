//! Being told when a poll ends, which a backend may have or not. Nothing is sent: what is asked for is taken back.

use hustings_wire::{ErrorCode, Poll, PollNotice, PollState};
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    outcome::{End, Stop},
    subjects::{poll_path, takes_votes},
};

/// The browser's key and secret of RFC 8291, section 5.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "notices.key",
        promise: "Where a backend tells readers when a poll ends, `GET /api/v1/polls/{id}/notice` has its public key, and that a \
                  stranger is not told.",
        needs: Needs::Reading,
        run: key,
    },
    Case {
        id: "notices.ask",
        promise: "A reader who sends a subscription is told, is not when they take it back, and may take back what there is not.",
        needs: Needs::Writing,
        run: ask,
    },
    Case {
        id: "notices.refusals",
        promise: "A subscription without `https`, with a name in its URL, with a private address or with keys that are none is a 422 \
                  `invalid_request` at that field, and kept by nobody.",
        needs: Needs::Writing,
        run: refusals,
    },
    Case {
        id: "notices.closed",
        promise: "Nobody is told of a poll that has closed already: 409 `poll_closed`.",
        needs: Needs::Writing,
        run: closed,
    },
];

/// A subscription as browsers give one.
fn subscription(endpoint: &str, p256dh: &str, auth: &str) -> Value {
    json!({ "endpoint": endpoint, "expirationTime": null, "keys": { "p256dh": p256dh, "auth": auth } })
}

/// One that nobody has.
fn good() -> Value {
    let endpoint = format!("https://updates.push.services.mozilla.com/wpush/v2/{}", random_name());
    subscription(&endpoint, P256DH, AUTH)
}

fn path(id: &str) -> String {
    format!("{}/notice", poll_path(id))
}

/// The key, and whether a stranger is told, where the backend tells anybody.
fn asked(context: &Context, id: &str) -> Result<(Answer, String, bool), Stop> {
    let left_out = || Stop::LeftOut("the backend tells no reader when a poll ends".to_owned());
    let answer = context.get(path(id))?;
    if answer.status == 404 {
        return Err(left_out());
    }
    let PollNotice { key, wanted } = answer.json()?;
    Ok((answer, key.ok_or_else(left_out)?, wanted))
}

/// An open poll of which the backend tells readers.
fn open(context: &Context) -> Result<&Poll, Stop> {
    let poll = context.subjects.poll("open poll", takes_votes)?;
    asked(context, &poll.id)?;
    Ok(poll)
}

fn key(context: &Context) -> End {
    let (answer, key, wanted) = asked(context, context.subjects.any_poll()?)?;
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let todo = "Give the point of P-256 as 65 bytes in Base64 for URLs, without padding.";
    answer.ensure(is_word && key.len() == 87 && key.starts_with('B'), format!("the key {key:?}"), todo)?;
    answer.ensure(!wanted, "a stranger who is told", "Give `wanted` false to whom you do not know.")?;
    answer.ensure(answer.lists("cache-control", "no-store"), "an answer that may be stored", "Answer with `no-store`.")
}

fn ask(context: &Context) -> End {
    let path = path(&open(context)?.id);
    let reader = context.reader_with_client_id();
    for todo in ["Keep the subscription.", "Take the same subscription again."] {
        let answer = reader.say(Ask::put(&path, good().to_string()), &path)?;
        let wanted = answer.json::<PollNotice>()?.wanted;
        answer.ensure(wanted, "`wanted` false", todo)?;
    }
    let answer = reader.send(Ask::get(&path))?;
    let wanted = answer.json::<PollNotice>()?.wanted;
    answer.ensure(wanted, "`wanted` false", "Tell the reader that they are told.")?;
    for todo in ["Delete the subscription.", "Succeed where there is none."] {
        let answer = reader.send(Ask::delete(&path))?;
        let wanted = answer.json::<PollNotice>()?.wanted;
        answer.ensure(!wanted, "`wanted` true", todo)?;
    }
    let answer = reader.send(Ask::get(&path))?;
    let wanted = answer.json::<PollNotice>()?.wanted;
    answer.ensure(!wanted, "`wanted` true after it was taken back", "Delete the subscription.")
}

fn refusals(context: &Context) -> End {
    let path = path(&open(context)?.id);
    let reader = context.reader_with_client_id();
    let service = "https://updates.push.services.mozilla.com/a";
    let long = format!("{service}{}", "a".repeat(2_048));
    for (endpoint, p256dh, auth, field) in [
        ("http://updates.push.services.mozilla.com/a", P256DH, AUTH, "endpoint"),
        ("https://me:word@updates.push.services.mozilla.com/a", P256DH, AUTH, "endpoint"),
        ("https://10.0.0.1/a", P256DH, AUTH, "endpoint"),
        (&*long, P256DH, AUTH, "endpoint"),
        (service, &P256DH[..40], AUTH, "keys"),
        // A point that is not on the curve.
        (service, &*P256DH.replace("iw4", "iw8"), AUTH, "keys"),
        (service, P256DH, &AUTH[..8], "keys"),
    ] {
        let answer = reader.say(Ask::put(&path, subscription(endpoint, p256dh, auth).to_string()), &path)?;
        let problem = answer.problem(422, ErrorCode::InvalidRequest)?;
        let todo = format!("Name the field `{field}` in `field`.");
        answer.ensure(problem.field.as_deref() == Some(field), format!("the field {:?}", problem.field), todo)?;
    }
    let answer = reader.send(Ask::get(&path))?;
    let wanted = answer.json::<PollNotice>()?.wanted;
    answer.ensure(!wanted, "`wanted` true after refusals", "Keep nothing of what is refused.")
}

fn closed(context: &Context) -> End {
    let poll =
        context.subjects.poll("closed poll", |poll| poll.state == PollState::Closed && !poll.identity_required)?;
    asked(context, &poll.id)?;
    let path = path(&poll.id);
    let answer = context.reader_with_client_id().say(Ask::put(&path, good().to_string()), &path)?;
    answer.problem(409, ErrorCode::PollClosed).map(drop)
}

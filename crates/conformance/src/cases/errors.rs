//! Errors: problem details (RFC 9457) with the contract's codes.

use hustings_wire::{ErrorCode, Poll};
use serde_json::json;

use crate::{
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    outcome::End,
    subjects::{ballot, poll_path, vote_path},
};

/// More bytes than the body of a request may have, which are 16 KiB.
const TOO_LARGE: usize = 20_000;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "errors.unknown-url",
        promise: "A URL that the contract does not have is a 404 `not_found`, as a problem.",
        needs: Needs::Reading,
        run: unknown_url,
    },
    Case {
        id: "errors.method",
        promise: "A method that a URL does not take is a 405 `invalid_request`, and `Allow` names those it takes.",
        needs: Needs::Writing,
        run: method,
    },
    Case {
        id: "errors.not-json",
        promise: "A body that is not JSON is a 400 `invalid_request`.",
        needs: Needs::Writing,
        run: not_json,
    },
    Case {
        id: "errors.media-type",
        promise: "A body of another type than `application/json` is a 415 `unsupported_media_type`.",
        needs: Needs::Writing,
        run: media_type,
    },
    Case {
        id: "errors.fields",
        promise: "A body with a field that there is not, without one that is needed, or that is no object is a 422 \
                  `invalid_request`.",
        needs: Needs::Writing,
        run: fields,
    },
    Case {
        id: "errors.unknown-option",
        promise: "A vote for an option that the poll does not have is a 422 `unknown_option`.",
        needs: Needs::Writing,
        run: unknown_option,
    },
    Case {
        id: "errors.twice",
        promise: "A vote that has an option twice is a 422 `invalid_request`.",
        needs: Needs::Writing,
        run: twice,
    },
    Case {
        id: "errors.too-large",
        promise: "A body of more than 16 KiB is a 413 `payload_too_large`.",
        needs: Needs::Writing,
        run: too_large,
    },
    Case {
        id: "errors.unknown-poll",
        promise: "A vote in a poll that there is not is a 404 `not_found`.",
        needs: Needs::Writing,
        run: unknown_poll,
    },
];

fn open_poll(context: &Context) -> Result<&Poll, crate::outcome::Stop> {
    context.subjects.poll("open poll", crate::subjects::takes_votes)
}

fn unknown_url(context: &Context) -> End {
    context.get(format!("/api/v1/{}", random_name()))?.problem(404, ErrorCode::NotFound).map(|_| ())
}

fn method(context: &Context) -> End {
    let ask = Ask::new(http::Method::POST, poll_path(context.subjects.any_poll()?));
    let answer = context.client.send(&ask)?;
    answer.problem(405, ErrorCode::InvalidRequest)?;
    let came = format!("Allow: {}", answer.header("allow"));
    answer.ensure(answer.lists("allow", "GET"), came, "Name the methods that the URL takes in the header Allow.")
}

fn not_json(context: &Context) -> End {
    let path = vote_path(&open_poll(context)?.id);
    for body in ["{", "", "options=a"] {
        context.reader().send(Ask::put(&path, body))?.problem(400, ErrorCode::InvalidRequest)?;
    }
    Ok(())
}

fn media_type(context: &Context) -> End {
    let poll = open_poll(context)?;
    let (path, body) = (vote_path(&poll.id), json!({ "options": ballot(poll) }).to_string());
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let answer = context.reader().say(Ask::put_as(&path, &body, kind), &path)?;
        answer.problem(415, ErrorCode::UnsupportedMediaType)?;
    }
    Ok(())
}

fn fields(context: &Context) -> End {
    let poll = open_poll(context)?;
    let path = vote_path(&poll.id);
    for body in
        [json!({ "options": ballot(poll), "weight": 2 }), json!({}), json!({ "options": 1 }), json!([ballot(poll)])]
    {
        let answer = context.reader().say(Ask::put(&path, body.to_string()), &path)?;
        answer.problem(422, ErrorCode::InvalidRequest)?;
    }
    Ok(())
}

fn unknown_option(context: &Context) -> End {
    let answer = context.reader().vote(&open_poll(context)?.id, &[random_name().as_str()])?;
    answer.problem(422, ErrorCode::UnknownOption).map(|_| ())
}

fn twice(context: &Context) -> End {
    let poll = context
        .subjects
        .poll("open poll of several choices", |poll| crate::subjects::takes_votes(poll) && poll.max_choices > 1)?;
    let first = ballot(poll)[0];
    context.reader().vote(&poll.id, &[first, first])?.problem(422, ErrorCode::InvalidRequest).map(|_| ())
}

fn too_large(context: &Context) -> End {
    let body = json!({ "options": ["x".repeat(TOO_LARGE)] }).to_string();
    let answer = context.reader().send(Ask::put(vote_path(&open_poll(context)?.id), body))?;
    answer.problem(413, ErrorCode::PayloadTooLarge).map(|_| ())
}

fn unknown_poll(context: &Context) -> End {
    context.reader().vote(&random_name(), &["a"])?.problem(404, ErrorCode::NotFound).map(|_| ())
}

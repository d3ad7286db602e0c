//! Whose pages may use the API: those of listed origins, with their readers' cookies (Fetch, "CORS protocol"), and no others.

use hustings_wire::{ErrorCode, Poll};

use super::votes::tallied;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    outcome::{End, Stop},
    subjects::{ballot, poll_path, vote_path},
};

/// An origin that no backend lists (RFC 2606, section 2).
const FOREIGN: &str = "https://conformance.invalid";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "cors.foreign",
        promise: "Pages of an origin that is not listed are told by no answer that they may read or change anything.",
        needs: Needs::Reading,
        run: foreign,
    },
    Case {
        id: "cors.foreign-vote",
        promise: "A vote from a page of an origin that is not listed, or of none, is a 403 `origin_not_allowed` and not counted.",
        needs: Needs::Writing,
        run: foreign_vote,
    },
    Case {
        id: "cors.preflight",
        promise: "A listed origin is told before a request that it may GET, PUT and DELETE with cookies and with the headers of \
                  the contract.",
        needs: Needs::Origin,
        run: preflight,
    },
    Case {
        id: "cors.answers",
        promise: "Answers to a listed origin name it, let it use cookies, and have `Vary: Origin`; 304 and errors, too.",
        needs: Needs::Origin,
        run: answers,
    },
    Case {
        id: "cors.exposed",
        promise: "Pages of a listed origin can read the headers `ETag` and `Retry-After`.",
        needs: Needs::Origin,
        run: exposed,
    },
    Case {
        id: "cors.stream",
        promise: "Pages of a listed origin can follow the live stream with cookies.",
        needs: Needs::Origin,
        run: stream,
    },
    Case {
        id: "cors.vote",
        promise: "Pages of a listed origin can vote, and read the answer.",
        needs: Needs::WritingFromOrigin,
        run: vote,
    },
];

/// The request with which a browser asks whether a page of `origin` may send one of `method` with `headers`.
fn preflight_of(origin: &str, path: &str, method: &str, headers: &str) -> Ask {
    Ask::new(http::Method::OPTIONS, path)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers)
}

/// That an answer lets pages of no foreign origin see it.
fn closed_to(answer: &Answer, origin: &str) -> End {
    let (allowed, credentials) =
        (answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials"));
    let came = format!("Access-Control-Allow-Origin: {allowed}, Access-Control-Allow-Credentials: {credentials}");
    let todo = format!("Leave Access-Control-Allow-Origin out for the origin {origin}, which is not listed.");
    // `*` without credentials shows what everybody can read.
    let is_closed = allowed != origin && !(allowed == "*" && credentials == "true");
    answer.ensure(is_closed, came, todo)
}

/// That an answer lets pages of `origin` see it and send cookies.
fn open_to(answer: &Answer, origin: &str) -> End {
    let (allowed, credentials) =
        (answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials"));
    let came = format!(
        "{} with Access-Control-Allow-Origin: {allowed}, Access-Control-Allow-Credentials: {credentials}",
        answer.status
    );
    let todo = format!("Answer with Access-Control-Allow-Origin: {origin} and Access-Control-Allow-Credentials: true.");
    answer.ensure(allowed == origin && credentials == "true", came, todo)
}

fn foreign(context: &Context) -> End {
    let poll = context.subjects.any_poll()?;
    for origin in [FOREIGN, "null"] {
        closed_to(&context.client.send(&Ask::get(poll_path(poll)).header("origin", origin))?, origin)?;
        let ask = preflight_of(origin, &vote_path(poll), "PUT", "content-type,hustings-reader");
        closed_to(&context.client.send(&ask)?, origin)?;
    }
    Ok(())
}

fn foreign_vote(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    for origin in [FOREIGN, "null"] {
        let before = tallied(context, poll)?;
        let reader = context.reader().with_header("origin", origin).with_header("sec-fetch-site", "cross-site");
        let answer = reader.vote(&poll.id, &ballot(poll))?;
        answer.problem(403, ErrorCode::OriginNotAllowed)?;
        let after = tallied(context, poll)?;
        let came = format!("{} voters, {} before", after.voters, before.voters);
        answer.ensure(after.voters == before.voters, came, "Count nothing of a vote that is refused.")?;
    }
    Ok(())
}

fn preflight(context: &Context) -> End {
    let (origin, poll) = (&context.origin, context.subjects.any_poll()?);
    for (path, method, headers) in [
        (vote_path(poll), "PUT", "content-type,hustings-reader,hustings-identity"),
        (vote_path(poll), "DELETE", "hustings-reader"),
        (poll_path(poll), "GET", "if-none-match,hustings-reader"),
    ] {
        let answer = context.client.send(&preflight_of(origin, &path, method, headers))?;
        let todo = "Answer a preflight with status 200 or 204.";
        answer.ensure((200..300).contains(&answer.status), answer.summary(), todo)?;
        open_to(&answer, origin)?;
        // A star stands for nothing where cookies go along (Fetch, section 3.2.5).
        let came = format!("Access-Control-Allow-Methods: {}", answer.header("access-control-allow-methods"));
        let is_simple = method == "GET";
        let allows = is_simple || answer.lists("access-control-allow-methods", method);
        answer.ensure(allows, came, "Answer with Access-Control-Allow-Methods: GET, PUT, DELETE.")?;
        let missing: Vec<&str> =
            headers.split(',').filter(|name| !answer.lists("access-control-allow-headers", name)).collect();
        let came = format!("Access-Control-Allow-Headers: {}", answer.header("access-control-allow-headers"));
        answer.ensure(
            missing.is_empty(),
            came,
            format!("Add to Access-Control-Allow-Headers: {}.", missing.join(", ")),
        )?;
    }
    Ok(())
}

/// A stranger's request from a page of the listed origin.
fn from_origin(context: &Context, ask: Ask) -> Result<Answer, Stop> {
    context.client.send(&ask.header("origin", &context.origin))
}

fn answers(context: &Context) -> End {
    let path = poll_path(context.subjects.any_poll()?);
    let answer = from_origin(context, Ask::get(&path))?;
    let unchanged = from_origin(context, Ask::get(&path).header("if-none-match", answer.header("etag")))?;
    let error = from_origin(context, Ask::get(poll_path(&random_name())))?;
    for answer in [&answer, &unchanged, &error] {
        open_to(answer, &context.origin)?;
        let came = format!("Vary: {}", answer.header("vary"));
        let todo = "Add Origin to Vary, since caches must not give this answer to another origin.";
        answer.ensure(answer.lists("vary", "origin") || answer.lists("vary", "*"), came, todo)?;
    }
    Ok(())
}

fn exposed(context: &Context) -> End {
    let answer = from_origin(context, Ask::get(poll_path(context.subjects.any_poll()?)))?;
    let name = "access-control-expose-headers";
    let came = format!("Access-Control-Expose-Headers: {}", answer.header(name));
    let holds = answer.lists(name, "etag") && answer.lists(name, "retry-after");
    answer.ensure(holds, came, "Answer with Access-Control-Expose-Headers: ETag, Retry-After.")
}

fn stream(context: &Context) -> End {
    let ask =
        Ask::get(format!("/api/v1/events?poll={}", context.subjects.any_poll()?)).header("origin", &context.origin);
    let stream = crate::event_stream::EventStream::open(&context.client, &ask)?;
    open_to(stream.answer.expect(200)?, &context.origin)
}

fn vote(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let before = tallied(context, poll)?;
    let reader = context.reader_with_client_id().with_header("origin", &context.origin);
    let answer = reader.with_header("sec-fetch-site", "cross-site").vote(&poll.id, &ballot(poll))?;
    let after: Poll = answer.json()?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters + 1, came, "Count a vote from a page of a listed origin.")?;
    open_to(&answer, &context.origin)
}

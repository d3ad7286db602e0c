//! Who a reader is: a cookie that the first vote or rating sets, and a client id in the header `hustings-reader` before
//! that. The cookie's name and value are the backend's own.

use hustings_wire::{Poll, ResultsRule};

use super::votes::tallied;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    subjects::{article_path, ballot, other_ballot, poll_path, rating_path},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "identity.reading",
        promise: "Nothing that only reads sets a cookie, the live stream included.",
        needs: Needs::Reading,
        run: reading,
    },
    Case {
        id: "identity.cookie",
        promise: "The first vote sets a cookie for the whole backend that scripts cannot read, other sites do not send, and \
                  browsers keep; over HTTPS it is `Secure`.",
        needs: Needs::Writing,
        run: cookie,
    },
    Case {
        id: "identity.recognised",
        promise: "By the cookie alone the reader's vote is found.",
        needs: Needs::Writing,
        run: recognised,
    },
    Case {
        id: "identity.retry",
        promise: "A first vote whose answer was lost is sent again with the same `hustings-reader` and counts once.",
        needs: Needs::Writing,
        run: retry,
    },
    Case {
        id: "identity.meet",
        promise: "A cookie and a client id that come together are one reader from then on.",
        needs: Needs::Writing,
        run: meet,
    },
    Case {
        id: "identity.forged",
        promise: "A cookie that the backend never gave is no cookie: its request is a stranger's, and no error.",
        needs: Needs::Writing,
        run: forged,
    },
    Case {
        id: "identity.cross-site",
        promise: "A vote from a page of another site that may vote sets a cookie which that page's requests can send: \
                  `SameSite=None` and `Secure`.",
        needs: Needs::WritingFromOrigin,
        run: cross_site,
    },
];

/// Paths of what can be read, one of each kind.
pub(super) fn readable(context: &Context) -> Vec<String> {
    let mut paths = vec!["/api/v1/publication".to_owned(), "/api/v1/articles".to_owned()];
    if let Ok(slug) = context.subjects.article() {
        paths.extend([article_path(slug), rating_path(slug)]);
    }
    paths.extend(context.subjects.poll_ids.first().map(|id| poll_path(id)));
    paths
}

fn reading(context: &Context) -> End {
    let mut answers = Vec::new();
    for path in readable(context) {
        answers.push(context.get(path)?);
    }
    // The stream of a poll that shows its results to voters is where a backend would want to know who listens.
    let poll = context.subjects.poll("poll", |poll| poll.results == ResultsRule::AfterVote);
    let id = poll.map(|poll| poll.id.as_str()).or_else(|_| context.subjects.any_poll());
    if let Ok(id) = id {
        answers.push(context.stream(&format!("poll={id}"))?.answer);
    }
    for answer in answers {
        let lines = answer.set_cookies();
        let todo =
            "Set a cookie only in answers to votes and ratings: one that comes later could take the place of theirs.";
        answer.ensure(lines.is_empty(), format!("Set-Cookie: {}", lines.join("; ")), todo)?;
    }
    Ok(())
}

/// Whether a line of `Set-Cookie` has an attribute, with this value where there is one.
fn has(line: &str, attribute: &str) -> bool {
    line.split(';').skip(1).any(|item| item.trim().eq_ignore_ascii_case(attribute))
}

/// The lines by which a vote was recognised.
fn set_by(answer: &Answer) -> Result<Vec<String>, Stop> {
    answer.expect(200)?;
    let lines = answer.set_cookies();
    answer.ensure(!lines.is_empty(), "no Set-Cookie", "Set a cookie with the answer to a reader's first vote.")?;
    Ok(lines)
}

fn cookie(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let answer = context.reader_with_client_id().vote(&poll.id, &ballot(poll))?;
    let is_https = context.client.base().starts_with("https:");
    for line in set_by(&answer)? {
        let came = format!("Set-Cookie: {line}");
        let lasts = line.to_ascii_lowercase();
        let lasts = lasts.contains("max-age=") || lasts.contains("expires=");
        let same_site = has(&line, "SameSite=Lax") || has(&line, "SameSite=Strict");
        for (holds, todo) in [
            (has(&line, "HttpOnly"), "Add HttpOnly to the cookie."),
            (has(&line, "Path=/"), "Add Path=/ to the cookie."),
            (same_site, "Add SameSite=Lax to the cookie where the request comes from no other site."),
            (lasts, "Add Max-Age to the cookie; browsers keep it for at most 400 days (34560000)."),
            (!is_https || has(&line, "Secure"), "Add Secure to the cookie."),
        ] {
            answer.ensure(holds, &came, todo)?;
        }
    }
    Ok(())
}

fn recognised(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader();
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    set_by(&answer)?;
    let own = reader.poll(&poll.id)?.my_vote;
    let todo = "Find the reader's vote by the cookie that the vote has set.";
    answer.ensure(own.is_some(), format!("my_vote {own:?} in the next answer to the cookie"), todo)
}

/// That a second vote of the same reader is counted once: `voters` is one more than before.
fn counted_once(answer: &Answer, before: &Poll, todo: &str) -> End {
    let poll: Poll = answer.json()?;
    let came = format!("{} voters, {} before the first of the two votes", poll.voters, before.voters);
    answer.ensure(poll.voters == before.voters + 1, came, todo)
}

fn retry(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let (reader, before) = (context.reader_with_client_id(), tallied(context, poll)?);
    reader.voted(&poll.id, &ballot(poll))?;
    reader.forget_cookies();
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    counted_once(&answer, &before, "Know the reader of a request without a cookie by the header hustings-reader.")
}

fn meet(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let (other, reader) = (context.reader(), context.reader_with_client_id());
    match context.subjects.article() {
        Ok(slug) => other.rate(slug, 3)?.expect(200).map(|_| ())?,
        Err(none) => return Err(none),
    }
    let before = tallied(context, poll)?;
    reader.voted(&poll.id, &ballot(poll))?;
    // The answer was lost, and meanwhile another one has set a cookie.
    reader.forget_cookies();
    reader.take_cookies(&other);
    let answer = reader.vote(&poll.id, &other_ballot(poll))?;
    let todo =
        "Take the cookie and the header hustings-reader of one request for the same reader, and change their vote.";
    counted_once(&answer, &before, todo)
}

fn forged(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader();
    set_by(&reader.vote(&poll.id, &ballot(poll))?)?;
    reader.forge_cookies();
    let answer = reader.send(crate::client::Ask::get(poll_path(&poll.id)))?;
    let own = answer.json::<Poll>()?.my_vote;
    let todo =
        "Make cookies so that nobody can guess or change one, such as by a signature, and take a wrong one for none.";
    answer.ensure(own.is_none(), format!("my_vote {own:?}"), todo)
}

fn cross_site(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let base = context.client.base();
    let host = url::Url::parse(base).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    if !base.starts_with("https:") && !["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) {
        let why = "browsers send no cookies from other sites over plain HTTP; ask the backend's https URL";
        return Err(Stop::LeftOut(why.to_owned()));
    }
    let reader = context.reader().with_header("origin", &context.origin).with_header("sec-fetch-site", "cross-site");
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    for line in set_by(&answer)? {
        let todo = "Add SameSite=None; Secure to the cookie where the request says that it comes from another site \
                    (Sec-Fetch-Site: cross-site).";
        let holds = has(&line, "SameSite=None") && has(&line, "Secure") && has(&line, "HttpOnly");
        answer.ensure(holds, format!("Set-Cookie: {line}"), todo)?;
    }
    Ok(())
}

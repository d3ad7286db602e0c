//! The live stream (WHATWG HTML, section 9.2): whole snapshots at once and at every change, and a sign of life.

use std::time::Duration;

use hustings_wire::{ErrorCode, Heartbeat, Poll, PollSnapshot, Rating, RatingSnapshot};

use super::polls::is_public;
use crate::{
    case::{Case, Needs},
    client::Ask,
    context::{Context, random_name},
    event_stream::{Event, EventStream},
    outcome::End,
    subjects::{ballot, other_ballot, rating_path},
};

/// The most polls and articles that a stream carries.
const TOPICS: usize = 32;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "stream.type",
        promise: "The live stream is a 200 `text/event-stream` that no cache stores.",
        needs: Needs::Reading,
        run: media_type,
    },
    Case {
        id: "stream.snapshot",
        promise: "At once comes an event `poll` for every poll that is followed, with the whole tally, and its `seq` as the \
                  event's id.",
        needs: Needs::Reading,
        run: snapshot,
    },
    Case {
        id: "stream.rating",
        promise: "For every article that is followed comes an event `rating` with the whole rating.",
        needs: Needs::Reading,
        run: rating,
    },
    Case {
        id: "stream.hidden",
        promise: "Votes on the stream are null for whoever may not see results.",
        needs: Needs::Reading,
        run: hidden,
    },
    Case {
        id: "stream.last-event-id",
        promise: "Whoever comes back with `Last-Event-ID` gets whole snapshots at once, as everybody does.",
        needs: Needs::Reading,
        run: last_event_id,
    },
    Case {
        id: "stream.unknown",
        promise: "A stream of a poll or an article that there is not is a 404 `not_found`.",
        needs: Needs::Reading,
        run: unknown,
    },
    Case {
        id: "stream.too-many",
        promise: "More than 32 polls and articles on one stream are a 400 `invalid_request`.",
        needs: Needs::Reading,
        run: too_many,
    },
    Case {
        id: "stream.change",
        promise: "Every subscriber gets an event soon after a vote, with the tally that the vote's answer had or a newer one, and \
                  `seq` never goes back.",
        needs: Needs::Writing,
        run: change,
    },
    Case {
        id: "stream.voters",
        promise: "Results after the vote show on the stream of a reader whose cookie has voted, and on no stranger's.",
        needs: Needs::Writing,
        run: voters,
    },
    Case {
        id: "stream.heartbeat",
        promise: "At least every 15 seconds comes an event `heartbeat` with the server's clock, also on a stream of nothing. \
                  `interval`, where it is said, is how many seconds there are to the next.",
        needs: Needs::Reading,
        run: heartbeat,
    },
];

fn media_type(context: &Context) -> End {
    let answer = context.stream(&format!("poll={}", context.subjects.any_poll()?))?.answer;
    let came = format!("{}, Content-Type: {}", answer.status, answer.header("content-type"));
    let is_stream = answer.status == 200 && answer.media_type() == "text/event-stream";
    answer.ensure(is_stream, came, "Answer with status 200 and Content-Type: text/event-stream.")?;
    let came = format!("Cache-Control: {}", answer.header("cache-control"));
    let holds = answer.lists("cache-control", "no-store") || answer.lists("cache-control", "no-cache");
    answer.ensure(holds, came, "Answer with Cache-Control: no-store.")
}

/// The next snapshot of a poll, checked by itself.
fn next_poll(stream: &EventStream, id: &str, patience: Duration) -> Result<PollSnapshot, crate::outcome::Stop> {
    let is_of = |event: &Event| serde_json::from_str(&event.data).is_ok_and(|data: serde_json::Value| data["id"] == id);
    let event = stream.next("poll", patience, is_of)?;
    let snapshot: PollSnapshot = stream.data(&event)?;
    let came = format!("the id {} of an event with seq {}", event.id, snapshot.seq);
    stream.answer.ensure(event.id == snapshot.seq.to_string(), came, "Give every event `poll` its `seq` as its id.")?;
    Ok(snapshot)
}

fn snapshot(context: &Context) -> End {
    context.subjects.any_poll()?;
    let ids: Vec<_> = context.subjects.poll_ids.iter().take(TOPICS).collect();
    let query: Vec<String> = ids.iter().map(|id| format!("poll={id}")).collect();
    let stream = context.stream(&query.join("&"))?;
    stream.answer.expect(200)?;
    let all = ids.len();
    let mut seen = Vec::new();
    for _ in 0..all {
        let event = stream.next("poll", context.soon, |_| true)?;
        let snapshot: PollSnapshot = stream.data(&event)?;
        let came = format!("the id {} of an event with seq {}", event.id, snapshot.seq);
        stream.answer.ensure(
            event.id == snapshot.seq.to_string(),
            came,
            "Give every event `poll` its `seq` as its id.",
        )?;
        let poll = context.poll(&snapshot.id)?;
        same_tally(&stream, &poll, &snapshot)?;
        seen.push(snapshot.id);
    }
    let missing = ids.iter().find(|id| !seen.contains(id));
    let todo = "Send an event `poll` for every poll that the request names.";
    stream.answer.ensure(missing.is_none(), format!("events of {seen:?} alone"), todo)
}

/// That a snapshot says what the poll of the same `seq` says, votes apart.
fn same_tally(stream: &EventStream, poll: &Poll, snapshot: &PollSnapshot) -> End {
    if snapshot.seq != poll.seq {
        let came = format!("seq {} on the stream, then {} in the poll", snapshot.seq, poll.seq);
        return stream.answer.ensure(
            poll.seq.supersedes(&snapshot.seq),
            came,
            "Let `seq` of stream and poll be the same.",
        );
    }
    let said = (snapshot.state, snapshot.voters, snapshot.total_votes);
    let todo = "Say on the stream what the poll of the same `seq` says.";
    let came = format!("(state, voters, total_votes) {said:?}");
    stream.answer.ensure(said == (poll.state, poll.voters, poll.total_votes), came, todo)?;
    let Some(votes) = &snapshot.votes else { return Ok(()) };
    let agree =
        poll.options.iter().all(|option| option.votes.is_none() || option.votes == votes.get(&option.id).copied());
    stream.answer.ensure(agree, format!("the votes {votes:?}"), todo)?;
    let agree = !poll.results_visible || poll.rounds == snapshot.rounds;
    stream.answer.ensure(agree, format!("the rounds {:?}", snapshot.rounds), todo)
}

fn rating(context: &Context) -> End {
    let slug = context.subjects.article()?;
    let stream = context.stream(&format!("article={slug}"))?;
    let event = stream.next("rating", context.soon, |_| true)?;
    let snapshot: RatingSnapshot = stream.data(&event)?;
    let rating: Rating = context.get(rating_path(slug))?.json()?;
    let same = snapshot.slug == slug
        && event.id == snapshot.seq.to_string()
        && (snapshot.seq != rating.seq || snapshot.histogram == rating.histogram && snapshot.mean == rating.mean);
    let came = format!("an event with the id {} and {}", event.id, event.data);
    stream.answer.ensure(
        same,
        came,
        "Send what the article's rating of the same `seq` says, and `seq` as the event's id.",
    )
}

fn hidden(context: &Context) -> End {
    let poll = context.subjects.poll("poll that hides its results", |poll| is_public(poll) == Some(false))?;
    let snapshot = next_poll(&context.stream(&format!("poll={}", poll.id))?, &poll.id, context.soon)?;
    let stream = context.stream(&format!("poll={}", poll.id))?;
    let came = format!("votes {:?}", snapshot.votes);
    stream.answer.ensure(snapshot.votes.is_none(), came, "Send `votes` null to whoever may not see results.")
}

fn last_event_id(context: &Context) -> End {
    let id = context.subjects.any_poll()?;
    let query = format!("poll={id}");
    let first = next_poll(&context.stream(&query)?, id, context.soon)?;
    for held in [first.seq.to_string(), "other.18".to_owned(), "nonsense".to_owned()] {
        let ask = Ask::get(format!("/api/v1/events?{query}")).header("last-event-id", held);
        let stream = EventStream::open(&context.client, &ask)?;
        stream.answer.expect(200)?;
        next_poll(&stream, id, context.soon)?;
    }
    Ok(())
}

fn unknown(context: &Context) -> End {
    for topic in ["poll", "article"] {
        context.get(format!("/api/v1/events?{topic}={}", random_name()))?.problem(404, ErrorCode::NotFound)?;
    }
    Ok(())
}

fn too_many(context: &Context) -> End {
    let query: Vec<String> = (0..=TOPICS).map(|number| format!("poll=p{number}")).collect();
    context.get(format!("/api/v1/events?{}", query.join("&")))?.problem(400, ErrorCode::InvalidRequest).map(|_| ())
}

fn change(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let query = format!("poll={}", poll.id);
    let streams = [context.stream(&query)?, context.stream(&query)?];
    let mut seqs = Vec::new();
    for stream in &streams {
        seqs.push(next_poll(stream, &poll.id, context.soon)?.seq);
    }
    let reader = context.reader_with_client_id();
    for options in [ballot(poll), other_ballot(poll)] {
        let voted = reader.voted(&poll.id, &options)?;
        for (stream, seq) in streams.iter().zip(&mut seqs) {
            // An older snapshot may be on its way, but none that is older than the last one.
            loop {
                let snapshot = next_poll(stream, &poll.id, context.soon)?;
                let came = format!("seq {} after {seq}", snapshot.seq);
                let todo = "Send newer snapshots alone: within an epoch the number of `seq` grows.";
                stream.answer.ensure(
                    snapshot.seq.epoch == seq.epoch && snapshot.seq.number > seq.number,
                    came,
                    todo,
                )?;
                *seq = snapshot.seq.clone();
                if snapshot.seq.includes(&voted.seq) {
                    let came = format!(
                        "{} voters with seq {}, which the vote's answer has with {}",
                        snapshot.voters, seq, voted.voters
                    );
                    let todo = "Send the tally that the vote's answer has.";
                    stream.answer.ensure(snapshot.voters == voted.voters, came, todo)?;
                    break;
                }
            }
        }
    }
    Ok(())
}

fn voters(context: &Context) -> End {
    let poll = context.subjects.after_vote()?;
    let query = format!("poll={}", poll.id);
    let reader = context.reader();
    reader.voted(&poll.id, &ballot(poll))?;
    let (own, other) = (reader.stream(&query)?, context.stream(&query)?);
    for options in [None, Some(other_ballot(poll))] {
        if let Some(options) = options {
            reader.voted(&poll.id, &options)?;
        }
        let snapshot = next_poll(&own, &poll.id, context.soon)?;
        let todo = "Send the votes on the stream of a reader whose cookie has voted.";
        own.answer.ensure(snapshot.votes.is_some(), "votes null", todo)?;
        let snapshot = next_poll(&other, &poll.id, context.soon)?;
        let came = format!("votes {:?}", snapshot.votes);
        other.answer.ensure(snapshot.votes.is_none(), came, "Send `votes` null to whoever has not voted.")?;
    }
    Ok(())
}

fn heartbeat(context: &Context) -> End {
    let stream = context.heartbeat_stream()?;
    stream.answer.expect(200)?;
    let event = stream.next("heartbeat", context.silence, |_| true)?;
    let Some(seconds) = stream.data::<Heartbeat>(&event)?.interval else { return Ok(()) };
    stream.answer.ensure(
        (1..=15).contains(&seconds),
        format!("`interval` {seconds}"),
        "Say 1 to 15 seconds, or nothing.",
    )?;
    stream.next("heartbeat", Duration::from_secs(2 * u64::from(seconds)), |_| true).map(|_| ())
}

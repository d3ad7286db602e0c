//! The list of polls, which a backend need not have.

use std::time::{SystemTime, UNIX_EPOCH};

use hustings_wire::{ErrorCode, Poll, PollCard, PollList, PollState, Timestamp};

use super::{MOST, encoded, polls::is_public};
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    subjects::poll_path,
};

const PATH: &str = "/api/v1/polls";
/// The most cards that a page of the list has.
const LIMIT: usize = 50;
/// How many pages of the list are walked through.
const PAGES: usize = 5;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "polls.list",
        promise: "The list of polls, where there is one, has open polls first, by when they close, then those to come, by when \
                  they open, then closed ones; each card says what its poll says, and `state` lists the polls of that state \
                  alone.",
        needs: Needs::Reading,
        run: list,
    },
    Case {
        id: "polls.list-pages",
        promise: "`next_cursor` of the list of polls leads to the page that follows, until it is absent.",
        needs: Needs::Reading,
        run: pages,
    },
    Case {
        id: "polls.list-refusals",
        promise: "In the list of polls `limit` is a number from 1 to 50 and `state` one of `open`, `scheduled` and `closed`; any \
                  other is a 422 `invalid_request` at that field.",
        needs: Needs::Reading,
        run: refusals,
    },
];

/// The list, unless the backend has none: it came later than the rest of the contract.
fn listed(context: &Context, query: &str) -> Result<Answer, Stop> {
    let answer = context.get(format!("{PATH}?{query}"))?;
    match answer.status {
        404 => Err(Stop::LeftOut("there is no list of polls, which a backend need not have".to_owned())),
        _ => Ok(answer),
    }
}

/// Where a card belongs, by its part and by the seconds that order that part. What is open although its end has passed, since
/// somebody has decided so, stands with those without an end.
fn place(card: &PollCard, now: i64) -> (u8, i64) {
    match card.state {
        PollState::Open => (0, card.closes_at.map(Timestamp::unix).filter(|at| *at > now).unwrap_or(i64::MAX)),
        PollState::Scheduled => (1, card.opens_at.map_or(i64::MAX, Timestamp::unix)),
        PollState::Closed | PollState::Other => (2, 0),
    }
}

fn list(context: &Context) -> End {
    let answer = listed(context, &format!("limit={LIMIT}"))?;
    let list: PollList = answer.json()?;
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    for (earlier, later) in list.items.iter().zip(list.items.iter().skip(1)) {
        let came = format!("{} ({:?}) before {} ({:?})", earlier.id, earlier.state, later.id, later.state);
        let todo = "List open polls first, those that close soonest at the beginning, then those to come by when they open, then \
                    closed ones.";
        answer.ensure(place(earlier, now) <= place(later, now), came, todo)?;
    }
    for card in list.items.iter().take(MOST) {
        let poll: Poll = context.get(format!("{}?lang={}", poll_path(&card.id), encoded(&card.lang)))?.json()?;
        let same = (&card.question, card.kind, card.state, card.opens_at, card.closes_at)
            == (&poll.question, poll.kind, poll.state, poll.opens_at, poll.closes_at);
        let todo = "Give question, kind, state and times of a card as the poll itself has them.";
        answer.ensure(same, format!("the card of {}", card.id), todo)?;
        let shows = is_public(&poll).unwrap_or(card.results_visible);
        let came = format!("results_visible {} on the card of {}", card.results_visible, card.id);
        answer.ensure(card.results_visible == shows, came, format!("Give {shows}: so it is for everybody."))?;
        let other = card.articles.iter().find(|article| article.slug.is_empty() || article.title.is_empty());
        let todo = "Give every article that asks the poll a slug and a title.";
        answer.ensure(other.is_none(), format!("the articles of {}", card.id), todo)?;
    }
    for (state, name) in [(PollState::Open, "open"), (PollState::Scheduled, "scheduled"), (PollState::Closed, "closed")]
    {
        let answer = listed(context, &format!("limit={LIMIT}&state={name}"))?;
        let other = answer.json::<PollList>()?.items.into_iter().find(|card| card.state != state);
        let came = format!("{:?}", other.as_ref().map(|card| (&card.id, card.state)));
        answer.ensure(other.is_none(), came, format!("List the polls alone that are {name}."))?;
    }
    Ok(())
}

fn pages(context: &Context) -> End {
    let whole: PollList = listed(context, &format!("limit={LIMIT}"))?.json()?;
    let (mut query, mut seen) = ("limit=1".to_owned(), 0);
    for _ in 0..PAGES {
        let answer = listed(context, &query)?;
        let page: PollList = answer.json()?;
        let expected = whole.items.get(seen).map(|card| &card.id);
        let came = format!("{:?} on page {}", page.items.iter().map(|card| &card.id).collect::<Vec<_>>(), seen + 1);
        let todo = match expected {
            Some(id) => format!("Let `next_cursor` lead to the poll that follows, which is {id}."),
            None => "Leave `next_cursor` out on the last page.".to_owned(),
        };
        let is_it = page.items.len() <= 1 && page.items.first().map(|card| &card.id) == expected;
        answer.ensure(is_it, came, todo)?;
        seen += page.items.len();
        match page.next_cursor {
            Some(cursor) => query = format!("limit=1&cursor={}", encoded(&cursor)),
            None => {
                let came = format!("no `next_cursor` after {seen} of {} polls", whole.items.len());
                return answer.ensure(seen == whole.items.len(), came, "Give `next_cursor` while polls follow.");
            }
        }
    }
    Ok(())
}

fn refusals(context: &Context) -> End {
    listed(context, "limit=1")?;
    for (query, field) in [("limit=0", "limit"), ("limit=51", "limit"), ("state=paused", "state")] {
        let answer = context.get(format!("{PATH}?{query}"))?;
        let problem = answer.problem(422, ErrorCode::InvalidRequest)?;
        let came = format!("the field {:?}", problem.field);
        answer.ensure(
            problem.field.as_deref() == Some(field),
            came,
            format!("Name the field `{field}` in `field`."),
        )?;
    }
    Ok(())
}

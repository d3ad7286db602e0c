//! Notices as rows: read, and changed by a statement or two each.

use hustings_domain::{Forced, ReaderKeys};
use hustings_wire::Timestamp;
use serde_json::{Value as Json, json};

use super::{Columns, Sql, Value, columns, own::pairs, read};
use crate::notices::{AwaitedPoll, Later, Notice, NoticeChange, NoticeCount, NoticeWork, OwnNotice};

/// Jumps from poll to poll by the index, so that it does not read every notice.
const WAITING: &str = "
    WITH RECURSIVE p(poll) AS (
        SELECT min(poll) FROM notice WHERE due IS NULL
        UNION ALL
        SELECT (SELECT min(n.poll) FROM notice n WHERE n.due IS NULL AND n.poll > p.poll) FROM p WHERE p.poll IS NOT NULL)
    SELECT p.poll, (SELECT t.forced FROM poll_tally t WHERE t.poll = p.poll),
           (SELECT min(n.asked_at) FROM notice n WHERE n.poll = p.poll AND n.due IS NULL),
           (SELECT max(c.closed_at) FROM closing c WHERE c.poll = p.poll)
    FROM p WHERE p.poll IS NOT NULL";
const DUE: &str = "SELECT count(*) FROM (SELECT 1 FROM notice WHERE due <= $1 LIMIT 1) d";
const COUNTS: &str = "
    SELECT poll, count(*) - count(due), count(due) FROM notice WHERE ($1 IS NULL OR poll = $1) GROUP BY poll ORDER BY poll";
const SAMPLE: &str = "SELECT count(*) FROM notice WHERE poll = $1 AND reader < $2";
const FORGET_WAITING: &str = "DELETE FROM notice WHERE poll = $1 AND due IS NULL";
const END: &str = "UPDATE notice SET due = $3 WHERE poll = $1 AND due IS NULL AND asked_at <= $2";

/// What there is to do at `now`.
pub(super) async fn work(connection: &mut impl Sql, now: Timestamp) -> Result<NoticeWork, sqlx::Error> {
    let mut work = NoticeWork::default();
    for row in connection.rows(WAITING, &[]).await? {
        work.waiting.push(AwaitedPoll {
            poll: row.text(0)?,
            forced: row.optional_text(1)?.as_deref().and_then(Forced::parse),
            asked_at: Timestamp::from_unix(row.integer(2)?),
            closed_at: row.optional_integer(3)?.map(Timestamp::from_unix),
        });
    }
    work.is_due = read::one(connection, DUE, &[Value::Integer(now.unix())]).await?.integer(0)? > 0;
    Ok(work)
}

/// How many there are of `poll`, or of each.
pub(super) async fn counts(connection: &mut impl Sql, poll: Option<&str>) -> Result<Vec<NoticeCount>, sqlx::Error> {
    let rows = connection.rows(COUNTS, &[Value::OptionalText(poll)]).await?;
    let count = |row: &_| {
        Ok(NoticeCount { poll: Columns::text(row, 0)?, waiting: columns::count(row, 1)?, due: columns::count(row, 2)? })
    };
    rows.iter().map(count).collect()
}

/// About how many there are of `poll`. Keys of readers are hashes, and as good as evenly spread: those of which the first byte is 0
/// are counted, one of 256.
pub(super) async fn estimate(connection: &mut impl Sql, poll: &str) -> Result<u64, sqlx::Error> {
    let sample = read::one(connection, SAMPLE, &[Value::Text(poll), Value::Bytes(&[1])]).await?;
    Ok(columns::count(&sample, 0)? * 256)
}

/// Those of these readers.
pub(super) async fn own<C: Sql>(
    connection: &mut C,
    polls: &[(String, ReaderKeys)],
) -> Result<Vec<OwnNotice>, sqlx::Error> {
    let rows = connection.rows(C::STATEMENTS.own_notices, &[Value::Text(&pairs(polls))]).await?;
    let own = |row: &_| {
        let asked_at = Timestamp::from_unix(Columns::integer(row, 1)?);
        Ok(OwnNotice { poll: Columns::text(row, 0)?, asked_at, lang: Columns::text(row, 2)? })
    };
    rows.iter().map(own).collect()
}

/// Does what `change` says, at `now`.
pub(crate) async fn change<C: Sql>(
    connection: &mut C,
    change: &NoticeChange,
    now: Timestamp,
) -> Result<Vec<Notice>, sqlx::Error> {
    let (statements, now) = (C::STATEMENTS, now.unix());
    match change {
        NoticeChange::Keep { notice, reader } => {
            let others: Vec<_> = reader.others().iter().map(|key| (notice.poll.clone(), (*key).into())).collect();
            if !others.is_empty() {
                connection.run(statements.forget_notices, &[Value::Text(&pairs(&others))]).await?;
            }
            let rows = Json::from(vec![row(notice, None)]).to_string();
            connection.run(statements.save_notices, &[Value::Text(&rows)]).await?;
        }
        NoticeChange::Forget(polls) => {
            connection.run(statements.forget_notices, &[Value::Text(&pairs(polls))]).await?;
        }
        NoticeChange::ForgetWaiting(poll) => {
            connection.run(FORGET_WAITING, &[Value::Text(poll)]).await?;
        }
        NoticeChange::End { poll, asked_until } => {
            let times = [asked_until.unix(), now].map(Value::Integer);
            connection.run(END, &[Value::Text(poll), times[0], times[1]]).await?;
        }
        NoticeChange::Claim { lease, most } => {
            let values = [now, now + i64::from(*lease), i64::from(*most)].map(Value::Integer);
            return connection.rows(statements.claim_notices, &values).await?.iter().map(notice).collect();
        }
        NoticeChange::Settle { done, later } => {
            let due = |later: &Later| now + i64::from(later.wait);
            let done = done.iter().map(|notice| attempt(notice, None));
            let later = later.iter().map(|later| attempt(&later.notice, Some(due(later))));
            for (statement, rows) in
                [(statements.drop_notices, Json::from_iter(done)), (statements.delay_notices, Json::from_iter(later))]
            {
                if rows.as_array().is_some_and(|rows| !rows.is_empty()) {
                    connection.run(statement, &[Value::Text(&rows.to_string())]).await?;
                }
            }
        }
    }
    Ok(Vec::new())
}

/// A notice as an element of a list.
fn row(notice: &Notice, due: Option<i64>) -> Json {
    let Notice { poll, reader, endpoint, p256dh, auth, lang, asked_at, attempts } = notice;
    json!([poll, hex::encode(reader.0), endpoint, p256dh, auth, lang, asked_at.unix(), attempts, due])
}

/// What tells an attempt from others, and when the next one is due.
fn attempt(notice: &Notice, due: Option<i64>) -> Json {
    json!([notice.poll, hex::encode(notice.reader.0), notice.attempts, due])
}

fn notice(row: &impl Columns) -> Result<Notice, sqlx::Error> {
    Ok(Notice {
        poll: row.text(0)?,
        reader: columns::key(row.bytes(1)?)?,
        endpoint: row.text(2)?,
        p256dh: row.text(3)?,
        auth: row.text(4)?,
        lang: row.text(5)?,
        asked_at: Timestamp::from_unix(row.integer(6)?),
        attempts: u32::try_from(row.integer(7)?).unwrap_or(u32::MAX),
    })
}

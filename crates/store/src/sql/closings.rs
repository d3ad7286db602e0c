//! Closings of polls as rows: read, and changed by a statement each.

use hustings_wire::Timestamp;
use serde_json::{Value as Json, json};

use super::{Columns, Sql, Value};
use crate::closings::{Closing, ClosingCause, ClosingChange, ClosingState};

const READ: &str = "
    SELECT id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome FROM closing
    WHERE ($1 IS NULL OR poll = $1) ORDER BY closed_at, id";
const ONE: &str = "
    SELECT id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome FROM closing WHERE id = $1";
const KEEP_BODY: &str = "UPDATE closing SET body = $2 WHERE id = $1 AND body IS NULL";
const SETTLE: &str = "
    UPDATE closing SET state = $3, due = $4, outcome = $5
    WHERE id = $1 AND state = 'waiting' AND (attempts = $2 OR $3 = 'sent')";
const AGAIN: &str = "UPDATE closing SET state = 'waiting', attempts = 0, due = $2 WHERE id = $1";

/// Closings of `poll`, or all, in their order.
pub(crate) async fn closings(connection: &mut impl Sql, poll: Option<&str>) -> Result<Vec<Closing>, sqlx::Error> {
    connection.rows(READ, &[Value::OptionalText(poll)]).await?.iter().map(closing).collect()
}

/// Does what `change` says, at `now`.
pub(crate) async fn change<C: Sql>(
    connection: &mut C,
    change: &ClosingChange,
    now: Timestamp,
) -> Result<Option<Closing>, sqlx::Error> {
    let now = now.unix();
    let id = match change {
        ClosingChange::Note(scheduled) => {
            let note =
                |(poll, at): &(String, Timestamp)| row(&Closing::new(poll, *at, ClosingCause::Schedule, Some(*at)));
            let rows = Json::from_iter(scheduled.iter().map(note)).to_string();
            connection.run(C::STATEMENTS.note_closings, &[Value::Text(&rows), Value::Integer(now)]).await?;
            return Ok(None);
        }
        ClosingChange::Claim { lease, not_before } => {
            let values = [now, now + i64::from(*lease), not_before.unix()].map(Value::Integer);
            return connection.rows(C::STATEMENTS.claim_closing, &values).await?.first().map(closing).transpose();
        }
        ClosingChange::KeepBody { id, body } => {
            connection.run(KEEP_BODY, &[Value::Text(id), Value::Text(body)]).await?;
            id
        }
        ClosingChange::Settle { id, attempt, state, wait, outcome } => {
            let (attempt, due) = (i64::from(*attempt), now + i64::from(*wait));
            let values = [
                Value::Text(id),
                Value::Integer(attempt),
                Value::Text(state.as_str()),
                Value::Integer(due),
                Value::Text(outcome),
            ];
            connection.run(SETTLE, &values).await?;
            id
        }
        ClosingChange::Again { id } => {
            connection.run(AGAIN, &[Value::Text(id), Value::Integer(now)]).await?;
            id
        }
    };
    connection.rows(ONE, &[Value::Text(id)]).await?.first().map(closing).transpose()
}

/// A closing as an element of a list.
pub(super) fn row(closing: &Closing) -> Json {
    let Closing { id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome } = closing;
    let (cause, held_until) = (cause.as_str(), held_until.map(Timestamp::unix));
    json!([id, poll, closed_at.unix(), cause, held_until, state.as_str(), attempts, due.unix(), body, outcome])
}

fn closing(row: &impl Columns) -> Result<Closing, sqlx::Error> {
    let unknown = |word: String| sqlx::Error::Decode(format!("`{word}` is nothing that is known of a closing").into());
    let (cause, state) = (row.text(3)?, row.text(5)?);
    Ok(Closing {
        id: row.text(0)?,
        poll: row.text(1)?,
        closed_at: Timestamp::from_unix(row.integer(2)?),
        cause: ClosingCause::parse(&cause).ok_or_else(|| unknown(cause))?,
        held_until: row.optional_integer(4)?.map(Timestamp::from_unix),
        state: ClosingState::parse(&state).ok_or_else(|| unknown(state))?,
        attempts: u32::try_from(row.integer(6)?).unwrap_or(u32::MAX),
        due: Timestamp::from_unix(row.integer(7)?),
        body: row.optional_text(8)?,
        outcome: row.optional_text(9)?,
    })
}

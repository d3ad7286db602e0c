//! What the servers of a database serve: each says so every now and then, and reads what the others have said.

use sqlx::PgPool;

/// $1: this server, $2: what it serves. A server that was ended without a word is not heard of for half a minute, and its
/// row goes with the next look after a day.
const MEET: &str = "
    WITH own AS (
        INSERT INTO server (id, content) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET content = excluded.content, seen = excluded.seen
    ), gone AS (
        DELETE FROM server WHERE id <> $1 AND seen < now() - interval '1 day'
    )
    SELECT content FROM server WHERE id <> $1 AND seen > now() - interval '30 seconds'";

/// Says that `server` serves `content`, and returns what each of the others does.
pub(super) async fn meet(pool: &PgPool, server: &[u8], content: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(MEET).bind(server).bind(content).fetch_all(pool).await
}

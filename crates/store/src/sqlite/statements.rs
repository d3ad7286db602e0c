//! SQLite's dialect. Lists are JSON arrays that `json_each` takes apart; `unhex` makes bytes of their digits. `WHERE true` keeps
//! SQLite from taking ON CONFLICT for a join's ON.

use crate::sql::Statements;

pub(crate) const STATEMENTS: Statements = Statements {
    begin_reading: "BEGIN",
    load_aliases: "
    SELECT a.alias, a.reader FROM json_each($1) j JOIN reader_alias a ON a.alias = unhex(j.value)",
    count_aliases: "
    SELECT a.reader, count(*) FROM json_each($1) j JOIN reader_alias a ON a.reader = unhex(j.value) GROUP BY 1",
    load_votes: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after FROM json_each($1) j
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = unhex(j.value ->> 1)
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry",
    load_asides: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after, v.reason FROM json_each($1) j
    JOIN aside v ON v.poll = j.value ->> 0 AND v.reader = unhex(j.value ->> 1)
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry",
    load_decided: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after, v.reason FROM aside v
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry
    WHERE v.poll = $1 AND ($2 IS NULL OR v.cast_on = $2) ORDER BY v.entry LIMIT $3",
    count_asides: "
    SELECT j.value, (SELECT count(*) FROM aside v WHERE v.poll = j.value) FROM json_each($1) j",
    load_stars: "
    SELECT r.article, r.reader, r.stars, r.cast_on FROM json_each($1) j
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = unhex(j.value ->> 1)",
    load_polls: "
    SELECT t.poll, t.voters, t.number, t.forced,
           (SELECT json_group_object(option, votes) FROM option_tally o WHERE o.poll = t.poll)
    FROM json_each($1) j JOIN poll_tally t ON t.poll = j.value",
    load_ratings: "
    SELECT t.article, t.histogram, t.number FROM json_each($1) j JOIN rating_tally t ON t.article = j.value",
    // A key that leads to another now may have been led to before.
    move_aliases: "
    UPDATE reader_alias SET reader = unhex(j.value ->> 1) FROM json_each($1) j
    WHERE reader_alias.reader = unhex(j.value ->> 0)",
    save_aliases: "
    INSERT INTO reader_alias (alias, reader)
    SELECT unhex(value ->> 0), unhex(value ->> 1) FROM json_each($1) WHERE true
    ON CONFLICT (alias) DO UPDATE SET reader = excluded.reader",
    save_votes: "
    INSERT INTO vote (poll, reader, options, partner, lang, cast_on, entry, words, said_before, said_after)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9
    FROM json_each($1) WHERE true
    ON CONFLICT (poll, reader) DO UPDATE SET options = excluded.options, partner = excluded.partner,
        lang = excluded.lang, cast_on = excluded.cast_on, entry = excluded.entry, words = excluded.words,
        said_before = excluded.said_before, said_after = excluded.said_after",
    drop_votes: "
    DELETE FROM vote WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))",
    save_asides: "
    INSERT INTO aside (poll, reader, options, partner, lang, cast_on, entry, reason, words, said_before, said_after)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9, value ->> 10
    FROM json_each($1)",
    drop_asides: "
    DELETE FROM aside WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))",
    save_stars: "
    INSERT INTO rating (article, reader, stars, cast_on)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3 FROM json_each($1) WHERE true
    ON CONFLICT (article, reader) DO UPDATE SET stars = excluded.stars, cast_on = excluded.cast_on",
    drop_stars: "
    DELETE FROM rating WHERE (article, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))",
    save_polls: "
    INSERT INTO poll_tally (poll, voters, number, forced)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($1) WHERE true
    ON CONFLICT (poll) DO UPDATE
    SET voters = excluded.voters, number = excluded.number, forced = excluded.forced",
    drop_options: Some("
    DELETE FROM option_tally WHERE poll IN (SELECT value ->> 0 FROM json_each($1))"),
    save_options: Some("
    INSERT INTO option_tally (poll, option, votes)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)"),
    save_ratings: "
    INSERT INTO rating_tally (article, histogram, number)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1) WHERE true
    ON CONFLICT (article) DO UPDATE SET histogram = excluded.histogram, number = excluded.number",
    end_closings: "
    UPDATE closing SET held_until = j.value ->> 1 FROM json_each($1) j
    WHERE closing.poll = j.value ->> 0 AND held_until IS NULL",
    save_closings: "
    INSERT INTO closing (id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9
    FROM json_each($1) WHERE true
    ON CONFLICT DO NOTHING",
    note_closings: "
    INSERT INTO closing (id, poll, closed_at, cause, held_until, state, attempts, due)
    SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6, j.value ->> 7
    FROM json_each($1) j
    WHERE j.value ->> 2 <= $2
      AND NOT EXISTS (SELECT 1 FROM poll_tally t WHERE t.poll = j.value ->> 1 AND t.forced = 'open')
      AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.poll = j.value ->> 1
                      AND (c.held_until IS NULL OR c.held_until >= j.value ->> 2))
    ON CONFLICT DO NOTHING",
    claim_closing: "
    UPDATE closing SET attempts = attempts + 1, due = $2
    WHERE id = (SELECT id FROM closing WHERE state = 'waiting' AND due <= $1 AND due >= $3 ORDER BY due, id LIMIT 1)
    RETURNING id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome",
    save_notices: "
    INSERT INTO notice (poll, reader, endpoint, p256dh, auth, lang, asked_at, attempts, due)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8
    FROM json_each($1) WHERE true
    ON CONFLICT (poll, reader) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
        lang = excluded.lang, asked_at = excluded.asked_at, attempts = excluded.attempts, due = excluded.due",
    claim_notices: "
    UPDATE notice SET attempts = attempts + 1, due = $2
    WHERE (poll, reader) IN (SELECT poll, reader FROM notice WHERE due <= $1 ORDER BY due LIMIT $3)
    RETURNING poll, reader, endpoint, p256dh, auth, lang, asked_at, attempts",
    drop_notices: "
    DELETE FROM notice WHERE (poll, reader, attempts) IN
        (SELECT value ->> 0, unhex(value ->> 1), value ->> 2 FROM json_each($1)) AND due IS NOT NULL",
    delay_notices: "
    UPDATE notice SET due = j.value ->> 3 FROM json_each($1) j
    WHERE poll = j.value ->> 0 AND reader = unhex(j.value ->> 1) AND attempts = j.value ->> 2 AND due IS NOT NULL",
    forget_notices: "
    DELETE FROM notice WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))",
    own_notices: "
    SELECT DISTINCT n.poll, n.asked_at, n.lang FROM json_each($1) j
    JOIN notice n ON n.poll = j.value ->> 0 AND n.reader = unhex(j.value ->> 1) ORDER BY 1",
    votes_by_partner: "
    SELECT CASE WHEN partner IS NULL THEN '' WHEN partner IN (SELECT value FROM json_each($2)) THEN partner END, options, count(*)
    FROM vote WHERE poll = $1 GROUP BY 1, 2",
    votes_by_lang: "
    SELECT CASE WHEN lang IN (SELECT value FROM json_each($2)) THEN lang END, options, count(*)
    FROM vote WHERE poll = $1 GROUP BY 1, 2",
    // What is counted and not tallied: a tally that has gone wrong is to be repaired later.
    unlogged: "
    SELECT poll, count(*),
           (SELECT json_group_object(option, votes) FROM
             (SELECT j.value AS option, count(*) AS votes FROM vote o, json_each(o.options) j
              WHERE o.poll = v.poll GROUP BY 1))
    FROM vote v GROUP BY poll",
    // Without its name the index is not taken: every entry since the last wording would be read for each batch.
    log_ends: "
    SELECT l.poll, l.number, l.hash,
           (SELECT w.detail FROM vote_log w INDEXED BY vote_log_wording WHERE w.poll = l.poll AND w.kind = 'wording' ORDER BY w.number DESC LIMIT 1)
    FROM json_each($1) j
    JOIN vote_log l ON l.poll = j.value AND l.number = (SELECT max(number) FROM vote_log m WHERE m.poll = j.value)",
    log_add: "
    INSERT INTO vote_log (poll, number, kind, day, was, options, detail, salt, hash)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
           unhex(value ->> 7), unhex(value ->> 8)
    FROM json_each($1)",
    log_wordings: "
    SELECT poll, number, day, detail FROM vote_log INDEXED BY vote_log_wording
    WHERE kind = 'wording' AND ($1 IS NULL OR poll = $1) ORDER BY poll, number",
    add_texts: "
    INSERT INTO wording (hash, text) SELECT unhex(value ->> 0), value ->> 1 FROM json_each($1) WHERE true
    ON CONFLICT DO NOTHING",
    texts: "
    SELECT hex(w.hash), w.text FROM json_each($1) j JOIN wording w ON w.hash = unhex(j.value)",
    log_counted: "
    SELECT poll, '', count(*) FROM vote GROUP BY 1
    UNION ALL SELECT v.poll, j.value, count(*) FROM vote v, json_each(v.options) j GROUP BY 1, 2",
    poll: "
    SELECT coalesce(voters, 0), coalesce(number, 0), forced,
           (SELECT json_group_object(option, votes) FROM option_tally o WHERE o.poll = $1 AND votes > 0),
           (SELECT json_array(json(v.options), v.entry, hex(l.salt), hex(l.hash), v.words, json(v.said_before), v.said_after)
            FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
            JOIN vote v ON v.poll = $1 AND v.reader = coalesce(a.reader, unhex(j.value))
            LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry ORDER BY j.key LIMIT 1),
           EXISTS (SELECT 1 FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
                   JOIN aside v ON v.poll = $1 AND v.reader = coalesce(a.reader, unhex(j.value)))
    FROM (SELECT 1) LEFT JOIN poll_tally t ON t.poll = $1",
    polls: "
    SELECT t.poll, t.voters - coalesce(o.votes, 0), t.forced FROM poll_tally t
    LEFT JOIN option_tally o ON o.poll = t.poll AND o.option = '_abstain'",
    ballots: "
    SELECT group_concat(options, char(10)), max(reader)
    FROM (SELECT reader, options FROM vote WHERE poll = $1 AND reader > $2 ORDER BY reader LIMIT $3)",
    rating: "
    SELECT histogram, coalesce(number, 0),
           (SELECT r.stars FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
            JOIN rating r ON r.article = $1 AND r.reader = coalesce(a.reader, unhex(j.value)) ORDER BY j.key LIMIT 1)
    FROM (SELECT 1) LEFT JOIN rating_tally t ON t.article = $1",
    // The first key that has a row counts.
    own_votes: "
    SELECT v.poll, v.options, v.cast_on, v.partner, v.lang, v.is_aside, v.words, v.said_before FROM json_each($1) j
    LEFT JOIN reader_alias a ON a.alias = unhex(j.value ->> 1)
    JOIN (SELECT poll, reader, options, cast_on, partner, lang, 0 AS is_aside, words, said_before FROM vote
          UNION ALL SELECT poll, reader, options, cast_on, partner, lang, 1, words, said_before FROM aside) v ON v.poll = j.value ->> 0 AND v.reader = coalesce(a.reader, unhex(j.value ->> 1)) ORDER BY j.key",
    own_ratings: "
    SELECT r.article, r.stars, r.cast_on FROM json_each($1) j
    LEFT JOIN reader_alias a ON a.alias = unhex(j.value ->> 1)
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = coalesce(a.reader, unhex(j.value ->> 1)) ORDER BY j.key",
    voted: "
    SELECT j.value ->> 0, unhex(j.value ->> 1), v.said_after FROM json_each($1) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value ->> 1)
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = coalesce(a.reader, unhex(j.value ->> 1))",
    counted: "
    SELECT 'option', v.poll, j.value, count(*) FROM vote v, json_each(v.options) j GROUP BY 2, 3
    UNION ALL SELECT 'voters', poll, '', count(*) FROM vote GROUP BY 2
    UNION ALL SELECT 'stars', article, CAST(stars AS TEXT), count(*) FROM rating GROUP BY 2, 3",
    tallied: "
    SELECT 'option', poll, option, votes FROM option_tally WHERE votes > 0
    UNION ALL SELECT 'voters', poll, '', voters FROM poll_tally WHERE voters > 0
    UNION ALL SELECT 'stars', article, CAST(j.key + 1 AS TEXT), j.value
              FROM rating_tally t, json_each(t.histogram) j WHERE j.value > 0",
    repair: &[
    "INSERT INTO poll_tally (poll, voters, number) SELECT DISTINCT poll, 0, 0 FROM vote WHERE true
     ON CONFLICT DO NOTHING",
    "DELETE FROM option_tally",
    "INSERT INTO option_tally (poll, option, votes)
     SELECT v.poll, j.value, count(*) FROM vote v, json_each(v.options) j GROUP BY 1, 2",
    "UPDATE poll_tally SET number = number + 1, voters = (SELECT count(*) FROM vote v WHERE v.poll = poll_tally.poll)",
    "INSERT INTO rating_tally (article, histogram, number) SELECT DISTINCT article, '[0,0,0,0,0]', 0 FROM rating
     WHERE true ON CONFLICT DO NOTHING",
    "UPDATE rating_tally SET number = number + 1, histogram = (
       SELECT json_array(count(*) FILTER (WHERE stars = 1), count(*) FILTER (WHERE stars = 2), count(*) FILTER (WHERE stars = 3), count(*) FILTER (WHERE stars = 4), count(*) FILTER (WHERE stars = 5))
       FROM (SELECT stars FROM rating r WHERE r.article = rating_tally.article))",
],
};

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::STATEMENTS;
    use crate::sqlite::open::MIGRATIONS;

    /// Instructions of SQLite's machine for each statement that a batch runs, with so many votes before.
    async fn work(votes: u32) -> Vec<(&'static str, u64)> {
        let mut database = SqliteConnection::connect("sqlite::memory:").await.expect("memory");
        for migration in MIGRATIONS {
            sqlx::raw_sql(migration).execute(&mut database).await.expect("the schema");
        }
        let fill = format!(
            "INSERT INTO vote_log VALUES ('p', 0, 'wording', 1, '[]', '[]', 'words', NULL, x'00');
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {votes})
             INSERT INTO vote_log SELECT 'p', i, 'cast', 1, '[]', '[\"a\"]', '', x'00', x'00' FROM n;
             INSERT INTO vote (poll, reader, options, cast_on, entry)
             SELECT 'p', unhex(printf('%032x', number)), '[\"a\"]', 1, number FROM vote_log WHERE number > 0;
             INSERT INTO poll_tally (poll, voters, number) VALUES ('p', {votes}, {votes});
             INSERT INTO option_tally (poll, option, votes) VALUES ('p', 'a', {votes});"
        );
        sqlx::raw_sql(AssertSqlSafe(fill)).execute(&mut database).await.expect("votes");
        let count = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&count);
        let mut handle = database.lock_handle().await.expect("a handle");
        handle.set_progress_handler(1, move || counted.fetch_add(1, Ordering::Relaxed) < u64::MAX);
        drop(handle);
        let reader = "[[\"p\", \"00000000000000000000000000000001\"]]";
        let mut work = Vec::new();
        for (name, statement, rows) in [
            ("load_aliases", STATEMENTS.load_aliases, "[\"00\"]"),
            ("load_votes", STATEMENTS.load_votes, reader),
            ("load_asides", STATEMENTS.load_asides, reader),
            ("count_asides", STATEMENTS.count_asides, "[\"p\"]"),
            ("load_polls", STATEMENTS.load_polls, "[\"p\"]"),
            ("log_ends", STATEMENTS.log_ends, "[\"p\"]"),
            ("drop_votes", STATEMENTS.drop_votes, reader),
        ] {
            let before = count.load(Ordering::Relaxed);
            sqlx::query(statement).bind(rows).fetch_all(&mut database).await.expect(name);
            work.push((name, count.load(Ordering::Relaxed) - before));
        }
        work
    }

    #[tokio::test]
    async fn what_a_batch_costs_does_not_grow_with_the_votes_before_it() {
        for ((name, few), (_, many)) in work(10).await.into_iter().zip(work(2_000).await) {
            assert!(few > 0 && many <= few + few / 2, "{name}: {few} instructions after ten votes, {many} after 2,000");
        }
    }
}

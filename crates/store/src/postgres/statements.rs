//! PostgreSQL's dialect. Lists are JSON arrays that `jsonb_array_elements` takes apart; `decode` makes bytes of their digits.

use crate::sql::Statements;

pub(crate) const STATEMENTS: Statements = Statements {
    begin_reading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    load_aliases: "
    SELECT a.alias, a.reader FROM jsonb_array_elements_text($1::jsonb) j(value)
    JOIN reader_alias a ON a.alias = decode(j.value, 'hex')",
    count_aliases: "
    SELECT a.reader, count(*) FROM jsonb_array_elements_text($1::jsonb) j(value)
    JOIN reader_alias a ON a.reader = decode(j.value, 'hex') GROUP BY 1",
    load_votes: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after
    FROM jsonb_array_elements($1::jsonb) j(value)
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = decode(j.value ->> 1, 'hex')
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry",
    load_asides: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after, v.reason
    FROM jsonb_array_elements($1::jsonb) j(value)
    JOIN aside v ON v.poll = j.value ->> 0 AND v.reader = decode(j.value ->> 1, 'hex')
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry",
    load_decided: "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.words, v.said_before, v.said_after, v.reason FROM aside v
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry
    WHERE v.poll = $1 AND ($2::bigint IS NULL OR v.cast_on = $2) ORDER BY v.entry LIMIT $3",
    count_asides: "
    SELECT j.value, (SELECT count(*) FROM aside v WHERE v.poll = j.value)
    FROM jsonb_array_elements_text($1::jsonb) j(value)",
    load_stars: "
    SELECT r.article, r.reader, r.stars, r.cast_on FROM jsonb_array_elements($1::jsonb) j(value)
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = decode(j.value ->> 1, 'hex')",
    load_polls: "
    SELECT t.poll, t.voters, t.number, t.forced, t.votes FROM jsonb_array_elements_text($1::jsonb) j(value)
    JOIN poll_tally t ON t.poll = j.value",
    load_ratings: "
    SELECT t.article, t.histogram, t.number FROM jsonb_array_elements_text($1::jsonb) j(value)
    JOIN rating_tally t ON t.article = j.value",
    // A key that leads to another now may have been led to before.
    move_aliases: "
    UPDATE reader_alias SET reader = decode(j.value ->> 1, 'hex') FROM jsonb_array_elements($1::jsonb) j(value)
    WHERE reader_alias.reader = decode(j.value ->> 0, 'hex')",
    save_aliases: "
    INSERT INTO reader_alias (alias, reader)
    SELECT decode(value ->> 0, 'hex'), decode(value ->> 1, 'hex') FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (alias) DO UPDATE SET reader = excluded.reader",
    save_votes: "
    INSERT INTO vote (poll, reader, options, partner, lang, cast_on, entry, words, said_before, said_after)
    SELECT value ->> 0, decode(value ->> 1, 'hex'), value ->> 2, value ->> 3, value ->> 4, (value ->> 5)::bigint,
           (value ->> 6)::bigint, value ->> 7, value ->> 8, (value ->> 9)::bigint
    FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (poll, reader) DO UPDATE SET options = excluded.options, partner = excluded.partner,
        lang = excluded.lang, cast_on = excluded.cast_on, entry = excluded.entry, words = excluded.words,
        said_before = excluded.said_before, said_after = excluded.said_after",
    drop_votes: "
    DELETE FROM vote USING jsonb_array_elements($1::jsonb) j(value)
    WHERE poll = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex')",
    save_asides: "
    INSERT INTO aside (poll, reader, options, partner, lang, cast_on, entry, reason, words, said_before, said_after)
    SELECT value ->> 0, decode(value ->> 1, 'hex'), value ->> 2, value ->> 3, value ->> 4, (value ->> 5)::bigint,
           (value ->> 6)::bigint, value ->> 7, value ->> 8, value ->> 9, (value ->> 10)::bigint
    FROM jsonb_array_elements($1::jsonb) j(value)",
    drop_asides: "
    DELETE FROM aside USING jsonb_array_elements($1::jsonb) j(value)
    WHERE poll = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex')",
    save_stars: "
    INSERT INTO rating (article, reader, stars, cast_on)
    SELECT value ->> 0, decode(value ->> 1, 'hex'), (value ->> 2)::bigint, (value ->> 3)::bigint
    FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (article, reader) DO UPDATE SET stars = excluded.stars, cast_on = excluded.cast_on",
    drop_stars: "
    DELETE FROM rating USING jsonb_array_elements($1::jsonb) j(value)
    WHERE article = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex')",
    save_polls: "
    INSERT INTO poll_tally (poll, voters, number, forced, votes)
    SELECT value ->> 0, (value ->> 1)::bigint, (value ->> 2)::bigint, value ->> 3, value ->> 4
    FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (poll) DO UPDATE SET voters = excluded.voters, number = excluded.number, forced = excluded.forced,
        votes = excluded.votes, changed = excluded.changed",
    drop_options: None,
    save_options: None,
    save_ratings: "
    INSERT INTO rating_tally (article, histogram, number)
    SELECT value ->> 0, value ->> 1, (value ->> 2)::bigint FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (article) DO UPDATE SET histogram = excluded.histogram, number = excluded.number,
        changed = excluded.changed",
    end_closings: "
    UPDATE closing SET held_until = (j.value ->> 1)::bigint FROM jsonb_array_elements($1::jsonb) j(value)
    WHERE closing.poll = j.value ->> 0 AND held_until IS NULL",
    save_closings: "
    INSERT INTO closing (id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome)
    SELECT value ->> 0, value ->> 1, (value ->> 2)::bigint, value ->> 3, (value ->> 4)::bigint, value ->> 5, (value ->> 6)::bigint, (value ->> 7)::bigint,
           value ->> 8, value ->> 9
    FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT DO NOTHING",
    note_closings: "
    INSERT INTO closing (id, poll, closed_at, cause, held_until, state, attempts, due)
    SELECT j.value ->> 0, j.value ->> 1, (j.value ->> 2)::bigint, j.value ->> 3, (j.value ->> 4)::bigint, j.value ->> 5, (j.value ->> 6)::bigint, (j.value ->> 7)::bigint
    FROM jsonb_array_elements($1::jsonb) j(value)
    WHERE (j.value ->> 2)::bigint <= $2
      AND NOT EXISTS (SELECT 1 FROM poll_tally t WHERE t.poll = j.value ->> 1 AND t.forced = 'open')
      AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.poll = j.value ->> 1
                      AND (c.held_until IS NULL OR c.held_until >= (j.value ->> 2)::bigint))
    ON CONFLICT DO NOTHING",
    // In turn by the row's lock: without SKIP LOCKED a second server would wait for the first one and claim the same.
    claim_closing: "
    WITH next AS MATERIALIZED (
        SELECT id FROM closing WHERE state = 'waiting' AND due <= $1 AND due >= $3
        ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE closing c SET attempts = attempts + 1, due = $2 FROM next WHERE c.id = next.id
    RETURNING c.id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome",
    save_notices: "
    INSERT INTO notice (poll, reader, endpoint, p256dh, auth, lang, asked_at, attempts, due)
    SELECT value ->> 0, decode(value ->> 1, 'hex'), value ->> 2, value ->> 3, value ->> 4, value ->> 5,
           (value ->> 6)::bigint, (value ->> 7)::bigint, (value ->> 8)::bigint
    FROM jsonb_array_elements($1::jsonb) j(value)
    ON CONFLICT (poll, reader) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
        lang = excluded.lang, asked_at = excluded.asked_at, attempts = excluded.attempts, due = excluded.due",
    // In turn by the rows' locks, as closings are.
    claim_notices: "
    WITH next AS MATERIALIZED (
        SELECT poll, reader FROM notice WHERE due <= $1 ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED)
    UPDATE notice n SET attempts = attempts + 1, due = $2 FROM next WHERE n.poll = next.poll AND n.reader = next.reader
    RETURNING n.poll, n.reader, endpoint, p256dh, auth, lang, asked_at, attempts",
    drop_notices: "
    DELETE FROM notice USING jsonb_array_elements($1::jsonb) j(value)
    WHERE poll = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex') AND attempts = (j.value ->> 2)::bigint
      AND due IS NOT NULL",
    delay_notices: "
    UPDATE notice SET due = (j.value ->> 3)::bigint FROM jsonb_array_elements($1::jsonb) j(value)
    WHERE poll = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex') AND attempts = (j.value ->> 2)::bigint
      AND due IS NOT NULL",
    forget_notices: "
    DELETE FROM notice USING jsonb_array_elements($1::jsonb) j(value)
    WHERE poll = j.value ->> 0 AND reader = decode(j.value ->> 1, 'hex')",
    own_notices: "
    SELECT DISTINCT n.poll, n.asked_at, n.lang FROM jsonb_array_elements($1::jsonb) j(value)
    JOIN notice n ON n.poll = j.value ->> 0 AND n.reader = decode(j.value ->> 1, 'hex') ORDER BY 1",
    votes_by_partner: "
    SELECT CASE WHEN partner IS NULL THEN '' WHEN partner IN (SELECT jsonb_array_elements_text($2::jsonb)) THEN partner END, options, count(*)
    FROM vote WHERE poll = $1 GROUP BY 1, 2",
    votes_by_lang: "
    SELECT CASE WHEN lang IN (SELECT jsonb_array_elements_text($2::jsonb)) THEN lang END, options, count(*)
    FROM vote WHERE poll = $1 GROUP BY 1, 2",
    // A database of this kind has always had logs.
    unlogged: "SELECT poll, 0::bigint, '{}' FROM vote WHERE false",
    log_ends: "
    SELECT l.poll, l.number, l.hash,
           (SELECT w.detail FROM vote_log w WHERE w.poll = l.poll AND w.kind = 'wording' ORDER BY w.number DESC LIMIT 1)
    FROM jsonb_array_elements_text($1::jsonb) j(value)
    CROSS JOIN LATERAL (SELECT m.poll, m.number, m.hash FROM vote_log m WHERE m.poll = j.value
                        ORDER BY m.number DESC LIMIT 1) l",
    log_add: "
    INSERT INTO vote_log (poll, number, kind, day, was, options, detail, salt, hash)
    SELECT value ->> 0, (value ->> 1)::bigint, value ->> 2, (value ->> 3)::bigint, value ->> 4, value ->> 5, value ->> 6,
           decode(value ->> 7, 'hex'), decode(value ->> 8, 'hex')
    FROM jsonb_array_elements($1::jsonb) j(value)",
    log_wordings: "
    SELECT poll, number, day, detail FROM vote_log
    WHERE kind = 'wording' AND ($1::text IS NULL OR poll = $1) ORDER BY poll, number",
    // In the order of hashes: polls of two servers may have the same words, and neither is to wait for the other.
    add_texts: "
    INSERT INTO wording (hash, text)
    SELECT decode(value ->> 0, 'hex'), value ->> 1 FROM jsonb_array_elements($1::jsonb) j(value) ORDER BY 1
    ON CONFLICT DO NOTHING",
    texts: "
    SELECT encode(w.hash, 'hex'), w.text FROM jsonb_array_elements_text($1::jsonb) j(value)
    JOIN wording w ON w.hash = CASE WHEN j.value ~ '^[0-9a-fA-F]{64}$' THEN decode(j.value, 'hex') END",
    log_counted: "
    SELECT poll, '', count(*) FROM vote GROUP BY 1
    UNION ALL SELECT v.poll, o.value, count(*) FROM vote v, jsonb_array_elements_text(v.options::jsonb) o(value)
              GROUP BY 1, 2",
    poll: "
    SELECT coalesce(t.voters, 0), coalesce(t.number, 0), t.forced, coalesce(t.votes, '{}'),
           (SELECT json_build_array(v.options::json, v.entry, coalesce(encode(l.salt, 'hex'), ''),
                                    coalesce(encode(l.hash, 'hex'), ''), v.words, v.said_before::json, v.said_after)::text
            FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY j(value, place)
            LEFT JOIN reader_alias a ON a.alias = decode(j.value, 'hex')
            JOIN vote v ON v.poll = $1 AND v.reader = coalesce(a.reader, decode(j.value, 'hex'))
            LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry ORDER BY j.place LIMIT 1),
           EXISTS (SELECT 1 FROM jsonb_array_elements_text($2::jsonb) j(value)
                   LEFT JOIN reader_alias a ON a.alias = decode(j.value, 'hex')
                   JOIN aside v ON v.poll = $1 AND v.reader = coalesce(a.reader, decode(j.value, 'hex')))
    FROM (SELECT 1) one LEFT JOIN poll_tally t ON t.poll = $1",
    polls: "
    SELECT poll, voters - coalesce((votes::jsonb ->> '_abstain')::bigint, 0), forced FROM poll_tally",
    // There is no `max` of bytes before version 18.
    ballots: "
    WITH page AS MATERIALIZED (SELECT reader, options FROM vote WHERE poll = $1 AND reader > $2 ORDER BY reader LIMIT $3)
    SELECT string_agg(options, E'\\n'), (SELECT reader FROM page ORDER BY reader DESC LIMIT 1) FROM page",
    rating: "
    SELECT t.histogram, coalesce(t.number, 0),
           (SELECT r.stars FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY j(value, place)
            LEFT JOIN reader_alias a ON a.alias = decode(j.value, 'hex')
            JOIN rating r ON r.article = $1 AND r.reader = coalesce(a.reader, decode(j.value, 'hex'))
            ORDER BY j.place LIMIT 1)
    FROM (SELECT 1) one LEFT JOIN rating_tally t ON t.article = $1",
    // The first key that has a row counts.
    own_votes: "
    SELECT v.poll, v.options, v.cast_on, v.partner, v.lang, v.is_aside, v.words, v.said_before
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY j(value, place)
    LEFT JOIN reader_alias a ON a.alias = decode(j.value ->> 1, 'hex')
    JOIN (SELECT poll, reader, options, cast_on, partner, lang, false AS is_aside, words, said_before FROM vote
          UNION ALL SELECT poll, reader, options, cast_on, partner, lang, true, words, said_before FROM aside) v
      ON v.poll = j.value ->> 0 AND v.reader = coalesce(a.reader, decode(j.value ->> 1, 'hex'))
    ORDER BY j.place",
    own_ratings: "
    SELECT r.article, r.stars, r.cast_on FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY j(value, place)
    LEFT JOIN reader_alias a ON a.alias = decode(j.value ->> 1, 'hex')
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = coalesce(a.reader, decode(j.value ->> 1, 'hex'))
    ORDER BY j.place",
    voted: "
    SELECT j.value ->> 0, decode(j.value ->> 1, 'hex'), v.said_after FROM jsonb_array_elements($1::jsonb) j(value)
    LEFT JOIN reader_alias a ON a.alias = decode(j.value ->> 1, 'hex')
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = coalesce(a.reader, decode(j.value ->> 1, 'hex'))",
    counted: "
    SELECT 'option', v.poll, o.value, count(*) FROM vote v, jsonb_array_elements_text(v.options::jsonb) o(value) GROUP BY 2, 3
    UNION ALL SELECT 'voters', poll, '', count(*) FROM vote GROUP BY 2
    UNION ALL SELECT 'stars', article, stars::text, count(*) FROM rating GROUP BY 2, 3",
    tallied: "
    SELECT 'option', t.poll, o.key, o.value::bigint FROM poll_tally t, jsonb_each_text(t.votes::jsonb) o
    WHERE o.value <> '0'
    UNION ALL SELECT 'voters', poll, '', voters FROM poll_tally WHERE voters > 0
    UNION ALL SELECT 'stars', t.article, h.place::text, h.value::bigint
              FROM rating_tally t, jsonb_array_elements_text(t.histogram::jsonb) WITH ORDINALITY h(value, place)
              WHERE h.value <> '0'",
    repair: &[
        "INSERT INTO poll_tally (poll) SELECT DISTINCT poll FROM vote ON CONFLICT DO NOTHING",
        "UPDATE poll_tally t SET number = number + 1, changed = pg_current_xact_id(),
           voters = (SELECT count(*) FROM vote v WHERE v.poll = t.poll),
           votes = coalesce((SELECT json_object_agg(c.option, c.votes)::text FROM
             (SELECT o.value AS option, count(*) AS votes FROM vote v, jsonb_array_elements_text(v.options::jsonb) o(value)
              WHERE v.poll = t.poll GROUP BY 1) c), '{}')",
        "INSERT INTO rating_tally (article) SELECT DISTINCT article FROM rating ON CONFLICT DO NOTHING",
        "UPDATE rating_tally t SET number = number + 1, changed = pg_current_xact_id(), histogram = (
           SELECT json_build_array(count(*) FILTER (WHERE stars = 1), count(*) FILTER (WHERE stars = 2),
                                   count(*) FILTER (WHERE stars = 3), count(*) FILTER (WHERE stars = 4),
                                   count(*) FILTER (WHERE stars = 5))::text
           FROM rating r WHERE r.article = t.article)",
    ],
};

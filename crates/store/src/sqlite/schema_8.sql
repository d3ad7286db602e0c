-- Who is to be told that a poll has ended: one subscription to a push service for a reader and poll. `due` is NULL until the poll has
-- ended, then when the next attempt may begin, or when the claim of the one that is under way ends. What was told is deleted.
CREATE TABLE notice (
    poll     TEXT NOT NULL,
    reader   BLOB NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh   TEXT NOT NULL,
    auth     TEXT NOT NULL,
    lang     TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due      INTEGER,
    PRIMARY KEY (poll, reader)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_waiting ON notice (poll, asked_at) WHERE due IS NULL;
CREATE INDEX notice_due ON notice (due) WHERE due IS NOT NULL;

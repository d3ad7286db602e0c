-- The log of a poll's votes, one chain of hashes a poll, without readers: docs/verifying.md has the rule. `salt` is told to the
-- voter alone; the published log has its hash. `was` and `options` are JSON arrays of option ids.
CREATE TABLE vote_log (
    poll    TEXT NOT NULL,
    number  INTEGER NOT NULL CHECK (number >= 0),
    kind    TEXT NOT NULL,
    day     INTEGER NOT NULL,
    was     TEXT NOT NULL,
    options TEXT NOT NULL,
    detail  TEXT NOT NULL,
    salt    BLOB,
    hash    BLOB NOT NULL,
    PRIMARY KEY (poll, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX vote_log_wording ON vote_log (poll, number) WHERE kind = 'wording';

CREATE TRIGGER vote_log_keeps_entries BEFORE DELETE ON vote_log
BEGIN SELECT RAISE(ABORT, 'the log of votes is only added to'); END;
CREATE TRIGGER vote_log_keeps_words BEFORE UPDATE ON vote_log
BEGIN SELECT RAISE(ABORT, 'the log of votes is only added to'); END;

-- The words of polls by the SHA-256 by which the log names them.
CREATE TABLE wording (
    hash BLOB PRIMARY KEY NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The number of the vote's entry in the poll's log, NULL for votes that are older than it.
ALTER TABLE vote ADD COLUMN entry INTEGER;

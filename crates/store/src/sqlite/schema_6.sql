-- Closings of polls, of which the publication may want to be told. `held_until` says until when one keeps its poll closed: by schedule
-- its own moment, NULL while an operator's word does. `due` is when the next attempt to tell may begin, or when the claim
-- of the one that is under way ends. `body` is what every attempt says.
CREATE TABLE closing (
    id         TEXT PRIMARY KEY NOT NULL,
    poll       TEXT NOT NULL,
    closed_at  INTEGER NOT NULL,
    cause      TEXT NOT NULL CHECK (cause IN ('schedule', 'operator')),
    held_until INTEGER,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up', 'untold')),
    attempts   INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    body       TEXT,
    outcome    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX closing_poll ON closing (poll);
CREATE INDEX closing_due ON closing (due) WHERE state = 'waiting';
-- Several servers may see that the same moment has come.
CREATE UNIQUE INDEX closing_scheduled ON closing (poll, closed_at) WHERE cause = 'schedule';

-- Polls that an operator keeps closed already: the end of their schedules is no closing.
INSERT INTO closing (id, poll, closed_at, cause, state, attempts, due)
SELECT 'closing_' || lower(hex(randomblob(16))), poll, unixepoch(), 'operator', 'untold', 0, unixepoch()
FROM poll_tally WHERE forced = 'closed';

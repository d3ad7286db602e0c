-- Who is to be told that a poll has ended: one subscription to a push service for a reader and poll. `due` is NULL until the poll has
-- ended, then when the next attempt may begin, or when the claim of the one that is under way ends. What was told is deleted.
CREATE TABLE notice (
    poll     text COLLATE "C" NOT NULL,
    reader   bytea NOT NULL,
    endpoint text NOT NULL,
    p256dh   text NOT NULL,
    auth     text NOT NULL,
    lang     text NOT NULL,
    asked_at bigint NOT NULL,
    attempts bigint NOT NULL,
    due      bigint,
    PRIMARY KEY (poll, reader)
);
CREATE INDEX notice_waiting ON notice (poll, asked_at) WHERE due IS NULL;
CREATE INDEX notice_due ON notice (due) WHERE due IS NOT NULL;

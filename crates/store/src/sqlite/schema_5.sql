-- Votes that are set aside: not in the tally, until the owner of the poll counts or strikes them. `reason` says why, `entry` is the
-- number of their entry in the poll's log. The other columns are as in `vote`.
CREATE TABLE aside (
    poll    TEXT NOT NULL,
    reader  BLOB NOT NULL,
    options TEXT NOT NULL CHECK (json_array_length(options) > 0),
    partner TEXT,
    lang    TEXT,
    cast_on INTEGER NOT NULL,
    reason  TEXT NOT NULL,
    entry   INTEGER NOT NULL,
    PRIMARY KEY (poll, reader)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX aside_entry ON aside (poll, entry);

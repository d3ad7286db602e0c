-- Facts about the database itself: 'epoch' of the last start, 'seeded' once the demo is in.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One vote a reader and poll. `reader` is a keyed hash of the poll and the reader's token; nothing
-- else is known of the reader. `options` is a JSON array of option ids in the poll's order.
CREATE TABLE vote (
    poll    TEXT NOT NULL,
    reader  BLOB NOT NULL,
    options TEXT NOT NULL CHECK (json_array_length(options) > 0),
    cast_at INTEGER NOT NULL,
    PRIMARY KEY (poll, reader)
) STRICT, WITHOUT ROWID;

-- How polls stand, kept in the transaction that changes votes. `forced` is the operator's word
-- that overrules the schedule.
CREATE TABLE poll_tally (
    poll   TEXT PRIMARY KEY NOT NULL,
    voters INTEGER NOT NULL CHECK (voters >= 0),
    number INTEGER NOT NULL,
    forced TEXT CHECK (forced IN ('open', 'closed'))
) STRICT, WITHOUT ROWID;

CREATE TABLE option_tally (
    poll   TEXT NOT NULL REFERENCES poll_tally (poll),
    option TEXT NOT NULL,
    votes  INTEGER NOT NULL CHECK (votes >= 0),
    PRIMARY KEY (poll, option)
) STRICT, WITHOUT ROWID;

-- One rating a reader and article.
CREATE TABLE rating (
    article TEXT NOT NULL,
    reader  BLOB NOT NULL,
    stars   INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    cast_at INTEGER NOT NULL,
    PRIMARY KEY (article, reader)
) STRICT, WITHOUT ROWID;

-- `histogram` is a JSON array of five counts, one star first.
CREATE TABLE rating_tally (
    article   TEXT PRIMARY KEY NOT NULL,
    histogram TEXT NOT NULL CHECK (json_array_length(histogram) = 5),
    number    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

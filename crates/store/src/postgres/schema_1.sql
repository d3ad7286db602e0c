-- Facts about the database itself: 'application' and 'schema' say what it is, 'epoch' and 'home' of which life its numbers are,
-- 'seeded' that the demo is in.
CREATE TABLE meta (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

-- Processes that write, each with the number of its last batch: whether a batch whose end was not heard was committed.
CREATE TABLE writer (
    id    bytea PRIMARY KEY,
    batch bigint NOT NULL,
    seen  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- One vote a reader and poll. `reader` is a keyed hash of the poll and the reader's token; nothing else is known of the reader.
-- `options` is a JSON array of option ids in the poll's order, `entry` the number of the vote's entry in the poll's log.
CREATE TABLE vote (
    poll    text COLLATE "C" NOT NULL,
    reader  bytea NOT NULL,
    options text NOT NULL CHECK (options <> '[]'),
    partner text,
    lang    text,
    cast_on bigint NOT NULL,
    entry   bigint,
    PRIMARY KEY (poll, reader)
);

-- Votes that are set aside: not in the tally, until the owner of the poll counts or strikes them.
CREATE TABLE aside (
    poll    text COLLATE "C" NOT NULL,
    reader  bytea NOT NULL,
    options text NOT NULL CHECK (options <> '[]'),
    partner text,
    lang    text,
    cast_on bigint NOT NULL,
    reason  text NOT NULL,
    entry   bigint NOT NULL,
    PRIMARY KEY (poll, reader)
);
CREATE UNIQUE INDEX aside_entry ON aside (poll, entry);

-- How polls stand, kept in the transaction that changes votes: `votes` is a JSON object by option. `forced` is the operator's word
-- that overrules the schedule. `changed` is the transaction by which other servers find what is new.
CREATE TABLE poll_tally (
    poll    text COLLATE "C" PRIMARY KEY,
    voters  bigint NOT NULL DEFAULT 0 CHECK (voters >= 0),
    number  bigint NOT NULL DEFAULT 0,
    forced  text CHECK (forced IN ('open', 'closed')),
    votes   text NOT NULL DEFAULT '{}',
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
) WITH (fillfactor = 50);

-- One rating a reader and article.
CREATE TABLE rating (
    article text COLLATE "C" NOT NULL,
    reader  bytea NOT NULL,
    stars   bigint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    cast_on bigint NOT NULL,
    PRIMARY KEY (article, reader)
);

-- `histogram` is a JSON array of five counts, one star first.
CREATE TABLE rating_tally (
    article   text COLLATE "C" PRIMARY KEY,
    histogram text NOT NULL DEFAULT '[0,0,0,0,0]',
    number    bigint NOT NULL DEFAULT 0,
    changed   xid8 NOT NULL DEFAULT pg_current_xact_id()
) WITH (fillfactor = 50);

-- Keys that are one reader's. `reader` is the key of the row and never an alias itself.
CREATE TABLE reader_alias (
    alias  bytea PRIMARY KEY,
    reader bytea NOT NULL
);
CREATE INDEX reader_alias_reader ON reader_alias (reader);

-- The log of a poll's votes, one chain of hashes a poll, without readers: docs/verifying.md has the rule. `salt` is told to the
-- voter alone; the published log has its hash.
CREATE TABLE vote_log (
    poll    text COLLATE "C" NOT NULL,
    number  bigint NOT NULL CHECK (number >= 0),
    kind    text NOT NULL,
    day     bigint NOT NULL,
    was     text NOT NULL,
    options text NOT NULL,
    detail  text NOT NULL,
    salt    bytea,
    hash    bytea NOT NULL,
    PRIMARY KEY (poll, number)
);
CREATE INDEX vote_log_wording ON vote_log (poll, number) WHERE kind = 'wording';

CREATE FUNCTION vote_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log of votes is only added to'; END $$;
CREATE TRIGGER vote_log_keeps_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON vote_log
FOR EACH STATEMENT EXECUTE FUNCTION vote_log_is_kept();

-- The words of polls by the SHA-256 by which the log names them.
CREATE TABLE wording (
    hash bytea PRIMARY KEY,
    text text NOT NULL
);

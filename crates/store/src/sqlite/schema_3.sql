-- Keys that are one reader's because one request knew its reader by all of them: by the cookie and by the client id, or by
-- an earlier key of the server. `reader` is the key of the row and never an alias itself.
CREATE TABLE reader_alias (
    alias  BLOB PRIMARY KEY NOT NULL,
    reader BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reader_alias_reader ON reader_alias (reader);

-- When somebody voted is kept to the day, in days since 1970: beside the log of a proxy, a second would tell who voted how.
ALTER TABLE vote RENAME COLUMN cast_at TO cast_on;
ALTER TABLE rating RENAME COLUMN cast_at TO cast_on;
UPDATE vote SET cast_on = cast_on / 86400;
UPDATE rating SET cast_on = cast_on / 86400;

-- Some key has hashed the readers of these rows, and nothing is known of it until a key file is found. See the fact 'keys'.
INSERT INTO meta (name, value)
SELECT 'keys', '' WHERE EXISTS (SELECT 1 FROM vote) OR EXISTS (SELECT 1 FROM rating);

-- The seconds are still in unused parts of the file until it is written anew, which removes this fact.
INSERT INTO meta (name, value)
SELECT 'rewrite', '' WHERE EXISTS (SELECT 1 FROM vote) OR EXISTS (SELECT 1 FROM rating);

-- Answers in readers' own words, NULL without one. In `options` each is `_other`, whatever the words: they are in no tally and no log.
ALTER TABLE vote ADD COLUMN words TEXT;
ALTER TABLE aside ADD COLUMN words TEXT;
CREATE INDEX vote_words ON vote (poll) WHERE words IS NOT NULL;

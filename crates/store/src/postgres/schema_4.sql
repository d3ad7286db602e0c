-- Answers in readers' own words, NULL without one. In `options` each is `_other`, whatever the words: they are in no tally and no log.
ALTER TABLE vote ADD COLUMN words text;
ALTER TABLE aside ADD COLUMN words text;
CREATE INDEX vote_words ON vote (poll) WHERE words IS NOT NULL;

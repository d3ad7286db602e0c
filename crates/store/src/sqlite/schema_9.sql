-- Polls that ask before reading and after: what was answered before, NULL without that, and whether after. What counts is in `options`: the
-- later answer, or the only one. Where a poll asks once, all votes are of after.
ALTER TABLE vote ADD COLUMN said_before TEXT;
ALTER TABLE vote ADD COLUMN said_after INTEGER NOT NULL DEFAULT 1 CHECK (said_after OR said_before IS NOT NULL);
ALTER TABLE aside ADD COLUMN said_before TEXT;
ALTER TABLE aside ADD COLUMN said_after INTEGER NOT NULL DEFAULT 1;
CREATE INDEX vote_before ON vote (poll, said_before, options, said_after) WHERE said_before IS NOT NULL;

-- Where a vote was cast: the origin of the partner's page that framed the poll, NULL for the publication's
-- own pages and for votes that are older than this; and the language of the poll, NULL where nobody said.
ALTER TABLE vote ADD COLUMN partner TEXT;
ALTER TABLE vote ADD COLUMN lang TEXT;

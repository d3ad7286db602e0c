-- Servers that run, each with a word that says which publication it serves, and when it last said so.
CREATE TABLE server (
    id      bytea PRIMARY KEY,
    content text NOT NULL,
    seen    timestamptz NOT NULL DEFAULT now()
);

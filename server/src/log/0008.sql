-- Format 8. API tokens: by them programs act as a member.
CREATE TABLE api_tokens (
    -- SHA-256 of the token.
    token BLOB PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    -- As whom it acts.
    person BLOB NOT NULL REFERENCES people,
    made_by BLOB NOT NULL REFERENCES people,
    -- The device, of no browser, under which its changes stand.
    device BLOB NOT NULL,
    name TEXT NOT NULL,
    -- What it may do, words parted by spaces: read create change delete.
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- NULL where it lasts until it is revoked.
    expires INTEGER,
    -- To the hour; NULL until it is used.
    last_used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_of_person ON api_tokens (workspace, person);

-- Whether it is a program with a token: it has no book, and nobody takes it away but by the token.
ALTER TABLE devices ADD COLUMN api INTEGER NOT NULL DEFAULT 0 CHECK (api IN (0, 1));

-- What the records of one object are listed by.
CREATE INDEX docs_of_kind ON docs (workspace, kind, number);

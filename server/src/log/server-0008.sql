-- Format 8 on PostgreSQL. What the columns mean, 0008.sql says.
CREATE TABLE api_tokens (
    token BYTEA PRIMARY KEY,
    workspace BIGINT NOT NULL REFERENCES workspaces,
    person BYTEA NOT NULL REFERENCES people,
    made_by BYTEA NOT NULL REFERENCES people,
    device BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    last_used BIGINT
);
CREATE INDEX api_tokens_of_person ON api_tokens (workspace, person);

ALTER TABLE devices ADD COLUMN api BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX docs_of_kind ON docs (workspace, kind, number);

-- Format 9 on PostgreSQL. What the columns mean, 0009.sql says.
CREATE TABLE passkeys (
    id BYTEA PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES people,
    name TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT
);
CREATE INDEX passkeys_of_person ON passkeys (person);

CREATE TABLE ceremonies (
    token BYTEA PRIMARY KEY,
    session BYTEA,
    state TEXT COLLATE "C" NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX ceremonies_by_end ON ceremonies (expires);

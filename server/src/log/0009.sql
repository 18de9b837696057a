-- Format 9. Passkeys: keys that browsers and phones keep, by which people log in without a password.
CREATE TABLE passkeys (
    -- SHA-256 of the id that its authenticator gave it.
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people,
    name TEXT NOT NULL,
    -- Public key and counter, as JSON of webauthn-rs.
    key TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- NULL until somebody logs in by it.
    last_used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of_person ON passkeys (person);

-- What was asked of a browser and waits for its answer, which any relay may get.
CREATE TABLE ceremonies (
    -- SHA-256 of the token that comes back with the answer.
    token BLOB PRIMARY KEY,
    -- Hash of the session that adds a passkey; NULL where somebody logs in.
    session BLOB,
    -- The challenge, as JSON of webauthn-rs.
    state TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ceremonies_by_end ON ceremonies (expires);

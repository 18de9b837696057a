-- Format 4. Second factors, reset links, known and removed devices, and what was done with accounts.
CREATE TABLE second_factors (
    person BLOB PRIMARY KEY REFERENCES people,
    -- The shared secret, sealed with the key that lies beside the database.
    sealed BLOB NOT NULL,
    -- When a code of it was first typed; NULL until then, and nobody is asked for one.
    confirmed INTEGER,
    -- The newest half minute whose code was used. It and those before are spent.
    spent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    person BLOB NOT NULL REFERENCES people,
    -- SHA-256 of the code.
    code BLOB NOT NULL,
    PRIMARY KEY (person, code)
) STRICT, WITHOUT ROWID;

-- Log-ins whose password was right and whose second step is awaited.
CREATE TABLE half_log_ins (
    -- SHA-256 of the token that the browser got.
    token BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people,
    device BLOB NOT NULL,
    device_name TEXT NOT NULL,
    -- Wrong codes so far.
    wrong INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reset_links (
    -- SHA-256 of the link's token.
    token BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people,
    -- NULL when it was made where the relay runs.
    made_by BLOB,
    -- Whether it takes the second factor away, too.
    drops_factor INTEGER NOT NULL CHECK (drops_factor IN (0, 1)),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reset_links_of_person ON reset_links (person);

-- What was done with log-ins and people; never changed, read by administrators.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    -- Who did it; NULL for whoever runs the relay, or for somebody not logged in.
    person BLOB,
    -- Whom it concerns, where that is somebody else.
    about BLOB,
    -- A device, a role, a name.
    detail TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_workspace ON audit (workspace, number);

-- When the device was taken out of the list: it empties its book at its next contact.
ALTER TABLE devices ADD COLUMN removed INTEGER;
-- SHA-256 of a token that the browser keeps beyond its sessions, so that it is known again.
ALTER TABLE devices ADD COLUMN known BLOB;
CREATE INDEX devices_known ON devices (known);

-- Sessions of removed devices, kept as long as their cookies: by them such a device is recognised.
CREATE TABLE removed_sessions (
    token BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

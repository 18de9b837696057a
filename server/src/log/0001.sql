-- Format 1. Never edit a numbered file once it was released; add the next one.
CREATE TABLE workspaces (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Renewed on every restore.
    epoch BLOB NOT NULL,
    next_seq INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    -- Seals cursors, so that devices neither see nor forge sequence numbers.
    cursor_key BLOB NOT NULL,
    created INTEGER NOT NULL,
    -- When the newest restore was, if there was one.
    restored INTEGER
) STRICT;

CREATE TABLE people (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    person BLOB NOT NULL REFERENCES people,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'manager', 'representative')),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    since INTEGER NOT NULL,
    PRIMARY KEY (workspace, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    id BLOB NOT NULL,
    person BLOB NOT NULL REFERENCES people,
    name TEXT NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (workspace, id, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token.
    token BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    device BLOB NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_person ON sessions (person, workspace);

CREATE TABLE tickets (
    -- SHA-256 of the link's token.
    token BLOB PRIMARY KEY,
    -- NULL makes a workspace, otherwise an invitation to this one.
    workspace INTEGER REFERENCES workspaces,
    role TEXT NOT NULL,
    made_by BLOB,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actors (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    actor BLOB NOT NULL,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (workspace, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE docs (
    number INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    doc BLOB NOT NULL,
    kind TEXT NOT NULL,
    generation INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    -- Hashes of 32 bytes one after another, sorted.
    heads BLOB NOT NULL,
    max_op INTEGER NOT NULL,
    -- Opaque to the log: what the policy made of the document for lists.
    row BLOB NOT NULL,
    rows_version INTEGER NOT NULL,
    -- Place of its latest change.
    seq INTEGER NOT NULL,
    UNIQUE (workspace, doc)
) STRICT;

CREATE TABLE changes (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    seq INTEGER NOT NULL,
    doc INTEGER NOT NULL REFERENCES docs,
    hash BLOB NOT NULL,
    actor BLOB NOT NULL,
    actor_seq INTEGER NOT NULL,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    received INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace, seq),
    UNIQUE (workspace, doc, hash),
    UNIQUE (workspace, doc, actor, actor_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE scopes (
    number INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspaces,
    name TEXT NOT NULL,
    UNIQUE (workspace, name)
) STRICT;

CREATE TABLE doc_scopes (
    doc INTEGER NOT NULL REFERENCES docs,
    scope INTEGER NOT NULL REFERENCES scopes,
    PRIMARY KEY (doc, scope)
) STRICT, WITHOUT ROWID;

-- Which places of the log a scope has, so that a person who sees little does not read everything.
CREATE TABLE scope_log (
    scope INTEGER NOT NULL REFERENCES scopes,
    seq INTEGER NOT NULL,
    PRIMARY KEY (scope, seq)
) STRICT, WITHOUT ROWID;

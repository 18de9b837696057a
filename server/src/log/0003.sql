-- Format 3. Who sees what. A workspace without a policy is open: everyone sees everything, as before this format.
CREATE TABLE policies (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    -- Place in the log from which it is in force.
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    made_by BLOB,
    made INTEGER NOT NULL,
    PRIMARY KEY (workspace, seq)
) STRICT, WITHOUT ROWID;

-- Records that somebody gave to others by hand.
CREATE TABLE shares (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    doc BLOB NOT NULL,
    audience TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('read', 'write')),
    made_by BLOB NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (workspace, doc, audience)
) STRICT, WITHOUT ROWID;

-- Where a document lay before a place of the log, so that a device that comes back hears what it may not see any more.
-- Scopes are numbers of four bytes (little-endian) one after another, sorted.
CREATE TABLE moves (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    seq INTEGER NOT NULL,
    doc INTEGER NOT NULL REFERENCES docs,
    before BLOB NOT NULL,
    PRIMARY KEY (workspace, seq, doc)
) STRICT, WITHOUT ROWID;

-- Which activities are about a record: they are seen with it.
CREATE TABLE doc_about (
    about BLOB NOT NULL,
    doc INTEGER NOT NULL REFERENCES docs,
    PRIMARY KEY (about, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX doc_about_of_doc ON doc_about (doc);

-- Until now there was one scope, which held everything.
DROP TABLE scope_log;
DELETE FROM doc_scopes;
DELETE FROM scopes;
CREATE INDEX doc_scopes_of_scope ON doc_scopes (scope, doc);

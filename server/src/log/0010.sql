-- Format 10. What people took out as files, each once, so that what is told again is known and a flood of it is cut.
CREATE TABLE exports (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    person BLOB NOT NULL REFERENCES people,
    -- The installation that tells of it.
    device BLOB NOT NULL,
    -- When, by its clock.
    at INTEGER NOT NULL,
    -- When it was noted, by the relay's clock.
    received INTEGER NOT NULL,
    -- The person as well: an installation may be several people's, and anybody may say that theirs is one.
    PRIMARY KEY (workspace, person, device, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX exports_of_person ON exports (workspace, person, received);
CREATE INDEX exports_by_age ON exports (received);

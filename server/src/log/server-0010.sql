-- Format 10 on PostgreSQL. What the columns mean, 0010.sql says.
CREATE TABLE exports (
    workspace BIGINT NOT NULL REFERENCES workspaces,
    person BYTEA NOT NULL REFERENCES people,
    device BYTEA NOT NULL,
    at BIGINT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (workspace, person, device, at)
);
CREATE INDEX exports_of_person ON exports (workspace, person, received);
CREATE INDEX exports_by_age ON exports (received);

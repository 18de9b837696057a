-- Format 6 on a server: see 0006.sql.
CREATE TABLE erased (
    workspace BIGINT NOT NULL REFERENCES workspaces,
    doc BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    made BIGINT NOT NULL,
    lay BYTEA NOT NULL,
    moved BYTEA NOT NULL,
    writers BYTEA NOT NULL,
    PRIMARY KEY (workspace, doc)
);
CREATE INDEX erased_in_order ON erased (workspace, seq);

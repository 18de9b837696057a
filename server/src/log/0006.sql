-- Format 6. What was erased for good: nothing of what it held, only what it takes to tell the devices that may have it
-- and to refuse it for ever.
CREATE TABLE erased (
    workspace INTEGER NOT NULL REFERENCES workspaces,
    doc BLOB NOT NULL,
    -- Its object.
    kind TEXT NOT NULL,
    -- It is erased up to this generation.
    generation INTEGER NOT NULL,
    -- Place of the erasure in the log.
    seq INTEGER NOT NULL,
    -- Place of its first change.
    made INTEGER NOT NULL,
    -- Where it lay in the end, as in moves.
    lay BLOB NOT NULL,
    -- Where it lay before each of its moves: place, bytes, scopes; one after another, in order.
    moved BLOB NOT NULL,
    -- People who wrote it, 16 bytes each: it may lie on their devices though they did not see it.
    writers BLOB NOT NULL,
    PRIMARY KEY (workspace, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_in_order ON erased (workspace, seq);

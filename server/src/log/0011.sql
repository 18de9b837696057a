-- Format 11. How far the log has let go of the bytes of old changes, which their documents have, too.
ALTER TABLE workspaces ADD COLUMN compacted INTEGER NOT NULL DEFAULT 0;

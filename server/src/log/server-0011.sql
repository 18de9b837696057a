-- Format 11 on PostgreSQL. What the column means, 0011.sql says.
ALTER TABLE workspaces ADD COLUMN compacted BIGINT NOT NULL DEFAULT 0;

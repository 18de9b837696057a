-- Format 6 on PostgreSQL: 0006.sql says what it is.
ALTER TABLE workspaces ADD COLUMN lease BIGINT NOT NULL DEFAULT 7776000000;

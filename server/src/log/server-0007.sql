-- Format 7 on PostgreSQL: 0007.sql says what it is.
ALTER TABLE workspaces ADD COLUMN lease BIGINT NOT NULL DEFAULT 7776000000;

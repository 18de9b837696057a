-- Format 5 on PostgreSQL; 0005.sql says what it is for.
ALTER TABLE workspaces ADD COLUMN held BIGINT;

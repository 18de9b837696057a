-- Format 12 on PostgreSQL. What the columns mean, 0012.sql says.
ALTER TABLE docs ADD COLUMN renewed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE docs ADD COLUMN made BIGINT NOT NULL DEFAULT 0;

-- Since when nobody may log in, because a backup was put back and nobody has said yet that things go on; else NULL.
ALTER TABLE workspaces ADD COLUMN held INTEGER;

-- Format 7. How long a device may go without its relay before it locks its book, in ms; 90 days unless an administrator
-- sets something else.
ALTER TABLE workspaces ADD COLUMN lease INTEGER NOT NULL DEFAULT 7776000000;

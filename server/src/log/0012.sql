-- Format 12. Where a document was made anew, because a field came to lie apart from it (0: never), where it had been made
-- before that, and the hashes that its changes had, one after another. A device that has it as it was lets go of it first.
ALTER TABLE docs ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE docs ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
ALTER TABLE docs ADD COLUMN former BLOB NOT NULL DEFAULT x'';

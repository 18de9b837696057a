-- Format 2. "Ticket" is kept for what customers open.
ALTER TABLE tickets RENAME TO one_time_links;

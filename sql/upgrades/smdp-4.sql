-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DP+ of version 3 one of version 4. Run in one transaction. Servers of version 3 may go on
-- working beside it: they fill no batches that were begun on the admin address.

ALTER TABLE profile ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX profile_by_batch ON profile (batch) WHERE batch <> '';
ALTER TABLE batch ADD COLUMN source BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN fault TEXT;

-- The subscribers of a batch that servers fill, as they were handed over; gone when it ends. Sealed with a key of its own, that of
-- "batch:" and the name in data_key.
CREATE TABLE batch_list (
	batch TEXT NOT NULL PRIMARY KEY,
	content BYTEA NOT NULL
);
INSERT INTO schema_version (version) VALUES (4);

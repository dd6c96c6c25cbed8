-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DP+ of version 2 one of version 3. Run in one transaction. Servers of version 2 do not work
-- beside it: what they would add to the outbox is refused, with the change that it tells of.

CREATE INDEX profile_by_expiry ON profile (expires_at) WHERE expires_at IS NOT NULL AND smds_address IS NOT NULL;
ALTER TABLE outbox RENAME COLUMN iccid TO subject;
INSERT INTO schema_version (version) VALUES (3);

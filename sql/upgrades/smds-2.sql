-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DS of version 1 one of version 2. Run in one transaction. Servers of version 1 may go on
-- working beside it: they forward nothing.

-- What the Root SM-DS is to be told, written in the transaction that it tells of. Of one subject in the order of its numbers.
CREATE TABLE outbox (
	subject TEXT NOT NULL,             -- the EID, a slash, and the event ID at the Root SM-DS
	destination TEXT NOT NULL,         -- an address
	number BIGINT NOT NULL,            -- 1: registered, 2: deleted
	kind BIGINT NOT NULL,              -- src/server/outbox.h
	state BIGINT NOT NULL,             -- 0 waits, 1 delivered, 2 given up, 3 dropped
	path TEXT NOT NULL,
	content TEXT NOT NULL,             -- JSON, as it is sent
	created_at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	ended_at BIGINT,                   -- null: it waits
	fault TEXT,                        -- of the last attempt
	PRIMARY KEY (subject, destination, number)
);
CREATE INDEX outbox_waiting ON outbox (destination, due_at) WHERE state = 0;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

-- Which server delivers to a destination at present, and when it answered last.
CREATE TABLE outbox_lease (
	destination TEXT NOT NULL PRIMARY KEY,
	holder TEXT NOT NULL,
	held_until BIGINT NOT NULL,
	failures BIGINT NOT NULL,          -- in a row, of reaching it at all
	due_at BIGINT NOT NULL
);
INSERT INTO schema_version (version) VALUES (2);

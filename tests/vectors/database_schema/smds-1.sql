-- SPDX-License-Identifier: Apache-2.0
-- The database of an SM-DS, version 1, made anew. Read by SQLite and PostgreSQL alike.
-- Times are seconds since 1970. EID are their digits, object identifiers have dots, transaction IDs are hexadecimal in
-- upper case. Everything about one card's events has its EID as part of its key, and no transaction touches two EIDs.

CREATE TABLE schema_version (
	version BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO schema_version (version) VALUES (1);

-- A challenge that was given out (InitiateAuthentication). Never changed; removed when a card has answered it, or when it is
-- too old.
CREATE TABLE session (
	transaction_id TEXT NOT NULL PRIMARY KEY,
	server_challenge BYTEA NOT NULL,
	server_address TEXT NOT NULL,
	credential_ci BYTEA NOT NULL,
	started_at BIGINT NOT NULL
);
CREATE INDEX session_by_time ON session (started_at);

-- Something waits for a card. Nothing is known of what it is.
CREATE TABLE event (
	eid TEXT NOT NULL,
	number BIGINT NOT NULL,            -- of this EID's events, in the order they came
	owner TEXT NOT NULL,               -- the OID of the server that registered it
	event_id TEXT NOT NULL,
	rsp_server_address TEXT NOT NULL,
	forwarded_as TEXT,                 -- its event ID at the Root SM-DS; null: it is not known there
	registered_at BIGINT NOT NULL,
	PRIMARY KEY (eid, number)
);
CREATE UNIQUE INDEX event_by_id ON event (eid, owner, event_id);
CREATE INDEX event_by_time ON event (registered_at);

-- SPDX-License-Identifier: Apache-2.0
-- The database of an SM-DS, version 2, made anew. Read by SQLite and PostgreSQL alike.
-- Times are seconds since 1970. EID are their digits, object identifiers have dots, transaction IDs are hexadecimal in
-- upper case. Everything about one card's events has its EID as part of its key, and no transaction touches two EIDs.

CREATE TABLE schema_version (
	version BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO schema_version (version) VALUES (3);

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
CREATE INDEX outbox_by_time ON outbox (created_at, subject, number);

-- Which server delivers to a destination at present, and when it answered last.
CREATE TABLE outbox_lease (
	destination TEXT NOT NULL PRIMARY KEY,
	holder TEXT NOT NULL,
	held_until BIGINT NOT NULL,
	failures BIGINT NOT NULL,          -- in a row, of reaching it at all
	due_at BIGINT NOT NULL
);

-- Who may use the admin address (server/account.h).
CREATE TABLE account (
	name TEXT NOT NULL PRIMARY KEY,
	role BIGINT NOT NULL,
	password BYTEA NOT NULL,           -- crypto/password.h; empty: the link was not used yet
	disabled BIGINT NOT NULL,
	failures BIGINT NOT NULL,          -- wrong passwords in a row
	failed_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL
);

-- By which a password is set, once.
CREATE TABLE account_link (
	digest BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of the token
	account TEXT NOT NULL,             -- '': whoever makes the first one
	role BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);

-- Sessions of browsers and tokens of programs.
CREATE TABLE account_key (
	digest BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of the token
	identifier TEXT NOT NULL,          -- the beginning of that, for people
	kind BIGINT NOT NULL,
	account TEXT NOT NULL,
	title TEXT NOT NULL,
	role BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX account_key_by_account ON account_key (account);

-- Addresses that wrong passwords came from.
CREATE TABLE login_peer (
	address TEXT NOT NULL PRIMARY KEY,
	failures BIGINT NOT NULL,
	failed_at BIGINT NOT NULL
);

-- Who did what (server/audit.h). Only ever added to.
CREATE TABLE audit (
	number BIGINT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	role TEXT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	outcome TEXT NOT NULL,
	previous BYTEA NOT NULL,           -- digest of the entry before it
	digest BYTEA NOT NULL
);

-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DP+ of version 1 one of version 2: the same tables and columns as sql/smdp.sql makes. Run in
-- one transaction. Servers of version 1 may go on working beside it: columns that are added have a default. But what
-- newer ones put in stock is sealed, and only they can bind it.

-- Profiles that are in stock already have no rows here: their IMSIs stand in packages alone.
CREATE TABLE profile_imsi (
	imsi TEXT NOT NULL,
	iccid TEXT NOT NULL,
	is_of_batch BIGINT NOT NULL,
	PRIMARY KEY (imsi, iccid)
);
CREATE UNIQUE INDEX profile_imsi_of_batch ON profile_imsi (imsi) WHERE is_of_batch = 1;
CREATE INDEX profile_imsi_by_profile ON profile_imsi (iccid);

ALTER TABLE profile ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- An order of a type takes one of the first that are available.
DROP INDEX profile_by_type;
CREATE INDEX profile_by_type ON profile (owner, profile_type, state, iccid);

-- The key that all secrets of one profile are sealed with, wrapped by a master key (server/vault.h). Profiles from before there
-- were such keys have none, and stand clear until `provisim smdp key rotate`.
CREATE TABLE data_key (
	iccid TEXT NOT NULL PRIMARY KEY,
	master_key TEXT NOT NULL,          -- id of that one
	wrapped BYTEA NOT NULL
);
CREATE INDEX data_key_by_master_key ON data_key (master_key);

-- Who orders profiles over ES2+ (SGP.22 5.3).
CREATE TABLE operator (
	name TEXT NOT NULL PRIMARY KEY,
	requester TEXT NOT NULL,           -- functionRequesterIdentifier that it must use; '': any
	callback TEXT NOT NULL,            -- host[:port][/path] that is told of downloads; '': nobody is told
	disabled BIGINT NOT NULL,
	tells_states BIGINT NOT NULL,      -- it is also told of profiles being enabled, disabled and deleted
	reuse BIGINT NOT NULL,             -- of deleted profiles: 0 never, 1 available again, 2 released again for the same card
	created_at BIGINT NOT NULL
);

-- The client certificates that it comes with; several, so that they can be rolled over.
CREATE TABLE operator_certificate (
	digest BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of the whole certificate
	operator TEXT NOT NULL,
	not_after BIGINT NOT NULL,
	added_at BIGINT NOT NULL
);
CREATE INDEX operator_certificate_by_operator ON operator_certificate (operator);

-- Profile types of the house that it may order from; those of its own it may always.
CREATE TABLE operator_profile_type (
	operator TEXT NOT NULL,
	profile_type TEXT NOT NULL,
	PRIMARY KEY (operator, profile_type)
);

-- Calls over ES2+ that were answered, for those whose answer is lost (functionCallIdentifier). Removed when they are old.
CREATE TABLE function_call (
	operator TEXT NOT NULL,
	identifier TEXT NOT NULL,
	request_digest BYTEA NOT NULL,
	answer TEXT NOT NULL,              -- JSON, whole
	answered_at BIGINT NOT NULL,
	PRIMARY KEY (operator, identifier)
);
CREATE INDEX function_call_by_time ON function_call (answered_at);

-- What others are to be told, written in the transaction that it tells of. Of one ICCID and destination in the order of their
-- numbers.
CREATE TABLE outbox (
	iccid TEXT NOT NULL,
	destination TEXT NOT NULL,         -- an operator's name, or an address; which of them, `kind` says
	number BIGINT NOT NULL,            -- the version of the profile that it tells of
	kind BIGINT NOT NULL,              -- src/smdp/outbox.h
	state BIGINT NOT NULL,             -- 0 waits, 1 delivered, 2 given up, 3 dropped
	path TEXT NOT NULL,
	content TEXT NOT NULL,             -- JSON, as it is sent
	created_at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	ended_at BIGINT,                   -- null: it waits
	fault TEXT,                        -- of the last attempt
	PRIMARY KEY (iccid, destination, number)
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

-- What happened to a profile: each function about it that was executed or refused. Removed when it is old.
CREATE TABLE history (
	iccid TEXT NOT NULL,
	recorded_at BIGINT NOT NULL,
	version BIGINT NOT NULL,           -- of the profile, afterwards
	place BIGINT NOT NULL,             -- random: several may be about one version
	function TEXT NOT NULL,
	actor TEXT NOT NULL,               -- who asked
	subject TEXT,                      -- null: executed
	reason TEXT,
	detail TEXT,
	PRIMARY KEY (iccid, recorded_at, version, place)
);
CREATE INDEX history_by_time ON history (recorded_at);

INSERT INTO schema_version (version) VALUES (2);

ALTER TABLE profile ADD COLUMN needs BYTEA NOT NULL DEFAULT '';

-- How profiles of one kind are made. Never changed but for how many numbers were given out.
CREATE TABLE profile_type (
	name TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,               -- the operator's name; '': the house
	template BYTEA NOT NULL,           -- a profile package, DER
	template_digest TEXT NOT NULL,
	metadata BYTEA NOT NULL,           -- StoreMetadataRequest, whole; its ICCID means nothing
	package_size BIGINT NOT NULL,      -- octets of each package
	needs BYTEA NOT NULL,              -- as in profile
	rules TEXT NOT NULL,               -- JSON
	matching_id BIGINT NOT NULL,       -- of orders that bring none: 0 one is made, 1 empty if there is an EID
	reuse BIGINT,                      -- as in operator, whose own counts when this is null
	numbers_given BIGINT NOT NULL,     -- of its ranges
	created_at BIGINT NOT NULL
);

-- Whose profile it is, where we made it or shall: what package and metadata are made from.
CREATE TABLE subscriber (
	iccid TEXT NOT NULL PRIMARY KEY,
	content BYTEA NOT NULL             -- all numbers, keys and codes, sealed
);

-- Which of several certificates a download began with.
ALTER TABLE download ADD COLUMN binding_key BYTEA;

-- Profiles that come into stock together: how far it is, and what came of it.
CREATE TABLE batch (
	name TEXT NOT NULL PRIMARY KEY,
	profile_type TEXT NOT NULL,        -- by which they are made; '': they came as packages
	wanted BIGINT NOT NULL,            -- how many; 0: as many as there are
	first_number BIGINT NOT NULL,      -- of the type's ranges, where they are counted
	state BIGINT NOT NULL,             -- src/smdp/batch.h
	made BIGINT NOT NULL,              -- how many there were when it ended; until then those of it in staged
	started_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);

-- Cards that were given profiles together, by a list of EIDs.
CREATE TABLE fleet (
	name TEXT NOT NULL,
	eid TEXT NOT NULL,
	iccid TEXT,                        -- null: none was to be had, and the codes say why
	error_subject TEXT,
	error_reason TEXT,
	assigned_at BIGINT NOT NULL,
	PRIMARY KEY (name, eid)
);
CREATE INDEX fleet_by_profile ON fleet (iccid) WHERE iccid IS NOT NULL;

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

-- SPDX-License-Identifier: Apache-2.0
-- The database of an SM-DP+, version 2, made anew. Read by SQLite and PostgreSQL alike. What is changed here is changed the
-- same way in sql/upgrades/, for the databases that there are.
-- Times are seconds since 1970. EID and ICCID are their digits, transaction IDs hexadecimal in upper case.
-- Everything about one profile has its ICCID as (part of) its key, and no transaction touches two ICCIDs, but for the one
-- that makes a batch appear.

CREATE TABLE schema_version (
	version BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO schema_version (version) VALUES (2);

-- A challenge that was given out (InitiateAuthentication). Never changed; removed when it is too old.
CREATE TABLE session (
	transaction_id TEXT NOT NULL PRIMARY KEY,
	server_challenge BYTEA NOT NULL,
	server_address TEXT NOT NULL,
	credential_ci BYTEA NOT NULL,
	started_at BIGINT NOT NULL
);
CREATE INDEX session_by_time ON session (started_at);

-- A profile in stock, and the order it was given to. Every change counts the version up: what was decided on an older
-- one does not happen.
CREATE TABLE profile (
	iccid TEXT NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL,
	state BIGINT NOT NULL,
	profile_type TEXT NOT NULL,
	metadata BYTEA NOT NULL,           -- StoreMetadataRequest, whole; empty: made by its type when it is ordered
	package_size BIGINT NOT NULL,      -- octets of the clear package
	needs BYTEA NOT NULL DEFAULT '',   -- what it needs of a card (src/smdp/profile_needs.h); empty: not known
	created_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	-- the order
	eid TEXT,                          -- that it is meant for; null: any
	matching_id TEXT,                  -- '': found by EID alone; null: not confirmed
	confirmation_hash BYTEA,           -- SHA-256 of the confirmation code; null: none
	smds_address TEXT,
	ordered_at BIGINT,
	expires_at BIGINT,                 -- null: never
	download_attempts BIGINT NOT NULL,
	confirmation_attempts BIGINT NOT NULL,
	-- what came of it
	bound_eid TEXT,                    -- the card that a package was bound for
	last_sequence_number BIGINT NOT NULL, -- of that card's newest notification about this profile
	error_subject TEXT,
	error_reason TEXT
);
CREATE UNIQUE INDEX profile_by_matching_id ON profile (matching_id) WHERE matching_id <> '';
CREATE INDEX profile_by_eid ON profile (eid, ordered_at) WHERE eid IS NOT NULL;
CREATE INDEX profile_by_type ON profile (profile_type, state, iccid);

-- The key that all secrets of one profile are sealed with, wrapped by a master key (server/vault.h). Profiles from before there
-- were such keys have none, and stand clear until `provisim smdp key rotate`.
CREATE TABLE data_key (
	iccid TEXT NOT NULL PRIMARY KEY,
	master_key TEXT NOT NULL,          -- id of that one
	wrapped BYTEA NOT NULL
);
CREATE INDEX data_key_by_master_key ON data_key (master_key);

-- The profile elements, clear or protected ahead of time with keys of their own.
CREATE TABLE package (
	iccid TEXT NOT NULL PRIMARY KEY,
	profile_elements BYTEA,            -- sealed; null: only protected_profile is kept
	protected_profile BYTEA,           -- A3, whole
	package_keys BYTEA                 -- chaining value, encryption, MAC: 48 octets, sealed
);

-- The IMSIs in the package's files. Two profiles of batches never share one; profiles that are put in one by one may.
CREATE TABLE profile_imsi (
	imsi TEXT NOT NULL,
	iccid TEXT NOT NULL,
	is_of_batch BIGINT NOT NULL,
	PRIMARY KEY (imsi, iccid)
);
CREATE UNIQUE INDEX profile_imsi_of_batch ON profile_imsi (imsi) WHERE is_of_batch = 1;
CREATE INDEX profile_imsi_by_profile ON profile_imsi (iccid);

-- Profiles of a batch that is not whole yet: they have a state of their own, and nobody gets them before all are there.
CREATE TABLE staged (
	iccid TEXT NOT NULL PRIMARY KEY,
	batch TEXT NOT NULL,
	staged_at BIGINT NOT NULL
);
CREATE INDEX staged_by_batch ON staged (batch);
CREATE INDEX staged_by_time ON staged (staged_at);

-- The package as it was last bound, for the same card to ask again (SGP.22 3.1.3: one-time keys are used once).
CREATE TABLE binding (
	iccid TEXT NOT NULL PRIMARY KEY,
	eid TEXT NOT NULL,
	transaction_id TEXT NOT NULL,
	euicc_otpk BYTEA NOT NULL,
	smdp_otpk BYTEA NOT NULL,
	host_id BYTEA NOT NULL,
	sequences BYTEA NOT NULL           -- A0 A1 [A2], and A3 unless the package was protected ahead
);

-- A card's attempt to download (AuthenticateClient and what follows).
CREATE TABLE download (
	transaction_id TEXT NOT NULL PRIMARY KEY,
	iccid TEXT NOT NULL,
	eid TEXT NOT NULL,
	state BIGINT NOT NULL,
	credential_ci BYTEA NOT NULL,
	request_digest BYTEA NOT NULL,     -- SHA-256 of the AuthenticateServerResponse
	euicc_certificate BYTEA NOT NULL,
	eum_certificate BYTEA NOT NULL,
	device_info BYTEA NOT NULL,        -- ctxParams1, whole
	smdp_signed2 BYTEA NOT NULL,       -- as sent, whole
	smdp_signature2 BYTEA NOT NULL,    -- as sent, whole
	started_at BIGINT NOT NULL,
	error_subject TEXT,
	error_reason TEXT
);
CREATE INDEX download_by_profile ON download (iccid, started_at);

-- What cards reported, once each.
CREATE TABLE notification (
	iccid TEXT NOT NULL,
	eid TEXT NOT NULL,
	sequence_number BIGINT NOT NULL,
	event BIGINT NOT NULL,             -- bit of NotificationEvent; 0: a profile installation result
	received_at BIGINT NOT NULL,
	content BYTEA NOT NULL,            -- the PendingNotification, whole
	PRIMARY KEY (iccid, eid, sequence_number)
);

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
	numbers_given BIGINT NOT NULL,     -- of its ranges
	created_at BIGINT NOT NULL
);

-- Whose profile it is, where we made it or shall: what package and metadata are made from.
CREATE TABLE subscriber (
	iccid TEXT NOT NULL PRIMARY KEY,
	content BYTEA NOT NULL             -- all numbers, keys and codes, sealed
);

-- SPDX-License-Identifier: Apache-2.0
-- The database of an SM-DP+, version 4, made anew. Read by SQLite and PostgreSQL alike. What is changed here is changed the
-- same way in sql/upgrades/, for the databases that there are.
-- Times are seconds since 1970. EID and ICCID are their digits, transaction IDs hexadecimal in upper case.
-- Everything about one profile has its ICCID as (part of) its key, and no transaction touches two ICCIDs, but for the one
-- that makes a batch appear, or disappear.

CREATE TABLE schema_version (
	version BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO schema_version (version) VALUES (4);

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
	owner TEXT NOT NULL DEFAULT '',    -- the operator's name; '': the house
	batch TEXT NOT NULL DEFAULT '',    -- that it came into stock with; '': none
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
CREATE INDEX profile_by_expiry ON profile (expires_at) WHERE expires_at IS NOT NULL AND smds_address IS NOT NULL;
CREATE INDEX profile_by_type ON profile (owner, profile_type, state, iccid);
CREATE INDEX profile_by_batch ON profile (batch) WHERE batch <> '';

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
	binding_key BYTEA,                 -- subject key identifier of the DPpb that was sent; null: of the only one
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
	subject TEXT NOT NULL,             -- the ICCID
	destination TEXT NOT NULL,         -- an operator's name, or an address; which of them, `kind` says
	number BIGINT NOT NULL,            -- the version of the profile that it tells of
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

-- Profiles that come into stock together: how far it is, and what came of it.
CREATE TABLE batch (
	name TEXT NOT NULL PRIMARY KEY,
	profile_type TEXT NOT NULL,        -- by which they are made; '': they came as packages
	wanted BIGINT NOT NULL,            -- how many; 0: as many as there are
	first_number BIGINT NOT NULL,      -- of the type's ranges, where they are counted
	state BIGINT NOT NULL,             -- src/smdp/batch.h
	made BIGINT NOT NULL,              -- how many there were when it ended; until then those of it in staged, or, where servers
	                                   -- fill it, as many as they have surely done
	started_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	source BIGINT NOT NULL DEFAULT 0,  -- who fills it: 0 whoever began it, 1 servers by numbers, 2 servers by batch_list
	holder TEXT NOT NULL DEFAULT '',   -- the server that fills it at present
	held_until BIGINT NOT NULL DEFAULT 0,
	fault TEXT                         -- why it was given up
);

-- The subscribers of a batch that servers fill, as they were handed over; gone when it ends. Sealed with a key of its own, that of
-- "batch:" and the name in data_key.
CREATE TABLE batch_list (
	batch TEXT NOT NULL PRIMARY KEY,
	content BYTEA NOT NULL
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

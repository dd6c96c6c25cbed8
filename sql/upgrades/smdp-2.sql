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

-- An order of a type takes one of the first that are available.
DROP INDEX profile_by_type;
CREATE INDEX profile_by_type ON profile (profile_type, state, iccid);

-- The key that all secrets of one profile are sealed with, wrapped by a master key (server/vault.h). Profiles from before there
-- were such keys have none, and stand clear until `provisim smdp key rotate`.
CREATE TABLE data_key (
	iccid TEXT NOT NULL PRIMARY KEY,
	master_key TEXT NOT NULL,          -- id of that one
	wrapped BYTEA NOT NULL
);
CREATE INDEX data_key_by_master_key ON data_key (master_key);

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
	numbers_given BIGINT NOT NULL,     -- of its ranges
	created_at BIGINT NOT NULL
);

-- Whose profile it is, where we made it or shall: what package and metadata are made from.
CREATE TABLE subscriber (
	iccid TEXT NOT NULL PRIMARY KEY,
	content BYTEA NOT NULL             -- all numbers, keys and codes, sealed
);

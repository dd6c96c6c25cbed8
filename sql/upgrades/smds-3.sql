-- SPDX-License-Identifier: Apache-2.0
-- What makes the database of an SM-DS of version 2 one of version 3. Run in one transaction. Servers of version 2 may go on
-- working beside it.

CREATE INDEX outbox_by_time ON outbox (created_at, subject, number);

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
INSERT INTO schema_version (version) VALUES (3);

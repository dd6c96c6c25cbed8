/* SPDX-License-Identifier: Apache-2.0 */
/* Brings a database to the newest version of its schema, step by step. Each step is one transaction under a lock of its own:
 * any number of processes may start at once, and one that is killed in the middle leaves the version that was there. */
#ifndef IO_SCHEMA_UPGRADE_H
#define IO_SCHEMA_UPGRADE_H

#include "base/status.h"
#include "ports/database_schema.h"

enum { SCHEMA_FAULT_SIZE = 180 };

/* A connection that nobody else uses meanwhile. */
struct schema_target {
	void *self;
	const char *begin;     /* opens a transaction that no other process is inside of */
	const char *has_table; /* format of a query with one %s: how many tables have this name */
	/* Runs SQL texts; STATUS_BUSY: locked by another process for too long. */
	enum status (*run)(void *self, const char *sql);
	/* The one number that a query answers. */
	enum status (*number)(void *self, const char *sql, int64_t *out);
	const char *(*why)(void *self); /* the last fault, in the words of the database */
};

/* An empty database gets schema->newest. STATUS_UNSUPPORTED: the database is newer; STATUS_REFUSED: it belongs to something
 * else; STATUS_BUG: a text is wrong; whatever run() and number() say. `fault` has a sentence without its full stop after
 * each failure. What was done by the steps before stays. */
enum status schema_upgrade(const struct database_schema *schema, const struct schema_target *target,
                           char fault[SCHEMA_FAULT_SIZE]) MUST_CHECK;

#endif

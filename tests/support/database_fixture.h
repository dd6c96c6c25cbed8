/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of a database driver have in common: one table, and waiting for outcomes. */
#ifndef SUPPORT_DATABASE_FIXTURE_H
#define SUPPORT_DATABASE_FIXTURE_H

#include <poll.h>

#include "ports/database.h"
#include "ports/database_schema.h"
#include "support/test.h"

extern const struct database_schema database_fixture_schema;
/* Of the same, with a text that is no SQL. */
extern const struct database_schema database_fixture_wrong_schema;

struct database_fixture {
	struct database database;
	struct arena arena;
	enum status status;
	size_t outstanding;
	struct database_rows rows; /* of the last query */
};

#define STATEMENT(sql, rows, ...) \
	{ (sql), (const struct database_value[]){ __VA_ARGS__ }, \
	  ARRAY_SIZE(((const struct database_value[]){ __VA_ARGS__ })), (rows) }

/* "UPDATE … SET state = $3 WHERE name = $1 AND state = $2" */
extern const char database_fixture_step[];

void database_fixture_wait(struct database_fixture *fixture);
/* Starts a transaction; its outcome will be in fixture->status. */
void database_fixture_begin(struct database_fixture *fixture, const struct database_statement *statements, size_t count);
/* Runs one to its end. */
enum status database_fixture_apply(struct database_fixture *fixture, const struct database_statement *statements, size_t count);
enum status database_fixture_insert(struct database_fixture *fixture, const char *name, int64_t number, struct bytes content);
/* Its rows are in fixture->rows. */
enum status database_fixture_query(struct database_fixture *fixture, const struct database_statement *statement,
                                   struct arena *arena);
/* -1: there is none of this name. */
int64_t database_fixture_state(struct database_fixture *fixture, const char *name);

/* The tests that every driver must pass; state: a pointer to a struct that begins with a struct database_fixture over an empty
 * table. Transactions are run in their order. */
void database_fixture_values(void **state);
void database_fixture_overtaken(void **state);
void database_fixture_group(void **state);
void database_fixture_failing_group(void **state);
void database_fixture_many_rows(void **state);

#endif

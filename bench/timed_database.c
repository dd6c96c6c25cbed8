/* SPDX-License-Identifier: Apache-2.0 */
#include "timed_database.h"

#include "figure.h"

static void rows_came(void *self, enum status status, const struct database_rows *rows)
{
	struct timed_database *timed = self;
	timed->asked += wall_microseconds() - timed->begun;
	timed->rows_done(timed->context, status, rows);
}

static void timed_query(void *self, const struct database_statement *statement, struct arena *arena, database_rows_done *done,
                        void *context)
{
	struct timed_database *timed = self;
	timed->rows_done = done;
	timed->context = context;
	timed->begun = wall_microseconds();
	database_query(&timed->inner, statement, arena, rows_came, timed);
}

static void was_applied(void *self, enum status status)
{
	struct timed_database *timed = self;
	timed->changed += wall_microseconds() - timed->begun;
	timed->applied(timed->context, status);
}

static void timed_apply(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                        void *context)
{
	struct timed_database *timed = self;
	timed->applied = done;
	timed->context = context;
	timed->begun = wall_microseconds();
	database_apply(&timed->inner, statements, count, was_applied, timed);
}

static int timed_descriptor(void *self)
{
	return database_descriptor(&((struct timed_database *)self)->inner);
}

static void timed_deliver(void *self)
{
	database_deliver(&((struct timed_database *)self)->inner);
}

void timed_database_begin(struct timed_database *timed, struct database *database)
{
	*timed = (struct timed_database){ .inner = *database };
	*database = (struct database){ timed, timed_query, timed_apply, timed_descriptor, timed_deliver, NULL };
}

void timed_database_end(struct timed_database *timed, struct database *database)
{
	*database = timed->inner;
}

double timed_database_asked(struct timed_database *timed)
{
	double asked = timed->asked;
	timed->asked = timed->changed = 0;
	return asked;
}

double timed_database_spent(struct timed_database *timed)
{
	double changed = timed->changed;
	return timed_database_asked(timed) + changed;
}

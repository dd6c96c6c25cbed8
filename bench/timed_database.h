/* SPDX-License-Identifier: Apache-2.0 */
/* A database port that looks at the clock: how long whoever asked it has waited. */
#ifndef BENCH_TIMED_DATABASE_H
#define BENCH_TIMED_DATABASE_H

#include "ports/database.h"

struct timed_database {
	struct database inner;
	double begun, asked, changed;
	database_rows_done *rows_done;
	database_applied *applied;
	void *context;
};

/* Takes the place of `database`, and gives it back. One statement at a time. */
void timed_database_begin(struct timed_database *timed, struct database *database);
void timed_database_end(struct timed_database *timed, struct database *database);

/* Microseconds on the wall since one of these was asked last: of queries, and of changes too. */
double timed_database_asked(struct timed_database *timed);
double timed_database_spent(struct timed_database *timed);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server under test has its data: an SQLite file of its own or, when PROVISIM_TEST_DATABASE is "postgresql", a
 * database of its own in one PostgreSQL server that the process starts. Without PostgreSQL the process then ends as
 * skipped. */
#ifndef SUPPORT_TEST_DATABASE_H
#define SUPPORT_TEST_DATABASE_H

struct test_database {
	char place[200]; /* as settings name it */
};

/* The server of this process; NULL: there is none. */
struct test_postgresql;
const struct test_postgresql *test_database_server(void);

void test_database_make(struct test_database *out);
void test_database_remove(struct test_database *database);

#endif

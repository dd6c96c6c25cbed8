/* SPDX-License-Identifier: Apache-2.0 */
/* A PostgreSQL server for one test: started in a folder of its own, reached through a socket in there, gone afterwards. */
#ifndef SUPPORT_TEST_POSTGRESQL_H
#define SUPPORT_TEST_POSTGRESQL_H

#include <stdbool.h>

struct test_postgresql {
	char folder[64];
	char address[160]; /* postgresql://… */
};

/* False: there is no PostgreSQL on this machine, or nobody to run it as. */
bool test_postgresql_start(struct test_postgresql *server);
/* As after a crash of the server: all connections are cut, what was committed is there. */
void test_postgresql_restart(struct test_postgresql *server);
void test_postgresql_stop(struct test_postgresql *server);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that one kind of server keeps, and how those of older versions become the newest. SQL as the database port has
 * it. Each text writes its version into the table schema_version (version BIGINT), whose largest row is the database's. */
#ifndef PORTS_DATABASE_SCHEMA_H
#define PORTS_DATABASE_SCHEMA_H

#include <stdint.h>

struct database_schema {
	const char *owner;           /* "SM-DP+": for sentences */
	const char *table;           /* one that only this kind of server has, since version 1 */
	int64_t version;             /* the newest, from 1 */
	const char *newest;          /* makes it in an empty database */
	const char *const *upgrades; /* version - 1 of them: upgrades[n - 1] goes from version n to n + 1 */
};

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* sql/smdp.sql, for database_sqlite_open(). */
#ifndef SMDP_SCHEMA_H
#define SMDP_SCHEMA_H

extern const char smdp_schema[];

#endif

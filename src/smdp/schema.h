/* SPDX-License-Identifier: Apache-2.0 */
/* sql/smdp.sql and sql/upgrades/smdp-*.sql, for database_source_open(). */
#ifndef SMDP_SCHEMA_H
#define SMDP_SCHEMA_H

#include "ports/database_schema.h"

extern const struct database_schema smdp_schema;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* sql/smds.sql, for database_source_open(). */
#ifndef SMDS_SCHEMA_H
#define SMDS_SCHEMA_H

#include "ports/database_schema.h"

extern const struct database_schema smds_schema;

#endif

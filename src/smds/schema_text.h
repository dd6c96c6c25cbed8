/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL texts that are compiled in. */
#ifndef SMDS_SCHEMA_TEXT_H
#define SMDS_SCHEMA_TEXT_H

extern const char smds_schema_newest[];
extern const char smds_schema_2[];
extern const char smds_schema_3[];

#endif

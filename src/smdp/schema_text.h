/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of sql/, compiled in; schema.c puts them in order. */
#ifndef SMDP_SCHEMA_TEXT_H
#define SMDP_SCHEMA_TEXT_H

extern const char smdp_schema_newest[];
extern const char smdp_schema_2[];
extern const char smdp_schema_3[];
extern const char smdp_schema_4[];

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Settings (codec/settings.h) that stand in a file. */
#ifndef PROGRAMS_SERVER_SETTINGS_FILE_H
#define PROGRAMS_SERVER_SETTINGS_FILE_H

#include "codec/settings.h"

/* As settings_parse(). STATUS_NOT_FOUND: no such file, or a required setting is missing; STATUS_IO. */
enum status settings_read(const char *path, const struct setting *table, size_t count, struct arena *arena, void *out,
                          char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* As settings_parse_all(). STATUS_IO and the like are told too. */
enum status settings_read_all(const char *path, const struct setting *table, size_t count, struct arena *arena, void *out,
                              settings_fault_told *tell, void *context) MUST_CHECK;

#endif

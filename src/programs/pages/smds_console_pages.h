/* SPDX-License-Identifier: Apache-2.0 */
/* The files of web/console that an SM-DS has, compiled in. */
#ifndef PROGRAMS_PAGES_SMDS_CONSOLE_PAGES_H
#define PROGRAMS_PAGES_SMDS_CONSOLE_PAGES_H

#include "server/web_door.h"

extern const struct web_page smds_console_pages[];
extern const size_t smds_console_pages_count;

#endif

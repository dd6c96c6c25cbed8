/* SPDX-License-Identifier: Apache-2.0 */
/* The files of web/console that an SM-DP+ has, compiled in. */
#ifndef PROGRAMS_PAGES_CONSOLE_PAGES_H
#define PROGRAMS_PAGES_CONSOLE_PAGES_H

#include "server/web_door.h"

extern const struct web_page console_pages[];
extern const size_t console_pages_count;

#endif

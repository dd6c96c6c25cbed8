/* SPDX-License-Identifier: Apache-2.0 */
/* The files of web/lui, compiled in. */
#ifndef PROGRAMS_PAGES_LUI_PAGES_H
#define PROGRAMS_PAGES_LUI_PAGES_H

#include "server/web_door.h"

extern const struct web_page lui_pages[];
extern const size_t lui_pages_count;

#endif

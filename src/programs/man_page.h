/* SPDX-License-Identifier: Apache-2.0 */
/* A program's manual page in section 1, from the tables. */
#ifndef PROGRAMS_MAN_PAGE_H
#define PROGRAMS_MAN_PAGE_H

#include <stdio.h>

#include "programs/command_line.h"

/* As man(7) source. */
void man_page_print(FILE *file, const struct program *program);

/* Text of a section, with what man(7) would take for something else escaped. */
void man_page_text(FILE *file, const char *text);

#endif

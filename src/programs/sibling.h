/* SPDX-License-Identifier: Apache-2.0 */
/* Where the other programs and the files of the installation are, seen from the running program. */
#ifndef PROGRAMS_SIBLING_H
#define PROGRAMS_SIBLING_H

#include "base/arena.h"

/* The path of the program `name` ("provisim-lpa"): the one in the folder of the running program, or else the name
 * alone, to be looked up in PATH. NULL: no memory. */
char *sibling_program(struct arena *arena, const char *name) MUST_CHECK;

/* The path of a file that comes with Provisim ("templates/sample.yaml"): under $PROVISIM_SHARE, under ../share/provisim
 * seen from the folder of the running program, or in the source tree it was built from.
 * NULL: it is in none of them, or no memory. */
char *sibling_share_file(struct arena *arena, const char *name) MUST_CHECK;

#endif

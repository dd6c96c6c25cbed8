/* SPDX-License-Identifier: Apache-2.0 */
/* The activation code in whatever a user gives: typed, a link, a picture of it, a file that holds it. */
#ifndef PROGRAMS_LPA_CODE_H
#define PROGRAMS_LPA_CODE_H

#include "programs/command_line.h"
#include "rsp/activation_code.h"

/* `given`: a code, a link or text that holds one, the name of a picture or text file, or "-" for either on standard input.
 * What it points into lives in the invocation's arena. On any other code than EXIT_DONE the reason was printed. */
enum exit_code lpa_code_read(struct invocation *invocation, const char *given, struct activation_code *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* One function that a command has executed, and what came of it. */
#ifndef PROGRAMS_SMDP_ERRAND_H
#define PROGRAMS_SMDP_ERRAND_H

#include "programs/output.h"
#include "programs/smdp/desk.h"

struct smdp_errand {
	struct exchange *exchange; /* its result lives as long as the errand */
	const char *operator;      /* in whose name; NULL: the house's */
};

void smdp_errand_release(struct smdp_errand *errand);

/* Opens the desk unless it is open, and executes the function, in the errand's name. False: a sentence was printed;
 * return *out_code. What an errand brought before is forgotten. */
bool smdp_errand_run(const struct invocation *invocation, struct smdp_desk *desk, const char *command,
                     const struct server_function *function, const void *request, struct smdp_errand *errand,
                     enum exit_code *out_code) MUST_CHECK;

#endif

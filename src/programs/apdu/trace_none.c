/* SPDX-License-Identifier: Apache-2.0 */
/* In place of apdu/trace.c in a build without traces. */
#include "programs/apdu/trace.h"
#include "programs/output.h"

enum exit_code apdu_trace_reader(const struct invocation *invocation, struct card_reader *reader)
{
	(void)reader;
	if (option_text(invocation, "trace") || option_text(invocation, "gsmtap"))
		return usage_error(invocation, "this build has no --trace and no --gsmtap.");
	return EXIT_DONE;
}

struct apdu_trace *apdu_trace_before(const struct card_reader *reader)
{
	(void)reader;
	return NULL;
}

void apdu_trace_event(struct apdu_trace *trace, const char *event)
{
	(void)trace;
	(void)event;
}

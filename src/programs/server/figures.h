/* SPDX-License-Identifier: Apache-2.0 */
/* All metrics of a server as one text. */
#ifndef PROGRAMS_SERVER_FIGURES_H
#define PROGRAMS_SERVER_FIGURES_H

#include "programs/server/monitor.h"

enum { SERVER_ENDS_MAXIMUM = 64 };

/* When certificates end. */
struct server_ends {
	struct credential_validity items[SERVER_ENDS_MAXIMUM];
	size_t count;
};

/* `census` is the text of the last one. STATUS_NO_MEMORY, STATUS_TOO_LARGE: over the buffer's limit. */
enum status server_figures_print(const struct server_monitor_plan *plan, const struct server_ends *ends, struct text census,
                                 struct buffer *out) MUST_CHECK;

#endif

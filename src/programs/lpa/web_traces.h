/* SPDX-License-Identifier: Apache-2.0 */
/* What went between card and servers in the last requests of a page: each in memory of this process, where the request's own
 * process writes it by way of a file's name. */
#ifndef PROGRAMS_LPA_WEB_TRACES_H
#define PROGRAMS_LPA_WEB_TRACES_H

#include "base/arena.h"
#include "codec/json.h"
#include "ports/http_server.h"

enum { WEB_TRACES_MAXIMUM = 8 };

struct web_traces {
	struct web_trace {
		uint64_t number;
		int64_t at; /* seconds since 1970 */
		char command[40];
		int file;
		bool is_look; /* nothing was changed, and no server asked */
	} traces[WEB_TRACES_MAXIMUM];
	size_t count;
	uint64_t next_number;
};

void web_traces_release(struct web_traces *traces);

/* One more, perhaps in place of another; the name of its file is in the arena. NULL: there is no memory for it. */
const char *web_traces_add(struct web_traces *traces, const char *command, bool is_look, struct arena *arena);

/* The array "traces", the oldest first. */
void web_traces_write(const struct web_traces *traces, struct json_writer *writer);

/* Answers with the text of one. */
void web_traces_send(const struct web_traces *traces, uint64_t number, struct http_reply reply);

#endif

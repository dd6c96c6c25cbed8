/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_traces.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/system_clock.h"
#include "programs/lpa/web_answer.h"
#include "server/web_door.h"

enum { TRACE_MAXIMUM = 8 << 20 };

void web_traces_release(struct web_traces *traces)
{
	for (size_t i = 0; i < traces->count; i++)
		close(traces->traces[i].file);
	*traces = (struct web_traces){ 0 };
}

/* Pages read lists all the time: what was done is kept longer than what was looked at. */
static void drop_one(struct web_traces *traces)
{
	size_t which = 0;
	while (which + 1 < traces->count && !traces->traces[which].is_look)
		which++;
	if (!traces->traces[which].is_look)
		which = 0;
	close(traces->traces[which].file);
	traces->count--;
	memmove(traces->traces + which, traces->traces + which + 1, (traces->count - which) * sizeof traces->traces[0]);
}

const char *web_traces_add(struct web_traces *traces, const char *command, bool is_look, struct arena *arena)
{
	struct clock clock = system_clock();
	int file = memfd_create("trace", MFD_CLOEXEC);
	if (file < 0)
		return NULL;
	if (traces->count == WEB_TRACES_MAXIMUM)
		drop_one(traces);
	struct web_trace *trace = &traces->traces[traces->count++];
	*trace = (struct web_trace){
		.number = ++traces->next_number, .at = clock_utc_seconds(&clock), .file = file, .is_look = is_look,
	};
	snprintf(trace->command, sizeof trace->command, "%s", command);
	return arena_print(arena, "/proc/%d/fd/%d", (int)getpid(), file);
}

void web_traces_write(const struct web_traces *traces, struct json_writer *writer)
{
	json_open_array(writer, "traces");
	for (size_t i = 0; i < traces->count; i++) {
		json_open_object(writer, NULL);
		json_put_number(writer, "number", (int64_t)traces->traces[i].number);
		json_put_number(writer, "at", traces->traces[i].at);
		json_put_text(writer, "command", text_from(traces->traces[i].command));
		json_close_object(writer);
	}
	json_close_array(writer);
}

static void send_file(int file, struct http_reply reply)
{
	struct http_answer answer = {
		.status = 200, .content_type = TEXT("text/plain; charset=utf-8"), .body = BUFFER(TRACE_MAXIMUM),
	};
	uint8_t piece[1 << 14];
	off_t at = 0;
	ssize_t size;
	while ((size = pread(file, piece, sizeof piece, at)) > 0 &&
	       buffer_append(&answer.body, bytes_from(piece, (size_t)size)) == STATUS_OK)
		at += size;
	web_answer_protect(&answer);
	http_reply_send(reply, &answer);
}

void web_traces_send(const struct web_traces *traces, uint64_t number, struct http_reply reply)
{
	for (size_t i = 0; i < traces->count; i++)
		if (traces->traces[i].number == number) {
			send_file(traces->traces[i].file, reply);
			return;
		}
	web_answer_error(reply, 404, "This trace is no longer kept.");
}

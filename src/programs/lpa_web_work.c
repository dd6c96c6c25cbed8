/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa_web_work.h"

#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "io/system_clock.h"
#include "programs/lpa_agent_policy.h"
#include "programs/lpa_web_answer.h"

enum {
	POLL_PATIENCE = 25,    /* seconds */
	ANSWER_PATIENCE = 600, /* seconds until a question counts as not answered */
	WARNINGS_MAXIMUM = 16 << 10,
	JOB_MEMORY = 4 * REQUEST_MAXIMUM,
};

int64_t web_work_clock(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

enum status web_work_init(struct web_work *work, const struct invocation *invocation, struct event_loop *loop,
                          const char *lock_path)
{
	*work = (struct web_work){
		.invocation = invocation,
		.loop = loop,
		.lock_path = lock_path,
		.lock = -1,
		.warnings = BUFFER(WARNINGS_MAXIMUM),
		.next_number = 1,
		.next_trace = 1,
		.used_at = web_work_clock(),
	};
	int lock = request_lock(lock_path, true); /* only to see that it is to be had at all */
	if (lock < 0 && access(lock_path, W_OK) != 0)
		return STATUS_REFUSED;
	if (lock >= 0)
		close(lock);
	return STATUS_OK;
}

static void job_release(struct web_job *job)
{
	if (job->input >= 0)
		close(job->input);
	arena_release(&job->arena);
	*job = (struct web_job){ .input = -1 };
}

static void forget_events(struct web_work *work)
{
	for (size_t i = 0; i < work->event_count; i++)
		buffer_release(&work->events[i].line);
	work->event_count = 0;
	*work->id = 0;
}

void web_work_release(struct web_work *work)
{
	request_child_release(&work->child);
	for (size_t i = 0; i < work->queued; i++)
		job_release(&work->queue[i]);
	for (size_t i = 0; i < work->trace_count; i++)
		close(work->traces[i].file);
	forget_events(work);
	buffer_release(&work->warnings);
	if (work->lock >= 0)
		close(work->lock);
	*work = (struct web_work){ .lock = -1 };
}

/* ---- events of the long request ---- */

static void write_events(const struct web_work *work, uint64_t after, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	if (*work->id) {
		json_open_object(&writer, "request");
		json_put_text(&writer, "id", text_from(work->id));
		json_put_text(&writer, "command", text_from(work->long_command));
		json_put_boolean(&writer, "ended", work->long_ended);
		json_put_boolean(&writer, "waits", work->long_waits);
		json_close_object(&writer);
	}
	json_open_array(&writer, "events");
	for (size_t i = 0; i < work->event_count; i++)
		if (work->events[i].number > after)
			json_put_raw(&writer, NULL, buffer_text(&work->events[i].line));
	json_close_array(&writer);
	json_put_number(&writer, "last", (int64_t)work->next_number - 1);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(out);
}

static void answer_poll(struct web_work *work, size_t index)
{
	struct buffer body = BUFFER(WEB_ANSWER_MAXIMUM);
	struct web_poll poll = work->polls[index];
	work->polls[index] = work->polls[--work->poll_count];
	write_events(work, poll.after, &body);
	web_answer_json(poll.reply, &body);
}

static void answer_polls(struct web_work *work)
{
	while (work->poll_count > 0)
		answer_poll(work, work->poll_count - 1);
}

static void drop_oldest(struct web_work *work)
{
	buffer_release(&work->events[0].line);
	work->event_count--;
	memmove(work->events, work->events + 1, work->event_count * sizeof work->events[0]);
}

static void keep_event(struct web_work *work, struct text line)
{
	bool is_count = memmem(line.data, line.size, "\"data\":{\"octets\":", 17) != NULL;
	bool is_next_count = is_count && work->event_count > 0 && work->events[work->event_count - 1].is_count;
	if (is_next_count)
		buffer_release(&work->events[--work->event_count].line);
	if (work->event_count == WEB_EVENTS_MAXIMUM)
		drop_oldest(work);
	struct web_event *event = &work->events[work->event_count];
	*event = (struct web_event){ .number = work->next_number, .is_count = is_count, .line = BUFFER(REQUEST_LINE_MAXIMUM) };
	if (buffer_append_text(&event->line, line) != STATUS_OK)
		return;
	work->next_number++;
	work->event_count++;
	answer_polls(work);
}

/* ---- what a process says ---- */

static void note_warning(struct web_work *work, struct text line)
{
	AUTO(json_document) document = { 0 };
	struct text sentence;
	struct json_writer writer = json_writer(&work->warnings);
	size_t before = work->warnings.size;
	if (json_parse(line, &document) != STATUS_OK ||
	    !json_text(json_member(json_member(json_root(&document), "payload"), "data"), &sentence))
		return;
	if (before > 0 && buffer_append_octet(&work->warnings, ',') != STATUS_OK)
		return;
	json_put_text(&writer, NULL, sentence);
	if (json_finish(&writer) != STATUS_OK)
		work->warnings.size = before;
}

static void hear_event(void *context, struct text line)
{
	struct web_work *work = context;
	if (work->queue[0].is_long) {
		work->asked_since = text_starts_with(line, TEXT("{\"type\":\"question\"")) ? web_work_clock() : 0;
		keep_event(work, line);
	} else if (text_starts_with(line, TEXT("{\"type\":\"warning\""))) {
		note_warning(work, line);
	}
}

static void answer_short(struct web_work *work, const struct web_job *job)
{
	struct buffer body = BUFFER(WEB_ANSWER_MAXIMUM);
	struct json_writer writer = json_writer(&body);
	json_open_object(&writer, NULL);
	json_put_raw(&writer, "result", buffer_text(&work->child.result));
	json_open_array(&writer, "warnings");
	if (work->warnings.size > 0)
		json_put_raw(&writer, NULL, buffer_text(&work->warnings));
	json_close_array(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK) {
		web_answer_json(job->reply, &body);
		return;
	}
	buffer_release(&body);
	web_answer_error(job->reply, 500, "There is too much to be shown at once.");
}

static void begin_next(struct web_work *work);

static void end_job(struct web_work *work)
{
	struct web_job job = work->queue[0];
	request_child_end(&work->child, hear_event, work);
	if (work->lock >= 0)
		close(work->lock);
	work->lock = -1;
	work->queued--;
	memmove(work->queue, work->queue + 1, work->queued * sizeof work->queue[0]);
	if (job.is_long) {
		work->long_ended = true;
		work->asked_since = 0;
		keep_event(work, buffer_text(&work->child.result));
	} else {
		answer_short(work, &job);
	}
	job_release(&job);
	begin_next(work);
}

static void hear_child(void *context)
{
	struct web_work *work = context;
	if (request_child_hear(&work->child, hear_event, work))
		return;
	event_loop_unwatch(work->loop, work->child.from);
	end_job(work);
}

/* ---- beginning ---- */

/* Pages read lists all the time: what was done is kept longer than what was looked at. */
static void drop_trace(struct web_work *work)
{
	size_t which = 0;
	while (which + 1 < work->trace_count && !work->traces[which].is_look)
		which++;
	if (!work->traces[which].is_look)
		which = 0;
	close(work->traces[which].file);
	work->trace_count--;
	memmove(work->traces + which, work->traces + which + 1, (work->trace_count - which) * sizeof work->traces[0]);
}

/* The trace of a request goes into memory of this process, which its own process writes by way of the kernel's files. */
static void add_trace(struct web_work *work, struct web_job *job)
{
	struct clock clock = system_clock();
	int file = memfd_create("trace", MFD_CLOEXEC);
	if (file < 0)
		return;
	if (work->trace_count == WEB_TRACES_MAXIMUM)
		drop_trace(work);
	struct web_trace *trace = &work->traces[work->trace_count++];
	*trace = (struct web_trace){ .number = work->next_trace++, .at = clock_utc_seconds(&clock), .file = file, .is_look = job->is_look };
	snprintf(trace->command, sizeof trace->command, "%s", job->command);
	request_words_add(&job->words, "--trace");
	request_words_add(&job->words, arena_print(&job->arena, "/proc/%d/fd/%d", (int)getpid(), file));
}

static bool has_turn(struct web_work *work, const struct web_job *job)
{
	if (!job->needs_card || work->lock >= 0)
		return true;
	work->lock = request_lock(work->lock_path, true);
	if (job->is_long && work->long_waits != (work->lock < 0)) {
		work->long_waits = work->lock < 0;
		answer_polls(work);
	}
	return work->lock >= 0;
}

static void fail_job(struct web_work *work)
{
	struct web_job job = work->queue[0];
	work->queued--;
	memmove(work->queue, work->queue + 1, work->queued * sizeof work->queue[0]);
	if (job.is_long) {
		work->long_ended = true;
		keep_event(work, TEXT("{\"type\":\"lpa\",\"payload\":{\"code\":-1,\"message\":\"agent\",\"data\":"
		                      "\"The request could not be begun.\"}}"));
	} else {
		web_answer_error(job.reply, 503, "The request could not be begun.");
	}
	job_release(&job);
}

static void begin_next(struct web_work *work)
{
	struct web_job *job = &work->queue[0];
	if (work->queued == 0 || work->child.pid || work->is_ending || !has_turn(work, job))
		return;
	if (job->needs_card)
		add_trace(work, job);
	buffer_clear(&work->warnings);
	if (request_words_end(&job->words) && request_child_start(&work->child, &job->words, job->input) &&
	    event_loop_watch(work->loop, work->child.from, hear_child, work) == STATUS_OK)
		return;
	request_child_release(&work->child);
	fail_job(work);
}

static enum web_begun add_job(struct web_work *work, struct web_job *take_job)
{
	work->queue[work->queued++] = *take_job;
	*take_job = (struct web_job){ .input = -1 };
	if (work->queued == 1)
		begin_next(work);
	return WEB_BEGUN;
}

static enum web_begun may_begin(const struct web_work *work)
{
	if (*work->id && !work->long_ended)
		return WEB_UNDER_WAY;
	return work->queued == WEB_QUEUE_MAXIMUM || work->is_ending ? WEB_FULL : WEB_BEGUN;
}

static void begin_long(struct web_work *work, const char *command)
{
	forget_events(work);
	snprintf(work->id, sizeof work->id, "%llu", (unsigned long long)work->next_number);
	snprintf(work->long_command, sizeof work->long_command, "%s", command);
	work->long_ended = false;
	work->long_waits = false;
	work->next_number++; /* so that none has the identifier of another */
}

enum web_begun web_work_begin(struct web_work *work, struct json_value request, const struct http_reply *reply)
{
	struct text name = { 0 };
	struct web_job job = { .is_long = !reply, .needs_card = true, .arena = ARENA(JOB_MEMORY), .input = -1 };
	enum web_begun may = may_begin(work);
	if (may != WEB_BEGUN)
		return may;
	const struct agent_command *command = NULL;
	if (json_text(json_member(request, "command"), &name))
		command = agent_command_find(name);
	if (!command)
		return WEB_UNKNOWN;
	job.needs_card = !text_equal(name, TEXT("explain"));
	job.is_look = strcmp(command->permission, "read") == 0;
	job.command = arena_string(&job.arena, name);
	request_words_begin(work->invocation, &job.words);
	if (!job.command || !request_words_read(request, name, &job.arena, &job.words)) {
		job_release(&job);
		return WEB_BAD;
	}
	if (reply)
		job.reply = *reply;
	else
		begin_long(work, job.command);
	return add_job(work, &job);
}

enum web_begun web_work_read_code(struct web_work *work, struct bytes octets, struct http_reply reply)
{
	struct web_job job = { .arena = ARENA(JOB_MEMORY), .command = "code show", .reply = reply };
	enum web_begun may = may_begin(work);
	if (may != WEB_BEGUN)
		return may;
	job.input = memfd_create("code", MFD_CLOEXEC);
	if (job.input < 0 || write(job.input, octets.data, octets.size) != (ssize_t)octets.size ||
	    lseek(job.input, 0, SEEK_SET) != 0) {
		job_release(&job);
		return WEB_FULL;
	}
	request_words_begin(work->invocation, &job.words);
	request_words_add(&job.words, "code");
	request_words_add(&job.words, "show");
	request_words_add(&job.words, "-");
	return add_job(work, &job);
}

/* ---- while it is under way ---- */

static bool is_under_way(const struct web_work *work, struct text id)
{
	return *work->id && !work->long_ended && text_equal(id, text_from(work->id));
}

void web_work_answer(struct web_work *work, struct text id, struct text words)
{
	if (!is_under_way(work, id))
		return;
	work->asked_since = 0;
	request_child_answer(&work->child, words);
}

/* One that still waits for the card has nothing to be told. */
void web_work_cancel(struct web_work *work, struct text id)
{
	if (!is_under_way(work, id))
		return;
	if (work->child.pid && work->queue[0].is_long) {
		request_child_cancel(&work->child);
		return;
	}
	for (size_t i = 0; i < work->queued; i++) {
		if (!work->queue[i].is_long)
			continue;
		job_release(&work->queue[i]);
		work->queued--;
		memmove(work->queue + i, work->queue + i + 1, (work->queued - i) * sizeof work->queue[0]);
		break;
	}
	forget_events(work);
	answer_polls(work);
	begin_next(work);
}

void web_work_dismiss(struct web_work *work, struct text id)
{
	if (!*work->id || !work->long_ended || !text_equal(id, text_from(work->id)))
		return;
	forget_events(work);
	work->next_number++;
	answer_polls(work);
}

void web_work_poll(struct web_work *work, struct text id, uint64_t after, struct http_reply reply)
{
	bool is_same = text_equal(id, text_from(work->id));
	if (work->poll_count == WEB_POLLS_MAXIMUM) {
		web_answer_error(reply, 503, "Too many pages are open.");
		return;
	}
	work->polls[work->poll_count++] = (struct web_poll){
		.reply = reply, .after = is_same ? after : 0, .since = web_work_clock(),
	};
	bool has_more = work->event_count > 0 && work->events[work->event_count - 1].number > after;
	if (!is_same || has_more || work->is_ending)
		answer_poll(work, work->poll_count - 1);
}

void web_work_tick(struct web_work *work)
{
	int64_t time = web_work_clock();
	for (size_t i = work->poll_count; i > 0; i--)
		if (time - work->polls[i - 1].since >= POLL_PATIENCE)
			answer_poll(work, i - 1);
	if (work->poll_count > 0)
		work->used_at = time;
	if (work->asked_since > 0 && time - work->asked_since > ANSWER_PATIENCE)
		request_child_cancel(&work->child);
	begin_next(work);
}

void web_work_end(struct web_work *work)
{
	work->is_ending = true;
	request_child_cancel(&work->child);
	while (work->queued > (work->child.pid ? 1 : 0)) {
		struct web_job *job = &work->queue[--work->queued];
		if (!job->is_long)
			web_answer_error(job->reply, 503, "The page is ending.");
		job_release(job);
	}
	answer_polls(work);
}

bool web_work_is_idle(const struct web_work *work)
{
	return work->queued == 0 && work->poll_count == 0;
}

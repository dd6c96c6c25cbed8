/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_work.h"

#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "io/system_clock.h"
#include "programs/lpa/agent_policy.h"
#include "programs/lpa/web_answer.h"

enum {
	POLL_PATIENCE = 25,    /* seconds */
	ANSWER_PATIENCE = 600, /* seconds until a question counts as not answered */
	WARNINGS_MAXIMUM = 16 << 10,
	JOB_MEMORY = 4 * REQUEST_MAXIMUM,
	RESULT_MAXIMUM = 4 << 20,
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

void web_work_release(struct web_work *work)
{
	request_child_release(&work->child);
	for (size_t i = 0; i < work->queued; i++)
		job_release(&work->queue[i]);
	web_traces_release(&work->traces);
	web_story_release(&work->story);
	buffer_release(&work->warnings);
	if (work->lock >= 0)
		close(work->lock);
	*work = (struct web_work){ .lock = -1 };
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
		web_story_add(&work->story, line);
	} else if (text_starts_with(line, TEXT("{\"type\":\"warning\""))) {
		note_warning(work, line);
	}
}

static void answer_short(struct web_work *work, const struct web_job *job)
{
	struct buffer body = BUFFER(RESULT_MAXIMUM);
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
		work->asked_since = 0;
		web_story_end(&work->story, buffer_text(&work->child.result));
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

static void add_trace(struct web_work *work, struct web_job *job)
{
	const char *name = web_traces_add(&work->traces, job->command, job->is_look, &job->arena);
	if (!name)
		return;
	request_words_add(&job->words, "--trace");
	request_words_add(&job->words, name);
}

static bool has_turn(struct web_work *work, const struct web_job *job)
{
	if (!job->needs_card || work->lock >= 0)
		return true;
	work->lock = request_lock(work->lock_path, true);
	if (job->is_long)
		web_story_set_waiting(&work->story, work->lock < 0);
	return work->lock >= 0;
}

static void fail_job(struct web_work *work)
{
	struct web_job job = work->queue[0];
	work->queued--;
	memmove(work->queue, work->queue + 1, work->queued * sizeof work->queue[0]);
	if (job.is_long) {
		web_story_end(&work->story, TEXT("{\"type\":\"lpa\",\"payload\":{\"code\":-1,\"message\":\"agent\",\"data\":"
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
	if (*work->story.id && !work->story.has_ended)
		return WEB_UNDER_WAY;
	return work->queued == WEB_QUEUE_MAXIMUM || work->is_ending ? WEB_FULL : WEB_BEGUN;
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
		web_story_begin(&work->story, job.command);
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

void web_work_answer(struct web_work *work, struct text id, struct text words)
{
	if (!web_story_is_under_way(&work->story, id))
		return;
	work->asked_since = 0;
	request_child_answer(&work->child, words);
}

/* One that still waits for the card has nothing to be told. */
void web_work_cancel(struct web_work *work, struct text id)
{
	if (!web_story_is_under_way(&work->story, id))
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
	web_story_forget(&work->story);
	begin_next(work);
}

void web_work_dismiss(struct web_work *work, struct text id)
{
	if (work->story.has_ended && text_equal(id, text_from(work->story.id)))
		web_story_forget(&work->story);
}

void web_work_tick(struct web_work *work)
{
	int64_t time = web_work_clock();
	web_story_answer_old(&work->story, work->is_ending ? time : time - POLL_PATIENCE);
	if (work->story.poll_count > 0)
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
	web_story_answer_old(&work->story, INT64_MAX);
}

bool web_work_is_idle(const struct web_work *work)
{
	return work->queued == 0 && work->story.poll_count == 0;
}

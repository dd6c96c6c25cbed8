/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/job.h"

#include <stdarg.h>
#include <stdio.h>

enum { REPEATS_MAXIMUM = 1, SERVER_MESSAGE_MAXIMUM = 160 };

void lpa_job_init(struct lpa_job *job, const struct lpa_job_kind *kind)
{
	*job = (struct lpa_job){
		.kind = kind,
		.step = &kind->steps[0],
		.command = BUFFER(ES10_COMMAND_MAXIMUM),
		.body = BUFFER(SERVER_BODY_MAXIMUM),
	};
}

void lpa_job_release(struct lpa_job *job)
{
	buffer_release(&job->command);
	buffer_release(&job->body);
	job->want = (struct lpa_want){ 0 };
}

/* A failing action leads to the row's other state, where LPA_EVENT_FAILED may have more to do (cancel the session). */
static int step(struct lpa_job *job, int event, struct bytes data)
{
	job->raised = LPA_EVENT_NONE;
	enum status status = state_machine_step(job->kind->machine, &job->state, event, job, data);
	if (job->kind->steps[job->state].message)
		job->step = &job->kind->steps[job->state];
	if (status == STATUS_OK)
		return job->raised;
	lpa_job_fail(job, status, "Internal error in step \"%s\": %s.", job->step->message, status_name(status));
	job->want = (struct lpa_want){ 0 };
	bool more = state_machine_find(job->kind->machine, job->state, LPA_EVENT_FAILED);
	return more ? LPA_EVENT_FAILED : LPA_EVENT_NONE;
}

/* An event from outside makes the want of the state before it void; events that actions raise follow at once. */
enum status lpa_job_handle(struct lpa_job *job, int event, struct bytes data)
{
	if (!state_machine_find(job->kind->machine, job->state, event))
		return STATUS_OUT_OF_ORDER;
	job->requests_repeated = 0;
	job->want = (struct lpa_want){ 0 };
	while (event != LPA_EVENT_NONE) {
		if (!state_machine_find(job->kind->machine, job->state, event))
			return STATUS_BUG;
		event = step(job, event, data);
		data = (struct bytes){ 0 };
	}
	return STATUS_OK;
}

bool lpa_job_ended(const struct lpa_job *job)
{
	return job->state == job->kind->done || job->state == job->kind->failed;
}

bool lpa_job_succeeded(const struct lpa_job *job)
{
	return job->state == job->kind->done;
}

/* A session at the server outlives the connection (SGP.22 6.5): a lost answer is had by asking the same again. */
bool lpa_job_repeats_request(struct lpa_job *job)
{
	if (job->want.kind != LPA_WANT_SERVER || job->requests_repeated >= REPEATS_MAXIMUM)
		return false;
	job->requests_repeated++;
	return true;
}

static void write_failure(struct lpa_failure *failure, enum status status, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

static void write_failure(struct lpa_failure *failure, enum status status, const char *format, va_list arguments)
{
	failure->status = status;
	vsnprintf(failure->sentence, sizeof failure->sentence, format, arguments);
}

/* The first reason is the one that led here; what fails while cleaning up is not told. */
enum status lpa_job_fail(struct lpa_job *job, enum status status, const char *format, ...)
{
	if (job->failure.status != STATUS_OK)
		return status;
	va_list arguments;
	va_start(arguments, format);
	write_failure(&job->failure, status, format, arguments);
	va_end(arguments);
	return status;
}

void lpa_job_trouble(struct lpa_job *job, enum status status, const char *format, ...)
{
	job->trouble = (struct lpa_failure){ 0 };
	va_list arguments;
	va_start(arguments, format);
	write_failure(&job->trouble, status, format, arguments);
	va_end(arguments);
}

enum status lpa_job_give_up(void *subject, struct bytes data)
{
	struct lpa_job *job = subject;
	(void)data;
	if (job->failure.status == STATUS_OK)
		job->failure = job->trouble;
	return STATUS_OK;
}

enum status lpa_job_ask_card(struct lpa_job *job, enum status encoded)
{
	if (encoded != STATUS_OK)
		return lpa_job_fail(job, encoded, "What the card was to be told does not fit a command: %s.",
		                    status_name(encoded));
	job->want = (struct lpa_want){ .kind = LPA_WANT_CARD, .card = buffer_bytes(&job->command) };
	return STATUS_OK;
}

enum status lpa_job_ask_server(struct lpa_job *job, struct text address, const char *path, size_t answer_limit,
                               enum status encoded)
{
	if (encoded != STATUS_OK)
		return lpa_job_fail(job, encoded, "What the server was to be told does not fit a request: %s.",
		                    status_name(encoded));
	job->want = (struct lpa_want){
		.kind = LPA_WANT_SERVER,
		.request = {
			.address = address,
			.path = text_from(path),
			.content_type = TEXT(RSP_CONTENT_TYPE),
			.user_agent = TEXT(LPA_USER_AGENT),
			.admin_protocol = TEXT(RSP_ADMIN_PROTOCOL),
			.body = buffer_bytes(&job->body),
		},
		.answer_limit = answer_limit,
	};
	return STATUS_OK;
}

void lpa_job_ask_user(struct lpa_job *job, const struct lpa_question *question)
{
	job->want = (struct lpa_want){ .kind = LPA_WANT_USER, .question = *question };
}

/* The table's sentence says what to do; the server's own words follow when they say more and are fit to be printed. */
static void note_refusal(struct lpa_job *job, const struct failure *refusal)
{
	struct lpa_failure *failure = &job->failure;
	struct text known = failure_sentence(refusal->subject_code, refusal->reason_code);
	struct text own = refusal->message;
	bool shown =
		own.size > 0 && own.size <= SERVER_MESSAGE_MAXIMUM && text_is_printable_utf8(own) && !text_equal(own, known);
	while (known.size > 0 && known.data[known.size - 1] == '.')
		known.size--;
	snprintf(failure->subject_code, sizeof failure->subject_code, "%.*s", TEXT_ARGUMENTS(refusal->subject_code));
	snprintf(failure->reason_code, sizeof failure->reason_code, "%.*s", TEXT_ARGUMENTS(refusal->reason_code));
	lpa_job_fail(job, STATUS_REFUSED, "%.*s (%s/%s%s%.*s%s).", TEXT_ARGUMENTS(known), failure->subject_code,
	             failure->reason_code, shown ? ", \"" : "", shown ? (int)own.size : 0, shown ? own.data : "",
	             shown ? "\"" : "");
}

/* "8.2.7 3.8" */
static bool is_tolerated(const struct failure *refusal, const char *codes)
{
	if (!codes)
		return false;
	struct text rest = text_from(codes);
	struct text subject = text_cut(&rest, ' ');
	return text_equal(refusal->subject_code, subject) && text_equal(refusal->reason_code, rest);
}

/* SGP.22 6.5: success and failure both come with HTTP 200; the header tells which. */
enum status lpa_job_read_answer(struct lpa_job *job, struct bytes body, const char *tolerated, struct json_document *out)
{
	AUTO(json_document) document = { 0 };
	struct failure refusal = { 0 };
	enum status status = json_parse(bytes_text(body), &document);
	if (status == STATUS_OK)
		status = function_answer_status(json_root(&document), &refusal);
	if (status == STATUS_REFUSED && is_tolerated(&refusal, tolerated))
		return STATUS_REFUSED;
	if (status == STATUS_REFUSED)
		note_refusal(job, &refusal);
	if (status != STATUS_OK)
		return lpa_job_fail(job, status,
		                    "The server's answer to \"%s\" cannot be read (%s); try again later, "
		                    "and tell the operator if it stays so.",
		                    job->step->message, status_name(status));
	*out = document;
	document.root = NULL;
	return STATUS_OK;
}

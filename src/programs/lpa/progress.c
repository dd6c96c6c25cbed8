/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hex.h"
#include "io/system_clock.h"
#include "programs/apdu/trace.h"
#include "programs/lpa/json.h"

enum { HTTP_EVENT_SIZE = 512 };

/* {"type":"progress"} carries what lpac's has: the server's address with a request, the offer with its reading. */
static struct text progress_data(const struct lpa_want *want, struct buffer *room)
{
	struct json_writer writer = json_writer(room);
	if (want->kind == LPA_WANT_SERVER)
		json_put_text(&writer, NULL, want->request.address);
	else if (want->kind == LPA_WANT_USER && want->question.kind == LPA_QUESTION_CONSENT)
		lpa_json_metadata(&writer, NULL, want->question.offer.metadata);
	else
		return (struct text){ 0 };
	return json_finish(&writer) == STATUS_OK ? buffer_text(room) : (struct text){ 0 };
}

static bool counts_octets(const struct lpa_job *job)
{
	return job->progress_total > 0 && job->step->message &&
	       strcmp(job->step->message, "es10b_load_bound_profile_package") == 0;
}

/* A log has no line that can be written over: it gets one for each quarter. */
static void count_quarters(struct lpa_run *run, const struct lpa_job *job)
{
	unsigned quarters = (unsigned)(job->progress * 4 / job->progress_total);
	if (quarters > run->quarters)
		output_line(run->invocation, "  %zu of %zu octets", job->progress, job->progress_total);
	run->quarters = quarters;
}

/* Only once there is something to divide by. */
static void print_rate(struct lpa_run *run, const struct lpa_job *job)
{
	enum { MICROSECONDS = 1000000, SHORTEST = MICROSECONDS / 5 };
	struct clock clock = system_clock();
	int64_t now = clock_microseconds(&clock);
	if (!run->counting || job->progress == 0)
		run->counted_since = now;
	else if (now - run->counted_since > SHORTEST)
		printf(", %lld octets/s  ", (long long)((int64_t)job->progress * MICROSECONDS / (now - run->counted_since)));
}

/* Only who asked for questions as well gets them counted: scripts know one event a step. */
static void put_count(struct lpa_run *run, const struct lpa_job *job)
{
	enum { MICROSECONDS = 1000000, INTERVAL = MICROSECONDS / 5 };
	AUTO(buffer) room = BUFFER(256);
	struct json_writer writer = json_writer(&room);
	struct clock clock = system_clock();
	int64_t now = clock_microseconds(&clock);
	bool ends = job->progress == 0 || job->progress == job->progress_total;
	if (job->progress == 0)
		run->counted_since = now;
	if (job->progress == run->counted || (!ends && now - run->counted_at < INTERVAL))
		return;
	run->counted = job->progress;
	run->counted_at = now;
	json_open_object(&writer, NULL);
	json_put_number(&writer, "octets", (int64_t)job->progress);
	json_put_number(&writer, "total", (int64_t)job->progress_total);
	if (now > run->counted_since)
		json_put_number(&writer, "perSecond", (int64_t)job->progress * MICROSECONDS / (now - run->counted_since));
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK)
		output_progress(run->invocation, job->step->message, buffer_text(&room), "%s", "");
}

static void count(struct lpa_run *run, const struct lpa_job *job)
{
	if (option_is_set(run->invocation, "ask-json") && counts_octets(job)) {
		put_count(run, job);
		return;
	}
	if (run->invocation->json || !counts_octets(job))
		return;
	if (!isatty(STDOUT_FILENO)) {
		count_quarters(run, job);
		return;
	}
	printf("\r%s: %zu of %zu octets", job->step->sentence, job->progress, job->progress_total);
	print_rate(run, job);
	fflush(stdout);
	run->counting = true;
}

void lpa_progress_end(struct lpa_run *run, const struct lpa_job *job)
{
	if (job && !run->quiet)
		count(run, job);
	if (run->counting)
		putchar('\n');
	run->counting = false;
}

void lpa_progress_say(struct lpa_run *run)
{
	const struct lpa_job *job = run->session.job;
	if (!job || lpa_job_ended(job) || run->quiet)
		return;
	if (run->said == job->step) {
		count(run, job);
		return;
	}
	AUTO(buffer) room = BUFFER(16 << 10);
	lpa_progress_end(run, NULL);
	run->said = job->step;
	bool counted_here = !run->invocation->json && isatty(STDOUT_FILENO) && counts_octets(job);
	if (!counted_here && (run->invocation->json ? job->kind->is_long : job->step->sentence != NULL))
		output_progress(run->invocation, job->step->message, progress_data(&job->want, &room), "%s",
		                job->step->sentence ? job->step->sentence : "");
	count(run, job);
}

/* --verbose, or one of lpac's two variables. */
static bool is_traced(const struct invocation *invocation, const char *variable)
{
	const char *value = getenv(variable);
	return invocation->verbose || (value && *value && strcmp(value, "0") != 0);
}

void lpa_trace_apdu(const struct invocation *invocation, const char *direction, struct bytes apdu)
{
	AUTO(buffer) digits = BUFFER(2 * LINK_ANSWER_MAXIMUM);
	if (is_traced(invocation, "LPAC_APDU_DEBUG") && hex_append(&digits, apdu) == STATUS_OK)
		fprintf(stderr, "apdu %s %.*s\n", direction, (int)digits.size, (const char *)digits.data);
}

void lpa_trace_http(const struct lpa_run *run, const struct http_client_request *request)
{
	char event[HTTP_EVENT_SIZE];
	snprintf(event, sizeof event, "post https://%.*s%.*s (%zu octets)", TEXT_ARGUMENTS(request->address),
	         TEXT_ARGUMENTS(request->path), request->body.size);
	if (is_traced(run->invocation, "LPAC_HTTP_DEBUG"))
		fprintf(stderr, "%s\n", event);
	apdu_trace_event(apdu_trace_before(&run->card), event);
}

void lpa_trace_http_answer(const struct lpa_run *run, enum status status, const struct http_client_answer *answer)
{
	char event[HTTP_EVENT_SIZE];
	if (status == STATUS_OK)
		snprintf(event, sizeof event, "answered by HTTP %d (%zu octets)", answer->status, answer->body.size);
	else
		snprintf(event, sizeof event, "not answered: %s", *answer->failure ? answer->failure : status_name(status));
	apdu_trace_event(apdu_trace_before(&run->card), event);
}

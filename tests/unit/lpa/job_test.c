/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says when it refuses, as people see it. */
#include "lpa/job.h"

#include "support/test.h"

enum { WAITING, DONE, FAILED, STATE_COUNT };

static const struct transition transitions[] = {
	{ WAITING, LPA_EVENT_SERVER_LOST, lpa_job_give_up, FAILED, FAILED },
};

static const char *const state_names[] = { "waiting", "done", "failed" };

static const struct state_machine machine = {
	.name = "test",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = STATE_COUNT,
};

static const struct lpa_step steps[STATE_COUNT] = { { "the_step", "The step" } };
static const struct lpa_job_kind kind = { .machine = &machine, .steps = steps, .done = DONE, .failed = FAILED };

#define REFUSAL(codes) "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{" codes "}}}}"

static enum status read(struct lpa_job *job, const char *body, const char *tolerated)
{
	AUTO(json_document) document = { 0 };
	lpa_job_init(job, &kind);
	return lpa_job_read_answer(job, text_bytes(text_from(body)), tolerated, &document);
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		const char *subject, *reason;
		const char *shown, *hidden;
	} cases[] = {
		{ REFUSAL("\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\""), "8.2.6", "3.8", "(8.2.6/3.8).", "\"" },
		{ REFUSAL("\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\",\"message\":\"Ask Mia\""), "8.2.6", "3.8",
		  "(8.2.6/3.8, \"Ask Mia\").", "((" },
		{ REFUSAL("\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\",\"message\":\"\\u001b[31mred\""), "8.2.6", "3.8",
		  "(8.2.6/3.8).", "red" },
		{ REFUSAL("\"subjectCode\":\"8.8.99\",\"reasonCode\":\"6.9\""), "8.8.99", "6.9", "(8.8.99/6.9).", "%" },
	};
	EACH (this, cases) {
		struct lpa_job job;
		assert_int_equal(read(&job, this->body, NULL), STATUS_REFUSED);
		assert_int_equal(job.failure.status, STATUS_REFUSED);
		assert_string_equal(job.failure.subject_code, this->subject);
		assert_string_equal(job.failure.reason_code, this->reason);
		CHECK(strstr(job.failure.sentence, this->shown), job.failure.sentence);
		CHECK(!strstr(job.failure.sentence, this->hidden), job.failure.sentence);
		lpa_job_release(&job);
	}
}

/* A server that has much to say: the sentence stays whole and short. */
static void test_long_message(void **state)
{
	(void)state;
	char body[4096];
	char message[2000];
	struct lpa_job job;
	memset(message, 'm', sizeof message);
	message[sizeof message - 1] = 0;
	snprintf(body, sizeof body, REFUSAL("\"subjectCode\":\"8.1\",\"reasonCode\":\"4.8\",\"message\":\"%s\""), message);
	assert_int_equal(read(&job, body, NULL), STATUS_REFUSED);
	assert_non_null(strstr(job.failure.sentence, "(8.1/4.8)."));
	assert_null(strstr(job.failure.sentence, "mmm"));
	lpa_job_release(&job);
}

static void test_unreadable_answers(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"",
		"{",
		"[]",
		"<html>",
		"{}",
		"{\"header\":1}",
		"{\"header\":{}}",
		"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Perhaps\"}}}",
		REFUSAL("\"subjectCode\":8"),
	};
	EACH (body, bodies) {
		struct lpa_job job;
		enum status status = read(&job, *body, NULL);
		CHECK(status != STATUS_OK && job.failure.status == status, *body);
		CHECK(*job.failure.sentence, *body);
		lpa_job_release(&job);
	}
}

static void test_tolerated_refusal(void **state)
{
	(void)state;
	static const char body[] = REFUSAL("\"subjectCode\":\"8.2.7\",\"reasonCode\":\"3.8\"");
	static const struct {
		const char *codes;
		bool tolerated;
	} cases[] = { { "8.2.7 3.8", true }, { "8.2.7 3.9", false }, { "8.2 3.8", false }, { "8.2.7", false } };
	EACH (this, cases) {
		struct lpa_job job;
		assert_int_equal(read(&job, body, this->codes), STATUS_REFUSED);
		CHECK((job.failure.status == STATUS_OK) == this->tolerated, this->codes);
		lpa_job_release(&job);
	}
}

/* The first reason is the one that is told. */
static void test_first_failure_stays(void **state)
{
	(void)state;
	struct lpa_job job;
	lpa_job_init(&job, &kind);
	assert_int_equal(lpa_job_fail(&job, STATUS_REFUSED, "First %d.", 1), STATUS_REFUSED);
	assert_int_equal(lpa_job_fail(&job, STATUS_IO, "Second."), STATUS_IO);
	lpa_job_trouble(&job, STATUS_IO, "Third.");
	assert_ok(lpa_job_handle(&job, LPA_EVENT_SERVER_LOST, (struct bytes){ 0 }));
	assert_true(lpa_job_ended(&job));
	assert_string_equal(job.failure.sentence, "First 1.");
	assert_int_equal(job.failure.status, STATUS_REFUSED);
	lpa_job_release(&job);
}

/* A request is repeated once, and then no more until there is another. */
static void test_repeating(void **state)
{
	(void)state;
	struct lpa_job job;
	lpa_job_init(&job, &kind);
	assert_false(lpa_job_repeats_request(&job));
	assert_ok(lpa_job_ask_server(&job, TEXT("a.example"), "/x", 100, STATUS_OK));
	assert_true(lpa_job_repeats_request(&job));
	assert_false(lpa_job_repeats_request(&job));
	assert_int_equal(job.want.kind, LPA_WANT_SERVER);
	lpa_job_release(&job);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_refusals),
	cmocka_unit_test(test_long_message),
	cmocka_unit_test(test_unreadable_answers),
	cmocka_unit_test(test_tolerated_refusal),
	cmocka_unit_test(test_first_failure_stays),
	cmocka_unit_test(test_repeating),
};

TESTS_MAIN(tests)

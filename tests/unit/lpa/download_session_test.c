/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/download_session.h"

#include "rsp/cancel_session.h"
#include "rsp/euicc_info.h"
#include "support/download_script.h"
#include "support/test.h"

static struct test_pki pki;

static int make_pki(void **state)
{
	(void)state;
	test_pki_make(&pki, CURVE_P256, "lpa");
	return 0;
}

static int release_pki(void **state)
{
	(void)state;
	test_pki_release(&pki);
	return 0;
}

static void begin_order(struct download_scene *scene, const struct lpa_download_order *order)
{
	download_scene_begin_order(scene, &pki, order);
}

static void begin(struct download_scene *scene)
{
	begin_order(scene, &download_scene_order);
}

static void run(struct download_scene *scene)
{
	download_script_run(&scene->script, &scene->download, -1);
}

static void run_until(struct download_scene *scene, int state)
{
	download_script_run(&scene->script, &scene->download, state);
	assert_int_equal(scene->download.job.state, state);
}

static void check_visited(const struct download_scene *scene, const int *states, size_t count)
{
	assert_int_equal(scene->script.visit_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(scene->script.visited[i], states[i]);
}

/* The order failed, the card was told this reason (-1: nothing) and so was the server. */
static void check_failed(const struct download_scene *scene, enum status status, int cancel_reason, const char *what)
{
	const struct lpa_failure *failure = &scene->download.job.failure;
	CHECK(lpa_job_ended(&scene->download.job) && !lpa_job_succeeded(&scene->download.job), what);
	CHECK_STATUS(failure->status, status, what);
	CHECK(*failure->sentence && failure->sentence[strlen(failure->sentence) - 1] == '.', what);
	if (scene->script.cancel_reason != cancel_reason)
		fail_msg("%s: cancelled with %d, want %d", what, scene->script.cancel_reason, cancel_reason);
	CHECK(scene->script.server_told == (cancel_reason >= 0), what);
}

static void answer_user(struct download_scene *scene, enum lpa_event event, const char *typed)
{
	assert_int_equal(scene->download.job.want.kind, LPA_WANT_USER);
	assert_ok(lpa_job_handle(&scene->download.job, event, text_bytes(text_from(typed))));
}

static void test_all_goes_well(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin(&scene);
	run(&scene);
	static const int states[] = {
		DOWNLOAD_INFO,
		DOWNLOAD_CHALLENGE,
		DOWNLOAD_INITIATE,
		DOWNLOAD_AUTHENTICATE_SERVER,
		DOWNLOAD_AUTHENTICATE_CLIENT,
		DOWNLOAD_OFFER,
		DOWNLOAD_PREPARE,
		DOWNLOAD_PACKAGE,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
		DOWNLOAD_LOAD,
	};
	check_visited(&scene, states, ARRAY_SIZE(states));
	assert_true(lpa_job_succeeded(&scene.download.job));
	assert_true(scene.download.has_result);
	assert_int_equal(scene.download.result.notification.sequence_number, 7);
	assert_int_equal(scene.download.job.progress, scene.download.job.progress_total);
	assert_int_equal(scene.script.cancel_reason, -1);
	assert_int_equal(scene.script.hash_cc.size, 0);
}

static void test_matching_id_on_the_wire(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		bool has;
		const char *matching_id;
	} cases[] = { { "absent", false, "" }, { "empty", true, "" }, { "there", true, "AB-12" } };
	EACH (this, cases) {
		AUTO(download_scene) scene;
		struct lpa_download_order order = download_scene_order;
		struct context_parameters parameters;
		order.has_matching_id = this->has;
		order.matching_id = text_from(this->matching_id);
		begin_order(&scene, &order);
		run(&scene);
		assert_ok(context_parameters_decode(scene.script.context_parameters, &parameters));
		CHECK(parameters.has_matching_id == this->has, this->what);
		check_text(parameters.matching_id, this->matching_id, this->what);
		check_bytes(BYTES(parameters.device.tac), BYTES(download_scene_order.device.tac), this->what);
	}
}

static void test_default_server(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin_order(&scene, &(struct lpa_download_order){ 0 });
	run(&scene);
	assert_int_equal(scene.script.visited[0], DOWNLOAD_ADDRESS);
	assert_true(lpa_job_succeeded(&scene.download.job));
	check_text(scene.download.dialogue.server_address, SCRIPT_ADDRESS, "address");

	AUTO(download_scene) none;
	begin_order(&none, &(struct lpa_download_order){ 0 });
	none.script.card_default_address = "";
	run(&none);
	check_failed(&none, STATUS_NOT_FOUND, -1, "no default server");
}

static void test_order_is_checked(void **state)
{
	(void)state;
	static const struct lpa_download_order orders[] = {
		{ .smdp_address = { "https://x.example", 17 } },
		{ .smdp_address = { "x.example/path", 14 } },
		{ .smdp_address = { "x.example", 9 }, .has_matching_id = true, .matching_id = { "lower", 5 } },
		{ .smdp_address = { "x.example", 9 }, .smdp_oid = { "1.2.x", 5 } },
	};
	EACH (order, orders) {
		AUTO(lpa_download) download;
		assert_int_equal(lpa_download_init(&download, order), STATUS_MALFORMED);
		assert_true(*download.job.failure.sentence);
	}
}

static void test_confirmation_code(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	uint8_t code_hash[HASH_CC_SIZE], hash[HASH_CC_SIZE];
	begin(&scene);
	scene.script.wants_code = true;
	run_until(&scene, DOWNLOAD_CODE);
	assert_false(scene.download.job.want.question.again);
	answer_user(&scene, LPA_EVENT_YES, "   ");
	assert_int_equal(scene.download.job.state, DOWNLOAD_CODE);
	run(&scene);
	assert_true(lpa_job_succeeded(&scene.download.job));
	assert_ok(confirmation_code_hash(TEXT(SCRIPT_CODE), code_hash));
	assert_ok(hash_cc(code_hash, octets(&scene.script.arena, "01020304050607AB"), hash));
	check_bytes(scene.script.hash_cc, BYTES(hash), "hashCc");

	AUTO(download_scene) given;
	struct lpa_download_order order = download_scene_order;
	order.confirmation_code = TEXT(SCRIPT_CODE);
	begin_order(&given, &order);
	given.script.wants_code = true;
	run(&given);
	assert_true(lpa_job_succeeded(&given.download.job));
	check_bytes(given.script.hash_cc, BYTES(hash), "hashCc of a code given before");

	AUTO(download_scene) unneeded;
	begin_order(&unneeded, &order);
	run(&unneeded);
	assert_int_equal(unneeded.script.hash_cc.size, 0);
}

static void refuse_code(struct download_scene *scene)
{
	run_until(scene, DOWNLOAD_PACKAGE);
	assert_ok(lpa_job_handle(&scene->download.job, LPA_EVENT_SERVER, download_scene_refusal(scene, "8.2.7", "3.8")));
	assert_int_equal(scene->download.job.state, DOWNLOAD_CODE);
	assert_true(scene->download.job.want.question.again);
	assert_int_equal(scene->download.confirmation_code.size, 0);
}

static void test_wrong_code(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin(&scene);
	scene.script.wants_code = true;
	refuse_code(&scene);
	run_until(&scene, DOWNLOAD_PREPARE);
	refuse_code(&scene);
	run(&scene);
	assert_true(lpa_job_succeeded(&scene.download.job));

	AUTO(download_scene) given_up;
	begin(&given_up);
	given_up.script.wants_code = true;
	refuse_code(&given_up);
	answer_user(&given_up, LPA_EVENT_LATER, "");
	run(&given_up);
	check_failed(&given_up, STATUS_REFUSED, CANCEL_POSTPONED, "no other code");

	AUTO(download_scene) too_often;
	begin(&too_often);
	too_often.script.wants_code = true;
	run_until(&too_often, DOWNLOAD_PACKAGE);
	assert_ok(
		lpa_job_handle(&too_often.download.job, LPA_EVENT_SERVER, download_scene_refusal(&too_often, "8.2.7", "6.4")));
	check_failed(&too_often, STATUS_REFUSED, -1, "too often");
	assert_string_equal(too_often.download.job.failure.subject_code, "8.2.7");
	assert_string_equal(too_often.download.job.failure.reason_code, "6.4");
}

static struct bytes preparation_error(struct download_scene *scene)
{
	return octets(&scene->script.arena, "BF210FA10D 8008 01020304050607AB 020104");
}

/* A card that prepares only once is asked again from the beginning, the user is not. */
static void test_wrong_code_costs_the_session(void **state)
{
	(void)state;
	static const int states[] = {
		DOWNLOAD_INFO,
		DOWNLOAD_CHALLENGE,
		DOWNLOAD_INITIATE,
		DOWNLOAD_AUTHENTICATE_SERVER,
		DOWNLOAD_AUTHENTICATE_CLIENT,
		DOWNLOAD_PREPARE,
	};
	AUTO(download_scene) scene;
	begin(&scene);
	scene.script.wants_code = true;
	refuse_code(&scene);
	run_until(&scene, DOWNLOAD_PREPARE);
	scene.script.visit_count = 0;
	assert_ok(lpa_job_handle(&scene.download.job, LPA_EVENT_CARD, preparation_error(&scene)));
	run_until(&scene, DOWNLOAD_PACKAGE);
	check_visited(&scene, states, ARRAY_SIZE(states));
	run(&scene);
	assert_true(lpa_job_succeeded(&scene.download.job));

	AUTO(download_scene) twice;
	begin(&twice);
	twice.script.wants_code = true;
	refuse_code(&twice);
	run_until(&twice, DOWNLOAD_PREPARE);
	assert_ok(lpa_job_handle(&twice.download.job, LPA_EVENT_CARD, preparation_error(&twice)));
	run_until(&twice, DOWNLOAD_PREPARE);
	assert_ok(lpa_job_handle(&twice.download.job, LPA_EVENT_CARD, preparation_error(&twice)));
	check_failed(&twice, STATUS_UNTRUSTED, -1, "the card refuses again");

	AUTO(download_scene) swapped;
	begin(&swapped);
	swapped.script.wants_code = true;
	refuse_code(&swapped);
	run_until(&swapped, DOWNLOAD_PREPARE);
	assert_ok(lpa_job_handle(&swapped.download.job, LPA_EVENT_CARD, preparation_error(&swapped)));
	swapped.script.offered.profile_name = TEXT("Another");
	run(&swapped);
	check_failed(&swapped, STATUS_UNTRUSTED, CANCEL_METADATA_MISMATCH, "another profile the second time");
}

/* The states in which the nominal download waits, in order. */
static const int waiting_states[] = {
	DOWNLOAD_ADDRESS,
	DOWNLOAD_INFO,
	DOWNLOAD_CHALLENGE,
	DOWNLOAD_INITIATE,
	DOWNLOAD_AUTHENTICATE_SERVER,
	DOWNLOAD_AUTHENTICATE_CLIENT,
	DOWNLOAD_RULES,
	DOWNLOAD_PROFILES,
	DOWNLOAD_OFFER,
	DOWNLOAD_CODE,
	DOWNLOAD_PREPARE,
	DOWNLOAD_PACKAGE,
	DOWNLOAD_LOAD,
};

/* A download that visits every one of them. */
static void begin_long(struct download_scene *scene)
{
	begin_order(scene, &(struct lpa_download_order){ 0 });
	scene->script.wants_code = true;
	scene->script.offered.profile_policy_rules = PPR2;
	scene->script.loaded = scene->script.offered;
	scene->script.rules = (struct rules_authorisation_table){
		.rules = { { .rules = PPR2, .operators = { { .mcc_mnc = { 0xEE, 0xEE, 0xEE } } }, .operator_count = 1 } },
		.count = 1,
	};
}

/* Every state with every event: what the table does not name changes nothing; what it names leads to an end. */
static void test_every_state_and_event(void **state)
{
	(void)state;
	EACH (waiting, waiting_states) {
		for (int event = LPA_EVENT_START; event < DOWNLOAD_EVENT_COUNT; event++) {
			AUTO(download_scene) scene;
			begin_long(&scene);
			run_until(&scene, *waiting);
			enum lpa_want_kind wanted = scene.download.job.want.kind;
			bool named = state_machine_find(&lpa_download_machine, *waiting, event);
			lpa_job_trouble(&scene.download.job, STATUS_IO, "Trouble.");
			enum status status = lpa_job_handle(&scene.download.job, event, (struct bytes){ 0 });
			if (!named) {
				assert_int_equal(status, STATUS_OUT_OF_ORDER);
				assert_int_equal(scene.download.job.state, *waiting);
				assert_int_equal(scene.download.job.want.kind, wanted);
				continue;
			}
			if (event >= LPA_EVENT_OWN)
				continue; /* from inside only: the state has not got what the action takes up */
			assert_int_equal(status, STATUS_OK);
			run(&scene);
			assert_true(lpa_job_ended(&scene.download.job));
		}
	}
}

/* Whatever comes back from the card or the server, cut off anywhere, the download ends with a sentence and nothing is
 * loaded that was not offered. */
static void test_truncated_answers(void **state)
{
	(void)state;
	EACH (waiting, waiting_states) {
		AUTO(download_scene) whole;
		enum lpa_event event;
		begin_long(&whole);
		run_until(&whole, *waiting);
		if (whole.download.job.want.kind == LPA_WANT_USER)
			continue;
		struct bytes answer = download_script_answer(&whole.script, &whole.download, &event);
		size_t step = answer.size > 400 ? answer.size / 200 : 1;
		for (size_t size = 1; size < answer.size; size += step) {
			AUTO(download_scene) scene;
			begin_long(&scene);
			run_until(&scene, *waiting);
			assert_ok(lpa_job_handle(&scene.download.job, event, bytes_first(answer, size)));
			run(&scene);
			assert_false(lpa_job_succeeded(&scene.download.job));
			assert_true(*scene.download.job.failure.sentence);
		}
	}
}

/* The table itself: one row for a pair, an end that is an end, and whoever waits for somebody hears of it when that one
 * fails. */
static void test_table(void **state)
{
	(void)state;
	const struct state_machine *machine = &lpa_download_machine;
	for (size_t i = 0; i < machine->count; i++) {
		const struct transition *row = &machine->table[i];
		assert_ptr_equal(state_machine_find(machine, row->in, row->on), row);
		assert_true(row->in != DOWNLOAD_DONE && row->in != DOWNLOAD_FAILED);
		assert_true(row->then < DOWNLOAD_STATE_COUNT && row->or_else < DOWNLOAD_STATE_COUNT);
		if (row->on == LPA_EVENT_CARD) {
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_CARD_REFUSED));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_CARD_LOST));
		}
		if (row->on == LPA_EVENT_SERVER)
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_SERVER_LOST));
		if (row->on == LPA_EVENT_YES) {
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_NO));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_LATER));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_SILENT));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_STOP));
		}
	}
	for (int i = 0; i < DOWNLOAD_STATE_COUNT; i++)
		assert_non_null(machine->state_names[i]);
	for (int i = 0; i < DOWNLOAD_EVENT_COUNT; i++)
		assert_non_null(machine->event_names[i]);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_all_goes_well),
	cmocka_unit_test(test_matching_id_on_the_wire),
	cmocka_unit_test(test_default_server),
	cmocka_unit_test(test_order_is_checked),
	cmocka_unit_test(test_confirmation_code),
	cmocka_unit_test(test_wrong_code),
	cmocka_unit_test(test_wrong_code_costs_the_session),
	cmocka_unit_test(test_every_state_and_event),
	cmocka_unit_test(test_truncated_answers),
	cmocka_unit_test(test_table),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_pki, release_pki);
}
